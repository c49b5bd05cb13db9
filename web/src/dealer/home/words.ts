import { catalogue, counted } from '../../i18n/locale.svelte';

export const m = catalogue(
  {
    title: 'Accueil',
    open: 'Ventes de stock en cours',
    scheduled: 'Programmées',
    all: 'Toutes les ventes',
    create: 'Nouvelle vente',
    running: 'En cours',
    lots: (lots: number, vehicles: number) =>
      `${counted.fr(lots, 'lot', 'lots')}, ${counted.fr(vehicles, 'véhicule', 'véhicules')}`,
    offers: 'Dernières enchères',
    offered: (with_offer: number, all: number) => `${counted.fr(with_offer, 'lot', 'lots')} sur ${all}`,
    gain: 'Gain sur la mise à prix',
    margin: 'Marge réelle finale',
    next: 'Prochaine fin',
    closing: 'Clôture en cours',
    none: 'Aucune vente en cours',
    noneBody:
      'Proposez un ou plusieurs véhicules de votre stock : les professionnels connectés sont prévenus au même instant, et leurs enchères apparaissent ici en direct.',
    quotations: 'Cotations en cours',
    allTradeIns: 'Toutes les reprises',
    pinned: 'Recherches épinglées',
    allStock: 'Tout le stock',
    number: (number: number) => `n° ${number}`,
  },
  {
    title: 'Home',
    open: 'Stock auctions in progress',
    scheduled: 'Scheduled',
    all: 'All auctions',
    create: 'New auction',
    running: 'In progress',
    lots: (lots: number, vehicles: number) =>
      `${counted.en(lots, 'lot', 'lots')}, ${counted.en(vehicles, 'car', 'cars')}`,
    offers: 'Current bids',
    offered: (with_offer: number, all: number) => `${with_offer} of ${counted.en(all, 'lot', 'lots')}`,
    gain: 'Gain over starting price',
    margin: 'Final real margin',
    next: 'Next end',
    closing: 'Closing',
    none: 'No auction in progress',
    noneBody:
      'Offer one or several cars of your stock: connected professionals are told at the same instant, and their bids show here live.',
    quotations: 'Quotations in progress',
    allTradeIns: 'All trade-ins',
    pinned: 'Pinned searches',
    allStock: 'The whole stock',
    number: (number: number) => `no. ${number}`,
  },
);
