import { expect, test } from 'vitest';
import { endOf } from './ends';

const lots = [{ ends_at_ms: 1_060 }, { ends_at_ms: 1_090, outcome: 'sold' }];

test('a sale ends with the last of its lots, prolonged as it may be', () => {
  expect(endOf({ state: 'open', ends_at_ms: 1_000 }, lots)).toBe(1_060);
  expect(endOf({ state: 'closed', ends_at_ms: 1_000 }, lots)).toBe(1_090);
});

test('before it opens, and when it was cancelled, it says so itself', () => {
  expect(endOf({ state: 'scheduled', ends_at_ms: 1_000 }, [{ ends_at_ms: 1_000 }])).toBe(1_000);
  expect(endOf({ state: 'cancelled', ends_at_ms: 900 }, lots)).toBe(900);
});
