/** Fields of the audit trail, as people call them; one without a word here is shown by its own. */

import { catalogue } from '../../../i18n/locale.svelte';

const NAMES = {
  name: ['Nom', 'Name'],
  email: ['E-mail', 'E-mail'],
  phone: ['Téléphone', 'Phone'],
  address: ['Adresse', 'Address'],
  postcode: ['Code postal', 'Postcode'],
  city: ['Ville', 'City'],
  siret: ['SIRET', 'SIRET'],
  vat_number: ['N° TVA', 'VAT number'],
  ape_code: ['Code APE', 'APE code'],
  legal_representative: ['Représentant légal', 'Legal representative'],
  limit_cents: ['Plafond', 'Limit'],
  entity_id: ['Concession', 'Entity'],
  entity_ids: ['Concessions', 'Entities'],
  user_group_id: ['Groupe d’utilisateurs', 'User group'],
  disabled: ['Accès fermé', 'Shut out'],
  validation_right: ['Validation des reprises', 'Validation of trade-ins'],
  rights: ['Droits', 'Rights'],
  second_factor_required: ['Double authentification obligatoire', 'Two-step sign-in required'],
  second_factor: ['Double authentification', 'Two-step sign-in'],
  signed_in: ['Connecté', 'Signed in'],
  connected_at: ['Connecté le', 'Connected on'],
  expires_at: ['Expire le', 'Expires on'],
  created_at: ['Créé le', 'Made on'],
  answer_delay_seconds: ['Délai de réponse (s)', 'Answer delay (s)'],
  recipient_pro_ids: ['Destinataires', 'Recipients'],
  destination_rule: ['Règle de destination', 'Destination rule'],
  model_destination_rules: ['Règles par modèle', 'Rules by model'],
  validates_retail: ['Validation automatique, particulier', 'Automatic validation, retail'],
  validates_trade: ['Validation automatique, professionnel', 'Automatic validation, trade'],
  minimum_trade_in_cents: ['Prix minimum de reprise', 'Minimum trade-in price'],
  maximum_age_years: ['Âge maximum', 'Maximum age'],
  retail_margin: ['Marge, particulier', 'Margin, retail'],
  trade_margin: ['Marge, professionnel', 'Margin, trade'],
  retail_fees_cents: ['Frais, particulier', 'Fees, retail'],
  trade_fees_cents: ['Frais, professionnel', 'Fees, trade'],
  reconditioning_cents: ['Remise en état', 'Reconditioning'],
  professional_discount: ['Décote professionnelle', 'Professional discount'],
  extra_statuses: ['Statuts supplémentaires', 'Extra statuses'],
  publishable_from: ['Publiable à partir de', 'Publishable from'],
  sellable_from: ['Vendable à partir de', 'Sellable from'],
  manual_exit: ['Sortie manuelle', 'Manual exit'],
  target_days: ['Durée de stock visée (jours)', 'Target time in stock (days)'],
  enabled: ['Ventes de stock', 'Stock auctions'],
  soft_close: ['Prolongation', 'Extension'],
  gain_basis: ['Calcul du gain', 'How gain counts'],
  older_than_years: ['âge supérieur à (ans)', 'age over (years)'],
  beyond_km: ['kilométrage supérieur à', 'mileage over'],
  both: ['les deux', 'both'],
  rate_bp: ['taux', 'rate'],
  amount_cents: ['montant', 'amount'],
} as const;

type Field = keyof typeof NAMES;
const fields = Object.keys(NAMES) as Field[];
const names = (language: 0 | 1) => Object.fromEntries(fields.map((field) => [field, NAMES[field][language]])) as Record<Field, string>;
const words = catalogue(names(0), names(1));

export function nameOfField(field: string): string {
  return field in NAMES ? words[field as Field] : field.replaceAll('_', ' ');
}
