/** What a record is warned of, by the code the server gives. */

import { catalogue } from '../../../i18n/locale.svelte';

export const m = catalogue(
  {
    register_incomplete: 'Registre de police : inscription à compléter (vendeur, adresse, pièce ou règlement).',
    temporary_plate: 'Immatriculation provisoire (WW).',
    old_plate: 'Immatriculation au format antérieur à 2009.',
    short_vin: 'VIN de 16 caractères : à vérifier.',
    mileage_not_guaranteed: 'Kilométrage non garanti : la mention figure sur les documents.',
    much_mileage: 'Kilométrage très élevé pour son âge.',
    trade_above_retail: 'Le prix professionnel dépasse le prix de vente.',
    purchase_declaration_due: (day: string) => `Déclaration d'achat à faire avant le ${day}.`,
    purchase_declaration_late: (day: string) => `Déclaration d'achat en retard : à faire avant le ${day}.`,
  },
  {
    register_incomplete: 'Police register: the entry is to be completed (seller, address, document or payment).',
    temporary_plate: 'Temporary plate (WW).',
    old_plate: 'Plate of the form before 2009.',
    short_vin: 'VIN of 16 characters: check it.',
    mileage_not_guaranteed: 'Mileage not guaranteed: documents say so.',
    much_mileage: 'Very high mileage for its age.',
    trade_above_retail: 'The trade price is above the sale price.',
    purchase_declaration_due: (day: string) => `Purchase declaration to be made by ${day}.`,
    purchase_declaration_late: (day: string) => `Purchase declaration late: it was due by ${day}.`,
  },
);
