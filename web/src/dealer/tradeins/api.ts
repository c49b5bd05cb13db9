/** Trade-ins as REST tells them. Money in cents incl. VAT. */

import type { AuctionState } from '../../api/types';
import type { Party } from '../../protocol.gen';
import type { Defect, Photo } from '../stock/api';

export type TradeInState = 'draft' | 'awaiting_validation' | 'in_quotation' | 'quoted' | 'not_quoted';

/** One row of GET /trade-ins; `auction_id` is that of its newest round, whose room is live. */
export interface TradeInRow {
  readonly id: string;
  readonly number: number;
  readonly state: TradeInState;
  readonly entity: Party;
  readonly point_of_sale: Party;
  readonly created_by: Party;
  readonly created_at: string;
  readonly make: string;
  readonly model: string;
  readonly model_version: string;
  readonly plate: string | null;
  readonly mileage_km: number | null;
  readonly first_registration: string | null;
  readonly energy: string | null;
  readonly photo: string | null;
  readonly auction_id: string | null;
  readonly ends_at: string | null;
  readonly best_cents: number | null;
}

export interface Answer {
  readonly pro: Party;
  readonly status: 'invited' | 'quoted' | 'declined';
  readonly amount_cents: number | null;
  readonly at_ms: number | null;
  readonly quote_id: string | null;
  readonly selected: boolean;
}

/** A round in which pros were asked. */
export interface Quotation {
  readonly auction_id: string;
  readonly number: number;
  readonly round: number;
  readonly state: AuctionState;
  readonly paused: boolean;
  readonly starts_at_ms: number;
  readonly ends_at_ms: number;
  readonly comment_for_pros: string;
  readonly invited: number;
  readonly answered: number;
  readonly declined: number;
  readonly best_cents: number | null;
  readonly best_pro: Party | null;
  readonly answers: readonly Answer[];
}

/** What is said of the customer's car. */
export interface CarForm {
  readonly make: string;
  readonly model: string;
  readonly model_version: string;
  readonly trim: string;
  readonly plate: string | null;
  readonly vin: string | null;
  readonly energy: string | null;
  readonly gearbox: string | null;
  readonly body: string | null;
  readonly mileage_km: number | null;
  readonly mileage_guaranteed: boolean;
  readonly first_registration: string | null;
  readonly fiscal_power_cv: number | null;
  readonly power_hp: number | null;
  readonly co2_g_km: number | null;
  readonly outer_colour: string | null;
  readonly inner_colour: string | null;
  readonly condition: string;
  readonly vat_regime: 'margin' | 'standard';
}

export interface TradeIn extends CarForm {
  readonly id: string;
  readonly number: number;
  readonly version: number;
  readonly state: TradeInState;
  readonly entity: Party;
  readonly point_of_sale: Party;
  readonly created_by: Party;
  readonly created_at: string;
  readonly comment_for_pros: string;
  readonly comment_for_manager: string;
  /** Who reads it may have pros asked; else it is submitted to somebody who may. */
  readonly may_ask: boolean;
  readonly doors: number | null;
  readonly first_owner: boolean | null;
  readonly origin: string | null;
  readonly options: readonly string[];
  readonly defects: readonly Defect[];
  readonly photos: readonly Photo[];
  /** The newest round, null before the first. */
  readonly quotation: Quotation | null;
  readonly earlier: readonly Quotation[];
}
