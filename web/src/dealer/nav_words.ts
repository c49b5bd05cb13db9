/** Words of the dealer's navigation, in the shell; pages have their own catalogues. */

import { catalogue } from '../i18n/locale.svelte';

export const words = catalogue(
  {
    home: 'Accueil',
    auctions: 'Ventes de stock',
    auctionsShort: 'Ventes',
    tradeIns: 'Reprises',
    stock: 'Stock',
    clients: 'Professionnels',
    clientsShort: 'Pros',
    settings: 'Paramètres',
    settingsShort: 'Réglages',
  },
  {
    home: 'Home',
    auctions: 'Stock auctions',
    auctionsShort: 'Auctions',
    tradeIns: 'Trade-ins',
    stock: 'Stock',
    clients: 'Professionals',
    clientsShort: 'Pros',
    settings: 'Settings',
    settingsShort: 'Settings',
  },
);
