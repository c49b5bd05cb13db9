/** Which amounts are offered, and which deserve a warning. Pure; cents incl. VAT. */

import type { Cents } from '../../kit/money';

export interface Offered {
  readonly cents: Cents;
  /** How many minimum raises above the price; 0 is the starting price. */
  readonly steps: number;
}

interface Standing {
  readonly price_cents: Cents;
  readonly next_min_cents: Cents;
  readonly starting_price_cents: Cents;
}

const STEPS = [1, 2, 5] as const;
/** Above these shares of the price one is asked whether it was meant. */
const HIGH_PERCENT = 120;
/** Above so many times the lowest acceptable amount the server wants it said. */
const LARGE_TIMES = 10;
const BOLD_TIMES = 2;

/** The lowest acceptable amount first; always three, so that no button comes or goes. */
export function quickAmounts(lot: Standing, raise_cents: Cents): readonly Offered[] {
  const first = lot.price_cents > 0 ? 1 : 0;
  return STEPS.map((step) => ({ cents: lot.next_min_cents + (step - 1) * raise_cents, steps: step - 1 + first }));
}

export type Caution = 'none' | 'high' | 'large';

/** A pro knows no market value, only the price, or where it starts. */
export function caution(cents: Cents, lot: Standing): Caution {
  if (cents > LARGE_TIMES * lot.next_min_cents) return 'large';
  const known = Math.max(lot.price_cents, lot.starting_price_cents);
  return cents * 100 > known * HIGH_PERCENT && cents > lot.next_min_cents ? 'high' : 'none';
}

/** A maximum so far above what is asked that a slip is likelier than a wish. */
export function isBold(maximum_cents: Cents, lot: Standing): boolean {
  return maximum_cents > BOLD_TIMES * lot.next_min_cents;
}

/** By how much an amount passes the price: 25 for a quarter more. */
export function percentAbove(cents: Cents, lot: Standing): number {
  const known = Math.max(lot.price_cents, lot.starting_price_cents);
  return known > 0 ? Math.round((cents * 100) / known - 100) : 0;
}
