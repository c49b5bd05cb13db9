/** A refusal in the person's words, with the lowest amount that would be accepted. */

import { formatShort, type Cents, type Locale } from '../../kit/money';
import type { BidResult } from '../../live/contract';
import type { Sent } from '../../live/outbox';
import { m } from './words';

type Known = keyof typeof m.refusals;

export function refusalText({ code, result }: Sent, locale: Locale): string {
  const known = code && code in KNOWN ? (code as Known) : 'other';
  const text = m.refusals[known];
  if (typeof text === 'string') return text;
  return text(formatShort(figure(known, result), locale));
}

/** The amount that a refusal turns on. */
function figure(known: Known, result: BidResult | undefined): Cents {
  if (known === 'cannot_lower') return result?.price_cents ?? 0;
  if (known === 'limit_exceeded') return result?.available_cents ?? 0;
  return result?.next_min_cents ?? 0;
}

const KNOWN: Record<Exclude<Known, 'other'>, true> = {
  amount_too_low: true,
  price_moved: true,
  already_leading: true,
  not_open: true,
  closed: true,
  paused: true,
  not_invited: true,
  declined_lot: true,
  limit_exceeded: true,
  confirm_large: true,
  stale_epoch: true,
  cannot_lower: true,
  wrong_format: true,
  forbidden: true,
  not_received: true,
  timeout: true,
};
