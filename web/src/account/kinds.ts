/** What somebody can be told of, in words and in the groups people think in (domain 8.1). */

import { catalogue } from '../i18n/locale.svelte';

const NAMES = {
  auction_announced: ['Vente annoncée', 'Sale announced'],
  auction_started: ['Vente ouverte', 'Sale open'],
  auction_ending_soon: ['Vente bientôt terminée', 'Sale ending soon'],
  outbid: ['Votre enchère est dépassée', 'You are outbid'],
  won: ['Lot remporté', 'Lot won'],
  lost: ['Lot vendu à un autre', 'Lot sold to another'],
  reserve_not_met: ['Réserve non atteinte', 'Reserve not met'],
  bid_voided: ['Enchère écartée par le vendeur', 'Bid voided by the seller'],
  car_corrected: ['Fiche d’un véhicule corrigée', 'Record of a car corrected'],
  sale_cancelled: ['Vente d’un véhicule annulée', 'Sale of a car cancelled'],
  auction_cancelled: ['Vente annulée', 'Auction cancelled'],
  auction_ended: ['Résultat d’une vente', 'Result of an auction'],
  counter_offer: ['Contre-offre du vendeur', 'Counter-offer of the seller'],
  counter_offer_accepted: ['Contre-offre acceptée', 'Counter-offer accepted'],
  counter_offer_refused: ['Contre-offre refusée', 'Counter-offer refused'],
  quotation_opened: ['Demande de cotation', 'Quotation request'],
  quotation_ending_soon: ['Cotation bientôt terminée', 'Quotation ending soon'],
  quotation_closed: ['Cotation terminée', 'Quotation closed'],
  quotation_cancelled: ['Cotation annulée', 'Quotation cancelled'],
  quotation_ended: ['Cotations reçues', 'Quotes received'],
  quotation_without_quote: ['Cotation sans réponse', 'Quotation without an answer'],
  quote_validated: ['Votre cotation est retenue', 'Your quote is validated'],
  quote_voided: ['Votre cotation est écartée', 'Your quote was voided'],
  quote_refused: ['Votre cotation n’est pas retenue', 'Your quote is not validated'],
  estimate_to_validate: ['Reprise à valider', 'Estimate to validate'],
  estimate_validated: ['Reprise validée', 'Estimate validated'],
  estimate_returned: ['Reprise renvoyée avec un commentaire', 'Estimate sent back with a comment'],
  car_available: ['Véhicule disponible', 'Car available'],
  car_exited: ['Véhicule sorti du stock', 'Car out of stock'],
  reservation_removed: ['Réservation retirée', 'Reservation removed'],
  purchase_declaration_due: ['Déclaration d’achat à faire', 'Purchase declaration due'],
  offer_sent: ['Offre reçue', 'Offer received'],
  connected: ['Nouvelle concession connectée', 'New dealer connected'],
  invitation_accepted: ['Invitation acceptée', 'Invitation accepted'],
  connection_ended: ['Connexion terminée', 'Connection ended'],
  professional_left: ['Connexion terminée par un professionnel', 'Connection ended by a professional'],
  // Mails that nobody chooses; they show where letters failed.
  invitation: ['Invitation d’un professionnel', 'Invitation of a professional'],
  user_invitation: ['Invitation d’un utilisateur', 'Invitation of a user'],
  member_invitation: ['Invitation d’un membre', 'Invitation of a member'],
  api_key_made: ['Clé d’API créée', 'API key made'],
  invitation_of_known: ['Invitation d’une adresse connue', 'Invitation of a known address'],
  password_changed: ['Mot de passe changé', 'Password changed'],
  password_reset: ['Nouveau mot de passe', 'New password'],
} as const;

type Kind = keyof typeof NAMES;
const kinds = Object.keys(NAMES) as Kind[];
const names = (language: 0 | 1) => Object.fromEntries(kinds.map((kind) => [kind, NAMES[kind][language]])) as Record<Kind, string>;
const words = catalogue(names(0), names(1));

/** A kind that is newer than these words is named by its code. */
export function nameOfKind(kind: string): string {
  return kind in NAMES ? words[kind as Kind] : kind.replaceAll('_', ' ');
}

export type Group = 'sales' | 'quotations' | 'cars' | 'relations' | 'other';
export const GROUPS: readonly Group[] = ['sales', 'quotations', 'cars', 'relations', 'other'];

export function groupOf(kind: string): Group {
  if (/^(quot|estimate_)/.test(kind)) return 'quotations';
  if (/^(car_|reservation_|purchase_|offer_)/.test(kind)) return 'cars';
  if (/^(connect|invitation_|professional_)/.test(kind)) return 'relations';
  return kind in NAMES ? 'sales' : 'other';
}
