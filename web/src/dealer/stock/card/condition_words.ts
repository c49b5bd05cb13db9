/** Words of defects that are placed on the drawn car, and of who sees them. */

import { catalogue } from '../../../i18n/locale.svelte';

export const m = catalogue(
  {
    place: 'Ou choisissez un côté',
    placeLater: 'Plus tard',
    placeDefect: (defect: string) => `Situer « ${defect} » sur le véhicule`,
    seenAtOnce: 'Ce véhicule est dans une vente : les professionnels invités voient chaque photo dès son arrivée.',
  },
  {
    place: 'Or choose a side',
    placeLater: 'Later',
    placeDefect: (defect: string) => `Place “${defect}” on the vehicle`,
    seenAtOnce: 'This vehicle is in a sale: invited professionals see each photo as it arrives.',
  },
);
