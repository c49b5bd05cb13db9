/** Words of the list of sales. */

import { catalogue } from '../../i18n/locale.svelte';

export const m = catalogue(
  {
    title: 'Ventes',
    live: 'En cours',
    coming: 'À venir',
    from: 'à partir de',
    leads: (count: number) => (count === 1 ? 'En tête' : `En tête sur ${count} lots`),
    outbids: (count: number) => (count === 1 ? 'Dépassé' : `Dépassé sur ${count} lots`),
    lasts: (span: string) => `pendant ${span}`,
    liveEmpty: 'Aucune vente en cours pour le moment.',
    emptyTitle: 'Pas encore de vente pour vous',
    emptyBody:
      "Les ventes des concessions avec lesquelles vous êtes connecté s'affichent ici, dès qu'elles sont annoncées. Vous en êtes prévenu en même temps que tous les autres.",
  },
  {
    title: 'Sales',
    live: 'Live',
    coming: 'Coming',
    from: 'from',
    leads: (count: number) => (count === 1 ? 'Leading' : `Leading on ${count} lots`),
    outbids: (count: number) => (count === 1 ? 'Outbid' : `Outbid on ${count} lots`),
    lasts: (span: string) => `for ${span}`,
    liveEmpty: 'No live sale at the moment.',
    emptyTitle: 'No sale for you yet',
    emptyBody:
      'Sales of the dealers you are connected with show here as soon as they are announced. You are told at the same time as everybody else.',
  },
);
