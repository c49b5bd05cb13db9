/**
 * Committing money by one button: press, then confirm within 4 s; or hold it with a pointer for 600 ms. Pure: times and
 * acts come from outside.
 *
 *     rest --down--> holding --600 ms--> committed
 *     rest --click--> armed --click of another act--> committed; armed --4 s--> rest
 *
 * What is committed is what was armed, and only while it still is what stands there: a press that began on another
 * amount, or on the same from another price, commits nothing.
 */

import type { Cents } from '../../kit/money';
import type { Act } from '../../ui/acts';

export const HOLD_MS = 600;
export const CONFIRM_MS = 4_000;
/** Keyboards and readers get longer: finding the button again takes them more than a tap. */
export const CONFIRM_SLOW_MS = 12_000;
/** Twice in one movement is a slip, not a confirmation. */
const BOUNCE_MS = 300;
/** Some keyboards repeat by letting go and pressing again at once; no hand is that quick. */
const LIFT_MS = 50;

/** An amount, and the price it was computed from. */
export interface Sum {
  readonly cents: Cents;
  readonly basis: Cents;
}

export type Press =
  | { readonly phase: 'rest' }
  | { readonly phase: 'holding'; readonly sum: Sum }
  | { readonly phase: 'armed'; readonly sum: Sum; readonly act: Act; readonly since_ms: number; readonly until_ms: number; readonly down?: Sum };

export type Next =
  | { readonly press: Press; readonly does: 'none' | 'moved' }
  /** `sum`: of which amount. */
  | { readonly press: Press; readonly does: 'arm' | 'commit'; readonly sum: Sum };

export const REST: Press = { phase: 'rest' };

export function down(press: Press, sum: Sum): Press {
  return press.phase === 'armed' ? { ...press, down: sum } : { phase: 'holding', sum };
}

/** Held long enough: commits, if it still is the amount that was pressed. */
export function held(press: Press, sum: Sum): Next {
  if (press.phase !== 'holding') return { press, does: 'none' };
  return same(press.sum, sum) ? { press: REST, does: 'commit', sum: press.sum } : { press: REST, does: 'moved' };
}

export function click(press: Press, sum: Sum, now_ms: number, act: Act): Next {
  if (press.phase === 'armed') {
    if (!same(press.sum, sum) || !same(press.down ?? sum, sum)) return { press: REST, does: 'moved' };
    if (!confirms(press, act, now_ms)) return { press, does: 'none' };
    if (now_ms > press.until_ms) return arm(sum, now_ms, act);
    return { press: REST, does: 'commit', sum: press.sum };
  }
  if (press.phase === 'holding' && !same(press.sum, sum)) return { press: REST, does: 'moved' };
  return arm(sum, now_ms, act);
}

/** Whether an act is the second of two: not the one that began it, nor its echo. */
export function confirms(begun: { readonly act: Act; readonly since_ms: number }, act: Act, now_ms: number): boolean {
  if (act.number === begun.act.number || now_ms - begun.since_ms < BOUNCE_MS) return false;
  return !act.blind || act.rest_ms >= LIFT_MS;
}

/** The amount under the finger changed: nothing of what was begun counts. */
export function moved(press: Press, sum: Sum): Next {
  if (press.phase === 'rest' || same(press.sum, sum)) return { press, does: 'none' };
  return { press: REST, does: 'moved' };
}

export function expired(press: Press, now_ms: number): Press {
  return press.phase === 'armed' && now_ms >= press.until_ms ? REST : press;
}

function arm(sum: Sum, now_ms: number, act: Act): Next {
  const until_ms = now_ms + (act.blind ? CONFIRM_SLOW_MS : CONFIRM_MS);
  return { press: { phase: 'armed', sum, act, since_ms: now_ms, until_ms }, does: 'arm', sum };
}

function same(one: Sum, other: Sum): boolean {
  return one.cents === other.cents && one.basis === other.basis;
}
