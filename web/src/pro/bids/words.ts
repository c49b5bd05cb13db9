/** Words of one's own bids. */

import { catalogue } from '../../i18n/locale.svelte';

export const m = catalogue(
  {
    title: 'Mes enchères',
    running: 'En cours',
    ended: 'Terminées ces 30 derniers jours',
    mine: 'Votre enchère',
    price: 'Prix',
    when: 'Fin',
    emptyTitle: "Vous n'avez pas encore enchéri",
    emptyBody: "Chaque lot sur lequel vous enchérissez s'affiche ici avec votre position, en direct.",
    toSales: 'Voir les ventes',
    nothingRunning: 'Aucune enchère en cours.',
  },
  {
    title: 'My bids',
    running: 'Live',
    ended: 'Ended in the last 30 days',
    mine: 'Your bid',
    price: 'Price',
    when: 'End',
    emptyTitle: 'You have not bid yet',
    emptyBody: 'Each lot you bid on shows here with your position, live.',
    toSales: 'See the sales',
    nothingRunning: 'No live bid.',
  },
);
