/** What the figures of an auction say in words: pure, so that the guide's own numbers test them. */

import type { DealerLot, DealerSnapshot, Margin } from '../../protocol.gen';

export interface Standing {
  /** Somebody has bid. */
  readonly offered: boolean;
  readonly over: boolean;
  readonly sold: boolean;
  /** Null without a reserve. */
  readonly reached: boolean | null;
}

export function standing(lot: DealerLot): Standing {
  const offered = lot.bids > 0;
  return {
    offered,
    over: lot.outcome !== undefined,
    sold: lot.outcome === 'sold',
    reached: lot.reserve_cents === undefined ? null : offered && lot.price_cents >= lot.reserve_cents,
  };
}

/** The final margin is worth showing where the price reached isn't the sale price. */
export function moved(margin: Margin): boolean {
  return margin.final_cents !== margin.real_cents;
}

/** Reserves reached among the lots that have one. */
export function reserves(snapshot: DealerSnapshot): { readonly lots: number; readonly reached: number } {
  const withReserve = snapshot.lots.filter((lot) => lot.reserve_cents !== undefined);
  return { lots: withReserve.length, reached: withReserve.filter((lot) => standing(lot).reached).length };
}

/** Offers made out of this auction, each once, in the order of its lots. */
export function offers(snapshot: DealerSnapshot): readonly { readonly id: string; readonly pro: string }[] {
  const found = new Map<string, string>();
  for (const lot of snapshot.lots) {
    if (lot.offer_id && !found.has(lot.offer_id)) found.set(lot.offer_id, lot.winner?.name ?? '');
  }
  return [...found].map(([id, pro]) => ({ id, pro }));
}

/** Why no offer stands: nobody bid, or what was bid counts no more. */
export function noOfferBecause(snapshot: DealerSnapshot): 'none_yet' | 'none' | 'cancelled' {
  if (!snapshot.lots.every((lot) => standing(lot).over)) return 'none_yet';
  return bids(snapshot) > 0 ? 'cancelled' : 'none';
}

export function bids(snapshot: DealerSnapshot): number {
  return snapshot.lots.reduce((sum, lot) => sum + lot.bids, 0);
}
