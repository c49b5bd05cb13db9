/** Words about a car that both sides read: its condition, its photos, where something is. */

import { catalogue, one } from '../i18n/locale.svelte';

export const m = catalogue(
  {
    condition: 'État du véhicule',
    defects: (count: number) => one.fr(count, `${count} défaut relevé`, `${count} défauts relevés`),
    noDefects: 'Aucun défaut relevé.',
    plan: 'Plan du véhicule',
    planOf: (count: number) => one.fr(count, `Plan du véhicule, ${count} défaut situé`, `Plan du véhicule, ${count} défauts situés`),
    defect: (rank: number, name: string, where: string) => `Défaut ${rank} : ${name}, ${where}`,
    unplaced: 'non situé',
    views: { left: 'côté gauche', right: 'côté droit', top: 'dessus', front: 'face avant', rear: 'face arrière' },
    thirds: { front: 'avant', middle: 'milieu', rear: 'arrière' },
    front: 'Avant',
    rear: 'Arrière',
    placing: (name: string) => `Touchez sur le dessin l'endroit de « ${name} ».`,
    photosOfDefect: (name: string, count: number) => one.fr(count, `Voir la photo : ${name}`, `Voir les ${count} photos : ${name}`),
    options: 'Équipements et options',
    comment: 'Commentaire du vendeur',
    inWords: 'Remarques du vendeur',
  },
  {
    condition: 'Condition',
    defects: (count: number) => one.en(count, `${count} defect noted`, `${count} defects noted`),
    noDefects: 'No defect noted.',
    plan: 'Plan of the vehicle',
    planOf: (count: number) => one.en(count, `Plan of the vehicle, ${count} defect placed`, `Plan of the vehicle, ${count} defects placed`),
    defect: (rank: number, name: string, where: string) => `Defect ${rank}: ${name}, ${where}`,
    unplaced: 'not placed',
    views: { left: 'left side', right: 'right side', top: 'from above', front: 'front', rear: 'rear' },
    thirds: { front: 'front', middle: 'middle', rear: 'rear' },
    front: 'Front',
    rear: 'Rear',
    placing: (name: string) => `Touch the place of “${name}” on the drawing.`,
    photosOfDefect: (name: string, count: number) => one.en(count, `See the photo: ${name}`, `See the ${count} photos: ${name}`),
    options: 'Equipment and options',
    comment: "Seller's comment",
    inWords: "Seller's remarks",
  },
);
