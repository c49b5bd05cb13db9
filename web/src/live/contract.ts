/**
 * What pages may ask of the live connection, and the shapes they read from it (protocol.md).
 * A page never touches the socket: it joins a room and reads its state, which changes by itself.
 */

import type { Problem } from '../api/problem';
import type { AuctionKind, AuctionState, Named, Totals } from '../api/types';

export interface LotVehicle {
  readonly id: string;
  readonly make: string;
  readonly model: string;
  readonly model_version: string;
  readonly plate: string | null;
  readonly mileage_km: number | null;
  readonly first_registration: string | null;
  readonly energy: string | null;
  readonly fiscal_power_cv: number | null;
  readonly doors: number | null;
  readonly co2_g_km: number | null;
  readonly outer_colour: string | null;
  readonly body: string | null;
  readonly vat_regime: 'margin' | 'standard';
  readonly market_value_cents: number | null;
  readonly starting_price_cents: number;
  readonly photo_url: string | null;
}

export interface Margin {
  readonly real_cents: number;
  /** As the guide adds it up. */
  readonly final_cents: number;
  /** The same, with VAT taken off the gain. */
  readonly net_cents: number;
  readonly gain_cents: number;
}

export type Outcome = 'sold' | 'reserve_not_met' | 'no_bid' | 'sale_cancelled';

interface LotCommon {
  readonly lot: number;
  readonly number: number;
  readonly vehicles: readonly LotVehicle[];
  readonly starting_price_cents: number;
  /** Null before the first bid. */
  readonly price_cents: number | null;
  readonly next_min_cents: number;
  readonly bids: number;
  readonly ends_at_ms: number;
  readonly extended: boolean;
  readonly reserve_met: boolean | null;
  readonly outcome: Outcome | null;
}

export interface DealerBid {
  readonly seq: number;
  readonly at_ms: number;
  readonly lot: number;
  readonly pro: Named;
  readonly member: string | null;
  readonly amount_cents: number;
  readonly automatic: boolean;
}

export interface DealerLot extends LotCommon {
  readonly reserve_cents: number | null;
  readonly leader: Named | null;
  readonly margin: Margin;
  readonly offer_id: string | null;
  readonly offer_number: number | null;
  readonly history: readonly DealerBid[];
}

export interface AuctionHead {
  readonly id: string;
  readonly number: number;
  readonly format: 'ascending' | 'sealed';
  readonly kind: AuctionKind;
  readonly state: AuctionState;
  readonly starts_at_ms: number;
  readonly ends_at_ms: number;
  readonly minimum_raise_cents: number;
  readonly entity: Named;
  readonly point_of_sale: { readonly name: string; readonly city: string; readonly postcode: string } | null;
}

/** GET /api/auctions/{id} for the selling side, and the room's snapshot. */
export interface DealerSnapshot {
  readonly auction: AuctionHead;
  readonly lots: readonly DealerLot[];
  readonly totals: Totals;
  readonly pros: number;
}

export type Freshness = 'connecting' | 'live' | 'reconnecting' | 'offline';

/** A joined room, reactive; `leave` when the page goes. */
export interface DealerRoom {
  readonly freshness: Freshness;
  readonly snapshot: DealerSnapshot | null;
  /** Bids heard since joining, newest first; older ones are in the history. */
  readonly heard: readonly DealerBid[];
  /** Why there is no snapshot, when there is none. */
  readonly problem: Problem | null;
  /** Tries again. */
  load(): Promise<void>;
  leave(): void;
}
