import { expect, test } from 'vitest';
import type { HistoryEntry } from '../../api.gen';
import type { HeardBid } from '../../live/contract';
import { isVoidable, merge } from './history_lines';

const pro = { id: 'p1', name: 'AUTO 71' };

function read(changes: Partial<HistoryEntry>): HistoryEntry {
  return {
    seq: 1,
    at_ms: 1_000,
    kind: 'bid_placed',
    lot: 1,
    pro,
    member: null,
    amount_cents: 600_000,
    price_cents: 600_000,
    automatic: false,
    reason: null,
    command_id: null,
    voided: false,
    by: null,
    ...changes,
  };
}

function heard(changes: Partial<HeardBid>): HeardBid {
  return { seq: 1, at_ms: 1_000, lot: 1, pro, amount_cents: 600_000, automatic: false, ...changes };
}

test('a bid that was read and heard is one line', () => {
  expect(merge([read({ seq: 4 })], [heard({ seq: 4 })])).toHaveLength(1);
});

test('what was heard since stands above what was read', () => {
  const lines = merge([read({ seq: 4 }), read({ seq: 3 })], [heard({ seq: 6 }), heard({ seq: 5 })]);
  expect(lines.map((line) => line.seq)).toEqual([6, 5, 4, 3]);
});

test('a bid and the automatic answer to it are two lines of one seq', () => {
  const answer = heard({ seq: 5, automatic: true, pro: { id: 'p2', name: 'Top used cars' } });
  expect(merge([read({ seq: 5 })], [heard({ seq: 5 }), answer])).toHaveLength(2);
});

test('a bid may be voided once, by its own line, while its lot runs', () => {
  const bid = read({ seq: 2, command_id: 'c1' });
  const running = new Set([1]);
  expect(isVoidable(bid, running)).toBe(true);
  expect(isVoidable({ ...bid, voided: true }, running)).toBe(false);
  expect(isVoidable(bid, new Set())).toBe(false);
  expect(isVoidable(read({ command_id: 'c2', automatic: true }), running)).toBe(false);
  expect(isVoidable(read({ command_id: null }), running)).toBe(false);
  expect(isVoidable(read({ command_id: 'c3', kind: 'lot_closed' }), running)).toBe(false);
});
