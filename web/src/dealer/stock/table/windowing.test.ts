import { describe, expect, test } from 'vitest';
import { pagesOf, reveal, rowsIn } from './windowing';

describe('rows drawn', () => {
  test('a view of 900 px over rows of 44: some 30, however many there are', () => {
    for (const top of [0, 1, 43, 44, 2_199_978, 4_399_100]) {
      const { first, end } = rowsIn(top, 900, 44, 100_000);
      expect(end - first).toBeLessThanOrEqual(36);
      expect(first * 44).toBeLessThanOrEqual(top);
      expect(end * 44).toBeGreaterThanOrEqual(Math.min(top + 900, 100_000 * 44));
    }
  });

  test('scrolling by a row or two changes nothing', () => {
    expect(new Set([440, 460, 480, 500].map((top) => JSON.stringify(rowsIn(top, 900, 44, 1_000)))).size).toBeLessThanOrEqual(2);
  });

  test('at both ends nothing is drawn that is not there', () => {
    expect(rowsIn(0, 900, 44, 100_000).first).toBe(0);
    expect(rowsIn(4_400_000, 900, 44, 100_000).end).toBe(100_000);
    expect(rowsIn(0, 900, 44, 3)).toEqual({ first: 0, end: 3 });
    expect(rowsIn(0, 900, 44, 0)).toEqual({ first: 0, end: 0 });
  });

  test('a table that lies above or below the view draws its edge', () => {
    expect(rowsIn(-500, 400, 44, 100)).toEqual({ first: 0, end: 16 });
    expect(rowsIn(50_000, 900, 44, 100)).toEqual({ first: 96, end: 100 });
  });
});

describe('pages asked for', () => {
  test('those in sight and the next one', () => {
    expect(pagesOf({ first: 0, end: 28 }, 100, 1_000)).toEqual([0, 1]);
    expect(pagesOf({ first: 90, end: 118 }, 100, 1_000)).toEqual([0, 1, 2]);
    expect(pagesOf({ first: 50_000, end: 50_028 }, 100, 100_000)).toEqual([500, 501]);
  });

  test('none beyond the last', () => {
    expect(pagesOf({ first: 980, end: 1_000 }, 100, 1_000)).toEqual([9]);
    expect(pagesOf({ first: 0, end: 0 }, 100, 0)).toEqual([0]);
    expect(pagesOf({ first: 3, end: 3 }, 100, 3)).toEqual([0]);
  });
});

test('a row is revealed by the least scrolling, or none', () => {
  expect(reveal(0, 0, 440, 44)).toBeNull();
  expect(reveal(10, 0, 440, 44)).toBe(44);
  expect(reveal(2, 440, 440, 44)).toBe(88);
});
