/** How far apart two moments were, in words. Pure. */

import type { Locale } from '../../kit/money';
import { m } from './words';

const SECOND_MS = 1_000;

/** "12 ms", "1,4 s"; below what a clock can say, so much. */
export function spreadOf(spread_ms: number, locale: Locale): string {
  if (spread_ms < 1) return m.history.fair.under;
  if (spread_ms < SECOND_MS) return m.history.fair.within(String(Math.round(spread_ms)));
  const seconds = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(spread_ms / SECOND_MS);
  return m.history.fair.seconds(seconds);
}
