/** The history of an auction: what was read from the server, and what was heard since, as one list. */

import type { HistoryEntry } from '../../api.gen';
import type { HeardBid } from '../../live/contract';

/** Newest first, each decision once: a bid heard may also be in what was read. */
export function merge(read: readonly HistoryEntry[], heard: readonly HeardBid[]): readonly HistoryEntry[] {
  const known = new Set(read.map(key));
  const fresh = heard.map(asEntry).filter((entry) => !known.has(key(entry)));
  return [...fresh, ...read].sort((a, b) => b.seq - a.seq || b.at_ms - a.at_ms);
}

/** One line: an automatic answer has the `seq` of the bid it answers, a closing one line a lot. */
export function key(entry: HistoryEntry): string {
  return `${entry.seq} ${entry.lot} ${entry.automatic} ${entry.pro?.id}`;
}

const VOIDABLE = new Set(['bid_placed', 'maximum_set', 'quote_received']);

/** Whether a manager may still take this act out: one by a person, that counts, in a lot that runs. */
export function isVoidable(entry: HistoryEntry, running: ReadonlySet<number>): boolean {
  if (entry.command_id === null || entry.automatic || !VOIDABLE.has(entry.kind)) return false;
  return !entry.voided && entry.lot !== null && running.has(entry.lot);
}

function asEntry(bid: HeardBid): HistoryEntry {
  return {
    seq: bid.seq,
    at_ms: bid.at_ms,
    kind: 'bid_placed',
    lot: bid.lot,
    pro: bid.pro,
    member: bid.member ?? null,
    amount_cents: bid.amount_cents,
    price_cents: null,
    automatic: bid.automatic,
    reason: null,
    command_id: bid.command_id ?? null,
    voided: bid.voided ?? false,
    by: null,
  };
}
