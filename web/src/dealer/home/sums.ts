/** The figures of the home tile, over the auctions in progress. */

import type { AuctionRow } from '../../api.gen';
import type { Margin } from '../../protocol.gen';

export interface Sums {
  readonly auctions: number;
  readonly lots: number;
  readonly vehicles: number;
  readonly lots_with_offer: number;
  readonly last_offers_cents: number;
  /** Null for those who may not see what is earned. */
  readonly margin: Pick<Margin, 'gain_cents' | 'final_cents' | 'net_cents'> | null;
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
    margin: earned(rows.map((row) => row.totals.margin)),
    next: rows.reduce<AuctionRow | null>(
      (first, row) => (first === null || row.ends_at < first.ends_at ? row : first),
      null,
    ),
  };
}

function earned(margins: readonly (Margin | undefined)[]): Sums['margin'] {
  const known = margins.filter((margin) => margin !== undefined);
  if (known.length < margins.length) return null;
  const add = (of: (margin: Margin) => number) => known.reduce((sum, margin) => sum + of(margin), 0);
  return {
    gain_cents: add((margin) => margin.gain_cents),
    final_cents: add((margin) => margin.final_cents),
    net_cents: add((margin) => margin.net_cents),
  };
}
