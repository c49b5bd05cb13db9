/** What REST tells a professional, where no room does. */

import type { Known } from './cars';
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

/** One of `GET /my/bids`; what is known of the car is of a lot of one. */
export interface MyBid extends OwnPosition, Known {
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

/** One of `GET /my/purchases`: a car bought, on an offer or handed over by hand. */
export interface Purchase extends Known {
  readonly offer_id: string | null;
  readonly offer_number: number | null;
  readonly position: number;
  readonly state: 'in_progress' | 'validated' | 'ordered' | 'abandoned' | 'by_hand';
  readonly abandoned_reason: string | null;
  /** Why its sale was cancelled; null: it stands. */
  readonly cancelled_reason: string | null;
  readonly entity: Party;
  /** Where the car is fetched. */
  readonly point_of_sale: Party & { readonly address: string; readonly postcode: string; readonly city: string; readonly phone: string };
  readonly auction: { readonly id: string; readonly number: number } | null;
  readonly vehicle_id: string | null;
  readonly vehicle_status: string | null;
  readonly label: string;
  readonly plate: string | null;
  readonly vin: string | null;
  readonly amount_cents: number | null;
  readonly bought_at: string;
  readonly delivered_on: string | null;
}
