/** Words of invitations that wait for their people, on both sides. */

import { catalogue } from '../i18n/locale.svelte';

export const m = catalogue(
  {
    until: (moment: string) => `Lien valable jusqu’au ${moment}`,
    revokeOf: (name: string) => `Annuler l’invitation de ${name}`,
    revoked: 'L’invitation est annulée.',
  },
  {
    until: (moment: string) => `Link works until ${moment}`,
    revokeOf: (name: string) => `Cancel the invitation of ${name}`,
    revoked: 'The invitation is cancelled.',
  },
);
