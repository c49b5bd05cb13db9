/** Words of the notifications centre; what each notification says comes from the server, in the person's language. */

import { catalogue, one } from '../i18n/locale.svelte';

export const m = catalogue(
  {
    title: 'Notifications',
    bell: (unread: number) =>
      unread === 0 ? 'Notifications' : `Notifications, ${one.fr(unread, `${unread} non lue`, `${unread} non lues`)}`,
    unread: 'Non lue',
    readAll: 'Tout marquer comme lu',
    more: 'Afficher la suite',
    emptyTitle: 'Rien à signaler',
    emptyBody: 'Ventes annoncées, cotations demandées, enchères dépassées, résultats : tout ce qui vous concerne arrive ici, au moment même.',
    failed: "Les notifications n'ont pas pu être marquées comme lues.",
  },
  {
    title: 'Notifications',
    bell: (unread: number) => (unread === 0 ? 'Notifications' : `Notifications, ${unread} unread`),
    unread: 'Unread',
    readAll: 'Mark all as read',
    more: 'Show more',
    emptyTitle: 'Nothing to tell',
    emptyBody: 'Sales announced, quotes asked for, bids passed, results: whatever concerns you arrives here as it happens.',
    failed: 'The notifications could not be marked as read.',
  },
);
