import { catalogue } from '../i18n/locale.svelte';

export const m = catalogue(
  {
    ready: 'Une nouvelle version est prête.',
    bidding: 'Rien ne change sous vos doigts : choisissez le moment.',
    take: 'Mettre à jour',
    later: 'Plus tard',
  },
  {
    ready: 'A new version is ready.',
    bidding: 'Nothing changes under your fingers: you choose the moment.',
    take: 'Update',
    later: 'Later',
  },
);
