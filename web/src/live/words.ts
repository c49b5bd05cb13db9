/** Words of the connection and of one's own news. */

import { catalogue } from '../i18n/locale.svelte';

export const m = catalogue(
  {
    connection: 'Connexion en direct',
    reconnecting: 'Connexion perdue. Reconnexion en cours…',
    reconnectingNote: 'Les prix affichés peuvent être dépassés ; les enchères reprennent dès le retour.',
    offline: 'Vous êtes hors ligne.',
    offlineNote: 'Les prix affichés datent de la dernière connexion.',
    live: 'Connexion rétablie.',
    stopped: 'La connexion en direct est arrêtée.',
    tooMany: 'Trop de connexions sont ouvertes avec ce compte. Fermez une autre fenêtre, puis rechargez celle-ci.',
    outdated: "Cette page n'est plus à jour. Rechargez-la pour continuer.",
    reload: 'Recharger',
    see: 'Voir',
    aLot: 'un lot',
    outbid: (lot: string, price: string) => `Dépassé : ${lot}, ${price}.`,
    leading: (lot: string, price: string) => `Vous êtes en tête : ${lot}, ${price}.`,
    won: (lot: string, price: string) => `Remporté : ${lot}, ${price}.`,
    lost: (lot: string) => `Terminé sans vous : ${lot}.`,
    bids: {
      accepted: (amount: string) => `Enchère de ${amount} acceptée.`,
      refused: (amount: string) => `Enchère de ${amount} refusée.`,
      failed: (amount: string) => `Enchère de ${amount} sans réponse.`,
    },
    quotes: {
      accepted: (amount: string) => `Prix de ${amount} enregistré.`,
      refused: (amount: string) => `Prix de ${amount} refusé.`,
      failed: (amount: string) => `Prix de ${amount} sans réponse.`,
    },
    passes: { accepted: 'Vous passez : réponse enregistrée.', refused: 'Réponse refusée.', failed: 'Votre réponse est restée sans suite.' },
  },
  {
    connection: 'Live connection',
    reconnecting: 'Connection lost. Reconnecting…',
    reconnectingNote: 'Prices shown may be out of date; bidding resumes as soon as it is back.',
    offline: 'You are offline.',
    offlineNote: 'Prices shown date from the last connection.',
    live: 'Connection restored.',
    stopped: 'The live connection has stopped.',
    tooMany: 'Too many connections are open with this account. Close another window, then reload this one.',
    outdated: 'This page is out of date. Reload it to go on.',
    reload: 'Reload',
    see: 'See',
    aLot: 'a lot',
    outbid: (lot: string, price: string) => `Outbid: ${lot}, ${price}.`,
    leading: (lot: string, price: string) => `You are leading: ${lot}, ${price}.`,
    won: (lot: string, price: string) => `Won: ${lot}, ${price}.`,
    lost: (lot: string) => `Ended without you: ${lot}.`,
    bids: {
      accepted: (amount: string) => `Bid of ${amount} accepted.`,
      refused: (amount: string) => `Bid of ${amount} refused.`,
      failed: (amount: string) => `No answer to the bid of ${amount}.`,
    },
    quotes: {
      accepted: (amount: string) => `Price of ${amount} recorded.`,
      refused: (amount: string) => `Price of ${amount} refused.`,
      failed: (amount: string) => `No answer to the price of ${amount}.`,
    },
    passes: { accepted: 'You pass: recorded.', refused: 'Answer refused.', failed: 'Your answer got no reply.' },
  },
);
