/** The figures of the home tile, over the auctions in progress. */

import type { AuctionRow } from '../../api/types';

export interface Sums {
  readonly auctions: number;
  readonly lots: number;
  readonly vehicles: number;
  readonly lots_with_offer: number;
  readonly last_offers_cents: number;
  readonly gain_cents: number;
  readonly final_cents: number;
  readonly net_cents: number;
  /** The one that ends first, or null when there is none. */
  readonly next: AuctionRow | null;
}

export function sums(rows: readonly AuctionRow[]): Sums {
  const add = (of: (row: AuctionRow) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  return {
    auctions: rows.length,
    lots: add((row) => row.totals.lots),
    vehicles: add((row) => row.vehicles),
    lots_with_offer: add((row) => row.totals.lots_with_offer),
    last_offers_cents: add((row) => row.totals.last_offers_cents),
    gain_cents: add((row) => row.totals.margin.gain_cents),
    final_cents: add((row) => row.totals.margin.final_cents),
    net_cents: add((row) => row.totals.margin.net_cents),
    next: rows.reduce<AuctionRow | null>(
      (first, row) => (first === null || row.ends_at < first.ends_at ? row : first),
      null,
    ),
  };
}
