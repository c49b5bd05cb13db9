import { expect, test } from 'vitest';
import { marksOf } from './price_bar';

const lot = { starting_price_cents: 800_000, price_cents: 0, next_min_cents: 800_000 };

test('a lot nobody bid on has an empty bar without marks', () => {
  expect(marksOf(lot)).toEqual({ price: 0, bid: null, maximum: null });
});

test('a price, a bid below it and a maximum above it stand in their order', () => {
  const marks = marksOf({ ...lot, price_cents: 900_000, next_min_cents: 905_000, my_bid_cents: 850_000, my_maximum_cents: 1_000_000 });
  expect(marks).toEqual({ price: 45, bid: 23, maximum: 91 });
});

test('an amount never leaves the bar', () => {
  const marks = marksOf({ ...lot, price_cents: 800_000, next_min_cents: 805_000, my_bid_cents: 700_000 });
  expect(marks).toEqual({ price: 0, bid: 0, maximum: null });
});
