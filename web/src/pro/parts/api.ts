/** What REST tells a professional (api.md), where no room does. */

import type { AuctionHead, OwnPosition, Party, ProLot, Standing, Vehicle } from '../../live/contract';

/** One row of `GET /auctions` for a pro: in how many lots it leads, and in how many it was outbid. */
export interface SaleRow {
  readonly id: string;
  readonly number: number;
  readonly kind: AuctionHead['kind'];
  readonly state: AuctionHead['state'];
  readonly entity: Party;
  readonly point_of_sale: Party;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly lots: number;
  readonly vehicles: number;
  readonly title: string;
  readonly starting_cents: number;
  readonly leading: number;
  readonly outbid: number;
}

/** One of `GET /my/bids`: a lot the pro has bid on. */
export interface MyBid extends OwnPosition {
  readonly auction_number: number;
  readonly state: AuctionHead['state'];
  readonly entity: Party;
  readonly number: number;
  readonly title: string;
  readonly outcome?: ProLot['outcome'] | null;
}

/** One of `GET /my/quotations`: a car one is asked to price, and what one said. */
export interface MyQuotation {
  readonly auction_id: string;
  readonly number: number;
  readonly state: AuctionHead['state'];
  readonly paused: boolean;
  readonly entity: Party;
  readonly point_of_sale: Party;
  readonly car: Vehicle;
  readonly comment: string | null;
  readonly starts_at_ms: number;
  readonly ends_at_ms: number;
  readonly standing: Standing;
  readonly my_quote_cents: number | null;
  readonly outcome: ProLot['outcome'] | null;
}

export interface Purchase {
  readonly id: string;
  readonly number: number;
  readonly state: 'in_progress' | 'validated' | 'ordered' | 'abandoned';
  readonly entity: Party;
  readonly point_of_sale: Party;
  readonly auction: { readonly id: string; readonly number: number } | null;
  readonly total_cents: number;
  readonly lines: number;
  readonly created_at: string;
}

export interface PurchaseDetails extends Omit<Purchase, 'lines'> {
  readonly abandoned_reason: string | null;
  readonly lines: readonly {
    readonly position: number;
    readonly vehicle_id: string | null;
    readonly label: string;
    readonly amount_cents: number;
    /** Why its sale was cancelled; null: it stands. */
    readonly cancelled_reason: string | null;
  }[];
}
