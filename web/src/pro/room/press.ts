/**
 * Committing money by one button: tap, then confirm within 4 s; or hold 600 ms. Pure: the times come from outside.
 *
 *     rest --down--> holding --600 ms--> committed
 *     rest --click--> armed --click--> committed; armed --4 s--> rest
 *
 * A press that began on another amount than the one under the finger now commits nothing: the price moved.
 */

import type { Cents } from '../../kit/money';

export const HOLD_MS = 600;
export const CONFIRM_MS = 4_000;
/** Keyboards and readers get longer: finding the button again takes them more than a tap. */
export const CONFIRM_SLOW_MS = 12_000;
/** Twice in one movement is a slip, not a confirmation. */
const BOUNCE_MS = 300;

export type Press =
  | { readonly phase: 'rest' }
  | { readonly phase: 'holding'; readonly cents: Cents }
  | { readonly phase: 'armed'; readonly cents: Cents; readonly since_ms: number; readonly until_ms: number; readonly down?: Cents };

export type Act = 'none' | 'arm' | 'commit' | 'moved';

export interface Next {
  readonly press: Press;
  readonly act: Act;
}

export const REST: Press = { phase: 'rest' };

export function down(press: Press, cents: Cents): Press {
  return press.phase === 'armed' ? { ...press, down: cents } : { phase: 'holding', cents };
}

/** Held long enough: commits, if it still is the amount that was pressed. */
export function held(press: Press, cents: Cents): Next {
  if (press.phase !== 'holding') return { press, act: 'none' };
  return { press: REST, act: press.cents === cents ? 'commit' : 'moved' };
}

/** `slow`: by keyboard or assistive technology, without a pointer. */
export function click(press: Press, cents: Cents, now_ms: number, { slow = false } = {}): Next {
  if (press.phase === 'armed') {
    if (press.cents !== cents || (press.down ?? cents) !== cents) return { press: REST, act: 'moved' };
    if (now_ms - press.since_ms < BOUNCE_MS) return { press, act: 'none' };
    if (now_ms > press.until_ms) return arm(cents, now_ms, slow);
    return { press: REST, act: 'commit' };
  }
  if (press.phase === 'holding' && press.cents !== cents) return { press: REST, act: 'moved' };
  return arm(cents, now_ms, slow);
}

/** The amount under the finger changed: nothing of what was begun counts. */
export function moved(press: Press, cents: Cents): Next {
  if (press.phase === 'rest' || press.cents === cents) return { press, act: 'none' };
  return { press: REST, act: 'moved' };
}

export function expired(press: Press, now_ms: number): Press {
  return press.phase === 'armed' && now_ms >= press.until_ms ? REST : press;
}

function arm(cents: Cents, now_ms: number, slow: boolean): Next {
  const until_ms = now_ms + (slow ? CONFIRM_SLOW_MS : CONFIRM_MS);
  return { press: { phase: 'armed', cents, since_ms: now_ms, until_ms }, act: 'arm' };
}
