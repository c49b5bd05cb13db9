import { catalogue } from '../../i18n/locale.svelte';

export const m = catalogue(
  {
    unsaved: 'Quitter sans enregistrer ?',
    unsavedBody: 'Votre saisie n’est pas enregistrée ; elle sera perdue.',
    leaveUnsaved: 'Quitter sans enregistrer',
    stay: 'Continuer la saisie',
  },
  {
    unsaved: 'Leave without saving?',
    unsavedBody: 'What you entered is not saved; it will be lost.',
    leaveUnsaved: 'Leave without saving',
    stay: 'Go on with it',
  },
);
