/** REST shapes that the socket doesn't carry. Money in cents, moments RFC 3339, ids opaque strings. */

import type { AuctionHead, Margin, Party, Totals } from '../protocol.gen';
import type { FieldError } from './problem';

export type { Margin, Party, Totals } from '../protocol.gen';

export interface PointOfSale extends Party {
  readonly entity_id: string;
  readonly city: string;
  readonly postcode: string;
}

export interface Entity extends Party {
  readonly points_of_sale: readonly PointOfSale[];
}

export type Right =
  | 'manage_stock'
  | 'run_auctions'
  | 'manage_pros'
  | 'manage_settings'
  | 'manage_users'
  | 'see_margins'
  | 'see_police_register';

export interface Session {
  readonly account_id: string;
  readonly name: string;
  readonly email: string;
  readonly locale: 'fr' | 'en';
  readonly audience: 'dealer' | 'pro';
  readonly expires_at: string | null;
  readonly user_id: string | null;
  /** Of the dealer's user group; empty for a pro. */
  readonly rights: readonly Right[];
  /** Whose trade-ins may be validated; null for a pro. */
  readonly validation_right: 'none' | 'own' | 'all' | null;
  readonly group: Party | null;
  readonly entities: readonly Entity[];
  readonly pro: Party | null;
  readonly member_id: string | null;
  readonly role: 'bidder' | 'viewer' | null;
  /** Decides on the pro's members and connections. */
  readonly manages: boolean;
  readonly limit_cents: number | null;
  readonly second_factor: boolean;
  /** The user group asks for one. */
  readonly second_factor_required: boolean;
}

export interface List<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
  readonly total: number;
}

export type VehicleStatus = 'pre_entry' | 'physical_entry' | 'for_sale' | 'delivery' | 'exited';
export type Destination = 'retail' | 'trade' | 'scrap';

export interface Vehicle {
  readonly id: string;
  readonly entity_id: string;
  readonly point_of_sale_id: string;
  readonly number: number;
  readonly make: string;
  readonly model: string;
  readonly model_version: string;
  readonly trim: string;
  readonly body: string | null;
  readonly energy: string | null;
  readonly plate: string | null;
  readonly vin: string | null;
  readonly mileage_km: number | null;
  readonly first_registration: string | null;
  readonly fiscal_power_cv: number | null;
  readonly doors: number | null;
  readonly co2_g_km: number | null;
  readonly outer_colour: string | null;
  readonly status: VehicleStatus;
  readonly destination: Destination;
  readonly vat_regime: 'margin' | 'standard';
  readonly market_value_cents: number | null;
  readonly retail_price_cents: number | null;
  readonly trade_price_cents: number | null;
  /** Excl. VAT; null for who may not see margins. */
  readonly costs_cents: number | null;
  /** Excl. VAT, what the trade price leaves of the purchase price and the costs. */
  readonly real_margin_cents: number | null;
  readonly sale_to_professionals_allowed: boolean;
  readonly reserved_for: Party | null;
  readonly engagement: { readonly kind: 'auction' | 'offer' | 'order'; readonly id: string } | null;
  readonly entered_at: string | null;
  /** Where its picture is. */
  readonly photo: string | null;
}

export interface DistributionList extends Party {
  readonly pros: number;
}

export type AuctionKind = 'whole_lot' | 'per_unit';
export type AuctionState = AuctionHead['state'];

/** One row of GET /auctions. */
export interface AuctionRow {
  readonly id: string;
  readonly number: number;
  readonly kind: AuctionKind;
  readonly state: AuctionState;
  readonly entity: Party;
  readonly point_of_sale: Party;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly lots: number;
  readonly vehicles: number;
  /** "CITROEN XSARA PICASSO, OPEL MOKKA". */
  readonly title: string;
  readonly totals: Totals;
}

export interface AuctionForm {
  readonly kind: AuctionKind;
  readonly entity_id: string;
  readonly point_of_sale_id: string;
  readonly distribution_list_id: string | null;
  readonly starts_at: string | null;
  readonly duration_seconds: number;
  readonly minimum_raise_cents: number;
  readonly reserve_cents: number | null;
  readonly vehicles: readonly {
    readonly vehicle_id: string;
    readonly starting_price_cents: number | null;
    readonly reserve_cents: number | null;
  }[];
}

export type EntryRefusal =
  | 'unknown_vehicle'
  | 'listed_twice'
  | 'not_for_sale'
  | 'for_scrap'
  | 'sale_to_professionals_not_allowed'
  | 'no_professional_price'
  | 'reserved'
  | 'engaged_in_auction'
  | 'engaged_in_offer'
  | 'engaged_in_order';

export interface PreviewVehicle {
  readonly vehicle_id: string;
  readonly market_value_cents: number | null;
  readonly sale_price_cents: number | null;
  readonly real_margin_cents: number | null;
  readonly starting_price_cents: number | null;
  readonly margin: Margin | null;
  /** Why the car can't be in it (domain 6.6, 6.7). */
  readonly refusals: readonly EntryRefusal[];
}

export interface Preview {
  readonly pros: number;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly vehicles: readonly PreviewVehicle[];
  readonly totals: {
    readonly vehicles: number;
    readonly market_value_cents: number;
    readonly sale_price_cents: number;
    readonly starting_price_cents: number;
    readonly reserve_cents: number;
    /** For those who may see it. */
    readonly margin: Margin | null;
  };
  readonly errors: readonly FieldError[];
  /** Allowed, and probably a mistake. */
  readonly warnings: readonly FieldError[];
}

/** One line of GET /auctions/{id}/history, newest first. */
export interface HistoryEntry {
  readonly seq: number;
  readonly at_ms: number;
  readonly kind: string;
  readonly lot: number | null;
  readonly pro: Party | null;
  readonly member: Party | null;
  readonly amount_cents: number | null;
  readonly price_cents: number | null;
  readonly automatic: boolean;
  /** What a person wrote: the reason of a cancelling, of a voided bid. */
  readonly reason: string | null;
  /** Of a bid, for voiding it. */
  readonly command_id: string | null;
  /** A manager took it out since. */
  readonly voided: boolean;
  /** The manager who acted. */
  readonly by: Party | null;
}

/** GET /auctions/{id}/fairness: when each invited pro knew of the start, and how far apart that was. */
export interface Fairness {
  /** Between the first and the last pro whose notification was handed out; null below two. */
  readonly notified_spread_ms: number | null;
  /** Between the first and the last socket that was written the start. */
  readonly written_spread_ms: number | null;
  readonly sockets: number;
  readonly pros: readonly { readonly pro: Party; readonly notified_at: string | null; readonly written_at: string | null }[];
}

export interface OfferLine {
  readonly position: number;
  readonly vehicle_id: string | null;
  readonly label: string;
  readonly amount_cents: number;
  readonly locked: boolean;
  /** Its sale was cancelled, and why: it counts no more. */
  readonly cancelled_reason: string | null;
}

export interface Offer {
  readonly id: string;
  readonly number: number;
  readonly version: number;
  readonly state: 'in_progress' | 'validated' | 'ordered' | 'abandoned';
  readonly pro: Party | null;
  /** Its name in the dealer's record, where that changed since. */
  readonly pro_renamed: string | null;
  readonly entity: Party;
  readonly point_of_sale: Party;
  readonly auction: { readonly id: string; readonly number: number } | null;
  readonly lines: readonly OfferLine[];
  readonly total_cents: number;
  readonly created_at: string;
  readonly abandoned_reason: string | null;
}
