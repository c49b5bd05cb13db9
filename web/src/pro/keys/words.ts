/** Words of the shortcuts. */

import { catalogue } from '../../i18n/locale.svelte';

export const m = catalogue(
  {
    title: 'Raccourcis clavier',
    body: 'Une touche prépare, la même confirme : rien ne part d’une seule pression.',
    use: 'Utiliser les raccourcis',
    list: [
      ['1 2 3', 'Préparer l’un des montants proposés ; encore pour confirmer'],
      ['A', 'Saisir un autre montant'],
      ['M', 'Fixer ou changer votre maximum'],
      ['J K', 'Lot suivant, lot précédent'],
      ['?', 'Afficher cette liste'],
    ] as readonly (readonly [string, string])[],
    or: 'ou',
  },
  {
    title: 'Keyboard shortcuts',
    body: 'One key prepares, the same one confirms: nothing leaves by a single press.',
    use: 'Use shortcuts',
    list: [
      ['1 2 3', 'Prepare one of the suggested amounts; again to confirm'],
      ['A', 'Type another amount'],
      ['M', 'Set or change your maximum'],
      ['J K', 'Next lot, previous lot'],
      ['?', 'Show this list'],
    ] as readonly (readonly [string, string])[],
    or: 'or',
  },
);
