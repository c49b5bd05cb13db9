import { catalogue, one } from '../../../i18n/locale.svelte';

export const m = catalogue(
  {
    title: 'Marques et modèles',
    lead: 'Les formulaires proposent la liste fournie et les modèles que votre groupe y ajoute.',
    drop: 'Ou déposez-le ici : .csv ou .xlsx, 4 Mo au plus. Deux colonnes, « Marque » et « Modèle » ; un modèle par ligne.',
    download: 'Télécharger la liste',
    fresh: (count: number, shown: string) => `${shown} ${one.fr(count, 'nouveau modèle', 'nouveaux modèles')}`,
    known: (count: number, shown: string) => `${shown} déjà ${one.fr(count, 'connu', 'connus')}`,
    faults: (count: number, shown: string) => `${shown} ${one.fr(count, 'erreur', 'erreurs')} : ${one.fr(count, 'cette ligne sera laissée', 'ces lignes seront laissées')} de côté`,
    nothing: 'Ce fichier n’apporte aucun nouveau modèle.',
    add: (count: number, shown: string) => `Ajouter ${shown} ${one.fr(count, 'modèle', 'modèles')}`,
    added: (count: number, shown: string) => `${shown} ${one.fr(count, 'modèle ajouté', 'modèles ajoutés')} : les formulaires ${one.fr(count, 'le', 'les')} proposent désormais.`,
    sample: 'Nouveaux modèles',
    more: (count: number, shown: string) => `et ${shown} ${one.fr(count, 'autre', 'autres')}`,
  },
  {
    title: 'Makes and models',
    lead: 'Forms propose the list that comes with the product and the models your group adds to it.',
    drop: 'Or drop it here: .csv or .xlsx, 4 MB at most. Two columns, “make” and “model”; one model a line.',
    download: 'Download the list',
    fresh: (count: number, shown: string) => `${shown} new ${one.en(count, 'model', 'models')}`,
    known: (_count: number, shown: string) => `${shown} known already`,
    faults: (count: number, shown: string) => `${shown} ${one.en(count, 'error: its line', 'errors: their lines')} will be left aside`,
    nothing: 'This file brings no new model.',
    add: (count: number, shown: string) => `Add ${shown} ${one.en(count, 'model', 'models')}`,
    added: (count: number, shown: string) => `${shown} ${one.en(count, 'model', 'models')} added: forms propose ${one.en(count, 'it', 'them')} from now on.`,
    sample: 'New models',
    more: (_count: number, shown: string) => `and ${shown} more`,
  },
);
