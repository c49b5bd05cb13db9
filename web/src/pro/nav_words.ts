/** Words of the professional's navigation, in the shell; pages have their own catalogues. */

import { catalogue } from '../i18n/locale.svelte';

export const words = catalogue(
  {
    sales: 'Ventes',
    quotations: 'Cotations',
    bids: 'Mes enchères',
    bidsShort: 'Enchères',
    purchases: 'Achats',
  },
  {
    sales: 'Sales',
    quotations: 'Quotes',
    bids: 'My bids',
    bidsShort: 'Bids',
    purchases: 'Purchases',
  },
);
