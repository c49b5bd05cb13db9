import { describe, expect, test } from 'vitest';
import { caution, isBold, percentAbove, quickAmounts } from './amounts';

const lot = { price_cents: 2_080_000, next_min_cents: 2_090_000, starting_price_cents: 2_059_363 };
const fresh = { price_cents: 0, next_min_cents: 2_059_363, starting_price_cents: 2_059_363 };

describe('amounts', () => {
  test('one, two and five raises above the price', () => {
    expect(quickAmounts(lot, 10_000)).toEqual([
      { cents: 2_090_000, steps: 1 },
      { cents: 2_100_000, steps: 2 },
      { cents: 2_130_000, steps: 5 },
    ]);
  });

  test('the first bid starts at the starting price', () => {
    expect(quickAmounts(fresh, 10_000).map(({ steps }) => steps)).toEqual([0, 1, 4]);
    expect(quickAmounts(fresh, 10_000)[0]?.cents).toBe(2_059_363);
  });

  test('a fifth above the price is asked about, ten times the lowest must be said', () => {
    expect(caution(2_496_000, lot)).toBe('none');
    expect(caution(2_496_001, lot)).toBe('high');
    expect(caution(20_900_000, lot)).toBe('high');
    expect(caution(20_900_001, lot)).toBe('large');
    expect(caution(fresh.next_min_cents, fresh)).toBe('none');
  });

  test('the lowest acceptable amount is never warned about, however large the raise', () => {
    expect(caution(15_000, { price_cents: 10_000, next_min_cents: 15_000, starting_price_cents: 10_000 })).toBe('none');
  });

  test('a maximum above twice the price is asked about once more', () => {
    expect(isBold(4_180_000, lot)).toBe(false);
    expect(isBold(4_180_001, lot)).toBe(true);
  });

  test('by how much', () => {
    expect(percentAbove(2_600_000, lot)).toBe(25);
  });
});
