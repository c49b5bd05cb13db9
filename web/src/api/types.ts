/** REST shapes (api.md) that the socket doesn't carry. Money in cents, moments RFC 3339, ids opaque strings. */

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface PointOfSale extends Named {
  readonly entity_id: string;
  readonly city: string;
  readonly postcode: string;
}

export interface Session {
  readonly account_id: string;
  readonly name: string;
  readonly email: string;
  readonly locale: 'fr' | 'en';
  readonly audience: 'dealer' | 'pro';
  /** Of the dealer's user group: "manage_stock", "run_auctions", ... Empty for a pro. */
  readonly rights: readonly string[];
  readonly group: Named | null;
  readonly entities: readonly Named[];
  readonly pro: Named | null;
  readonly role: 'bidder' | 'viewer' | null;
}

export interface List<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
  readonly total: number;
}

export type VatRegime = 'margin' | 'standard';
export type VehicleStatus = 'pre_entry' | 'physical_entry' | 'for_sale' | 'delivery' | 'exited';
export type Destination = 'retail' | 'trade' | 'scrap';

export interface Vehicle {
  readonly id: string;
  readonly entity_id: string;
  readonly point_of_sale: Named | null;
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
  readonly vat_regime: VatRegime;
  readonly market_value_cents: number | null;
  readonly retail_price_cents: number | null;
  readonly trade_price_cents: number | null;
  readonly sale_to_professionals_allowed: boolean;
  readonly entered_at: string | null;
  readonly photo_url: string | null;
}

export interface DistributionList extends Named {
  readonly pros: number;
}

export type AuctionKind = 'whole_lot' | 'per_unit';
export type AuctionState = 'draft' | 'scheduled' | 'open' | 'closed' | 'cancelled';

/** One row of GET /auctions. */
export interface AuctionRow {
  readonly id: string;
  readonly number: number;
  readonly kind: AuctionKind;
  readonly state: AuctionState;
  readonly entity: Named;
  readonly point_of_sale: { readonly name: string; readonly city: string; readonly postcode: string } | null;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly lots: number;
  readonly vehicles: number;
  readonly title: string;
  readonly totals: Totals;
}

/** Sums over the lots of an auction (domain: "Totals count the last offers of lots that have one"). */
export interface Totals {
  readonly starting_price_cents: number;
  readonly real_margin_cents: number;
  readonly last_offers_cents: number;
  /** Starting prices of the lots that have an offer. */
  readonly offered_starting_price_cents: number;
  readonly gain_cents: number;
  /** As the guide adds it up (gain gross). */
  readonly final_margin_cents: number;
  /** With the VAT on the margin taken off the gain. */
  readonly net_margin_cents: number;
  readonly reserve_cents: number | null;
  readonly lots: number;
  readonly lots_with_offer: number;
}

export interface AuctionForm {
  readonly kind: AuctionKind;
  readonly entity_id: string;
  readonly point_of_sale_id: string | null;
  readonly distribution_list_id?: string;
  readonly starts_at?: string;
  readonly duration_seconds: number;
  readonly minimum_raise_cents: number;
  readonly reserve_cents?: number;
  readonly vehicles: readonly {
    readonly vehicle_id: string;
    readonly starting_price_cents: number;
    readonly reserve_cents?: number;
  }[];
}

export interface PreviewLine {
  readonly vehicle_id: string;
  readonly market_value_cents: number | null;
  readonly sale_price_cents: number;
  readonly real_margin_cents: number;
  readonly starting_price_cents: number;
  readonly final_margin_cents: number;
  /** Why the car can't be in it (domain 6.6), else null. */
  readonly refusal: string | null;
}

export interface Preview {
  readonly pros: number;
  readonly vehicles: readonly PreviewLine[];
  readonly totals: {
    readonly market_value_cents: number | null;
    readonly sale_price_cents: number;
    readonly real_margin_cents: number;
    readonly starting_price_cents: number;
    readonly final_margin_cents: number;
    readonly reserve_cents: number | null;
  };
}

export interface HistoryEntry {
  readonly seq: number;
  readonly at_ms: number;
  readonly kind: string;
  readonly lot: number | null;
  readonly pro: Named | null;
  readonly member: string | null;
  readonly amount_cents: number | null;
  readonly price_cents: number | null;
  readonly automatic: boolean;
  readonly note: string | null;
}

export interface OfferLine {
  readonly vehicle: Pick<Vehicle, 'id' | 'make' | 'model' | 'model_version' | 'plate' | 'body'>;
  readonly lot_number: number | null;
  readonly starting_price_cents: number;
  readonly price_cents: number;
}

export interface Offer {
  readonly id: string;
  readonly number: number;
  readonly state: 'in_progress' | 'validated' | 'ordered' | 'abandoned';
  readonly pro: Named;
  readonly entity: Named;
  readonly auction: { readonly id: string; readonly number: number } | null;
  readonly lines: readonly OfferLine[];
  readonly total_cents: number;
  readonly created_at: string;
}
