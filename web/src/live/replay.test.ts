import { expect, test } from 'vitest';
import { aPosition, aPrice, aProLot, aProSnapshot, entering } from './examples';
import { replay } from './replay';

interface Trace {
  readonly audience: 'dealer' | 'pro';
  readonly frames: readonly unknown[];
  /** What a fresh snapshot says at the end. */
  readonly expected: object;
}

test('a trace ends where a fresh snapshot would', () => {
  const position = { type: 'position_changed', room: 'me', epoch: 9, seq: 1, at_ms: 1_000, ...aPosition() };
  const { snapshot, asked } = replay([entering(aProSnapshot()), [aPrice(), position]], 'pro');
  const { leader_alias, leader_number, price_cents, next_min_cents, bids, bidders, seq, at_ms } = aPrice();
  const moved = { leader_alias, leader_number, price_cents, next_min_cents, bids, bidders };
  const history = [{ seq, at_ms, leader_alias: leader_alias ?? '', leader_number, price_cents }];
  const first = aProLot({ ...moved, history, standing: 'leading', my_bid_cents: 1_500_000 });
  expect(snapshot).toEqual(aProSnapshot({ seq: 11, lots: [first, aProLot({ lot: 2 })] }));
  expect(asked).toBe(0);
});

test('a hole in a trace is seen', () => {
  expect(replay([entering(aProSnapshot()), aPrice({ seq: 12 })], 'pro').snapshot).toEqual(aProSnapshot());
});

// VITE_TRACES=/path/to/traces.json (an array of traces): what the server wrote, through the page's own reader.
const file = import.meta.env.VITE_TRACES as string | undefined;
if (file) {
  const module = (await import(/* @vite-ignore */ file)) as { default: Trace[] };
  test.each(module.default)('trace %# of the server', ({ audience, frames, expected }) => {
    const { snapshot, asked } = replay(frames, audience);
    expect(snapshot).toEqual(expected);
    expect(asked).toBe(0);
  });
}
