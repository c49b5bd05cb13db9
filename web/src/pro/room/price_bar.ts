/** Where a lot's amounts stand between its starting price and the highest of them, in percent. Pure. */

import type { Cents } from '../../kit/money';

interface Amounts {
  readonly starting_price_cents: Cents;
  readonly price_cents: Cents;
  readonly next_min_cents: Cents;
  readonly my_bid_cents?: Cents;
  readonly my_maximum_cents?: Cents;
}

export interface Marks {
  readonly price: number;
  /** Null: one has none. */
  readonly bid: number | null;
  readonly maximum: number | null;
}

/** Some way is always left before the end: nobody knows where a price stops. */
const ROOM = 1.1;

export function marksOf(lot: Amounts): Marks {
  const { starting_price_cents: start, price_cents, next_min_cents, my_bid_cents, my_maximum_cents } = lot;
  const highest = Math.max(price_cents, next_min_cents, my_bid_cents ?? 0, my_maximum_cents ?? 0);
  const span = Math.max(1, (highest - start) * ROOM);
  const place = (cents: Cents) => Math.min(100, Math.max(0, Math.round(((cents - start) * 100) / span)));
  return {
    price: price_cents ? place(price_cents) : 0,
    bid: my_bid_cents ? place(my_bid_cents) : null,
    maximum: my_maximum_cents ? place(my_maximum_cents) : null,
  };
}
