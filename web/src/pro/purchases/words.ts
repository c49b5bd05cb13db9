/** Words of one's purchases. */

import { catalogue } from '../../i18n/locale.svelte';

export const m = catalogue(
  {
    title: 'Achats',
    offer: (number: number) => `Offre n° ${number}`,
    fromSale: (number: number) => `Vente n° ${number}`,
    total: 'Total TTC',
    states: { in_progress: 'En préparation', validated: 'Validée', ordered: 'Commandée', abandoned: 'Vente annulée', by_hand: 'Remise directe' },
    handedOver: 'Achat direct',
    toFetch: (day: string) => `À retirer le ${day}`,
    noPrice: 'Prix non indiqué',
    cancelled: (reason: string) => `Vente annulée : ${reason}`,
    reason: (reason: string) => `Motif : ${reason}`,
    emptyTitle: 'Aucun achat pour le moment',
    emptyBody: "Les lots que vous remportez et les véhicules qui vous sont livrés arrivent ici, avec leur prix.",
    toSales: 'Voir les ventes',
    more: 'Afficher la suite',
  },
  {
    title: 'Purchases',
    offer: (number: number) => `Offer no. ${number}`,
    fromSale: (number: number) => `Sale no. ${number}`,
    total: 'Total incl. VAT',
    states: { in_progress: 'In preparation', validated: 'Validated', ordered: 'Ordered', abandoned: 'Sale cancelled', by_hand: 'Handed over' },
    handedOver: 'Direct purchase',
    toFetch: (day: string) => `To be fetched on ${day}`,
    noPrice: 'Price not said',
    cancelled: (reason: string) => `Sale cancelled: ${reason}`,
    reason: (reason: string) => `Reason: ${reason}`,
    emptyTitle: 'No purchase so far',
    emptyBody: 'Lots you win and cars handed over to you arrive here, with their price.',
    toSales: 'See the sales',
    more: 'Show more',
  },
);
