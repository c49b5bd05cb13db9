/** Which sealed prices deserve a warning: nobody else's is known, only one's own. Pure; cents incl. VAT. */

import type { Cents } from '../../kit/money';

/** Below, a zero is likely missing. */
const SMALL_CENTS = 10_000;
/** Away from one's own earlier price by more than this share, one is asked whether it was meant. */
const FAR_PERCENT = 50;

export type Doubt = 'none' | 'small' | 'far';

export function doubt(cents: Cents, own_cents: Cents | undefined): Doubt {
  if (own_cents && Math.abs(percentFrom(cents, own_cents)) > FAR_PERCENT) return 'far';
  return cents < SMALL_CENTS ? 'small' : 'none';
}

/** By how much an amount differs from one's own: -25 for a quarter less. */
export function percentFrom(cents: Cents, own_cents: Cents): number {
  return Math.round((cents * 100) / own_cents - 100);
}
