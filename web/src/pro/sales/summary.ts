/** A sale on one card: the lots of its room in a few figures. Pure. */

import type { Cents } from '../../kit/money';
import type { ProSnapshot } from '../../live/contract';
import { isLeading } from '../parts/standing';
import type { ProAuctionRow } from '../../api.gen';

export interface Summary {
  /** Of the only lot, else of the cheapest: "à partir de". */
  readonly price_cents: Cents;
  readonly started: boolean;
  readonly bids: number;
  readonly leading: number;
  readonly outbid: number;
  /** When the next lot ends. */
  readonly ends_at_ms: number;
}

export function summaryOf(row: ProAuctionRow, snapshot: ProSnapshot | null): Summary {
  const open = snapshot?.lots.filter((lot) => !lot.outcome) ?? [];
  if (open.length === 0) return fromRow(row);
  return {
    price_cents: Math.min(...open.map((lot) => lot.price_cents || lot.starting_price_cents)),
    started: open.some((lot) => lot.price_cents > 0),
    bids: open.reduce((sum, lot) => sum + lot.bids, 0),
    leading: open.filter((lot) => isLeading(lot.standing)).length,
    outbid: open.filter((lot) => lot.standing === 'outbid').length,
    ends_at_ms: Math.min(...open.map((lot) => lot.ends_at_ms)),
  };
}

function fromRow({ starting_cents, leading, outbid, ends_at }: ProAuctionRow): Summary {
  return { price_cents: starting_cents, started: false, bids: 0, leading, outbid, ends_at_ms: Date.parse(ends_at) };
}
