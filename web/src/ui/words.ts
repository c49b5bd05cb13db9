/** Words of base components that the shell doesn't use. */

import { catalogue } from '../i18n/locale.svelte';

export const m = catalogue(
  {
    show: 'Afficher le mot de passe',
    hide: 'Masquer le mot de passe',
    copy: 'Copier',
    copied: 'Copié',
    once: 'Visible cette fois seulement. Copiez-le dans un endroit sûr.',
  },
  {
    show: 'Show the password',
    hide: 'Hide the password',
    copy: 'Copy',
    copied: 'Copied',
    once: 'Visible this time only. Copy it to a safe place.',
  },
);
