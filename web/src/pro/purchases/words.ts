/** Words of one's purchases. */

import { catalogue } from '../../i18n/locale.svelte';

export const m = catalogue(
  {
    title: 'Achats',
    offer: (number: number) => `Offre n° ${number}`,
    fromSale: (number: number) => `Vente n° ${number}`,
    total: 'Total TTC',
    states: { in_progress: 'En préparation', validated: 'Validée', ordered: 'Commandée', abandoned: 'Vente annulée' },
    cancelled: (reason: string) => `Vente annulée : ${reason}`,
    reason: (reason: string) => `Motif : ${reason}`,
    emptyTitle: 'Aucun achat pour le moment',
    emptyBody: "Les lots que vous remportez arrivent ici, avec leur prix et l'offre établie par le vendeur.",
    toSales: 'Voir les ventes',
    more: 'Afficher la suite',
  },
  {
    title: 'Purchases',
    offer: (number: number) => `Offer no. ${number}`,
    fromSale: (number: number) => `Sale no. ${number}`,
    total: 'Total incl. VAT',
    states: { in_progress: 'In preparation', validated: 'Validated', ordered: 'Ordered', abandoned: 'Sale cancelled' },
    cancelled: (reason: string) => `Sale cancelled: ${reason}`,
    reason: (reason: string) => `Reason: ${reason}`,
    emptyTitle: 'No purchase so far',
    emptyBody: 'Lots you win arrive here, with their price and the offer made out by the seller.',
    toSales: 'See the sales',
    more: 'Show more',
  },
);
