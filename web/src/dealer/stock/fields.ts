/** Fields of a car by name, where a page goes through them. */

import type { PriceLines as Sent, VehicleRecord } from '../../api.gen';

export const PRICE_LINES = [
  'adjustment_cents',
  'depreciation_cents',
  'recoverable_vat_cents',
  'first_owner_cents',
  'rotation_cents',
  'origin_cents',
  'inner_colour_cents',
  'outer_colour_cents',
] as const satisfies readonly (keyof Sent)[];
export type PriceLine = (typeof PRICE_LINES)[number];
export type PriceLines = Required<Sent>;

/** What the register also keeps where it is said (domain "France"). */
export const SELLER_FIELDS = ['seller_name', 'seller_address', 'seller_document', 'payment_method'] as const;
export type SellerField = (typeof SELLER_FIELDS)[number];

/** A car of the stock or a trade-in, as far as its condition goes. */
export type Broken = Pick<VehicleRecord, 'body' | 'defects' | 'photos'>;
