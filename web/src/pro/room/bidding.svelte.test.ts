import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from 'vitest';
import type { Session } from '../../api/kinds';
import { session } from '../../app/session.svelte';
import { commands } from '../../live/commands.svelte';
import type { ProLot, ProRoom } from '../../live/contract';
import { aProLot, aProSnapshot, aResult, anAuction, AUCTION } from '../../live/examples';
import { hub } from '../../live/hub';
import { Bidding } from './bidding.svelte';
import { attend } from './committing.svelte';
import { m } from './words';

const PRICE = 1_500_000;
const NEXT = 1_510_000;
let stop = () => undefined as void;

/** A room whose lot changes as events would change it. */
class Room implements Pick<ProRoom, 'fresh' | 'snapshot' | 'focus'> {
  fresh = $state(true);
  lot = $state.raw(aProLot({ price_cents: PRICE, next_min_cents: NEXT, bids: 1, ends_at_ms: Date.now() + 3_600_000 }));
  auction = $state.raw(anAuction());
  rank = $state(1);
  parted = $state(false);

  get snapshot() {
    return aProSnapshot({ auction: this.auction, lots: [this.lot], parted: this.parted });
  }

  focus(): void {}

  becomes(more: Partial<ProLot>): void {
    this.lot = { ...this.lot, ...more };
    flushSync();
  }
}

function bidder(): { room: Room; bidding: Bidding; sent: MockInstance<typeof commands.submit> } {
  const room = new Room();
  const bidding = new Bidding(
    () => room as unknown as ProRoom,
    () => room.rank,
  );
  stop = $effect.root(() => attend(bidding, () => room as unknown as ProRoom, () => room.rank));
  flushSync();
  return { room, bidding, sent: vi.spyOn(commands, 'submit') };
}

/** The server's answer to what was sent last. */
function answer(more: Parameters<typeof aResult>[0] = {}): void {
  const { command_id = '' } = commands.of(AUCTION, 1) ?? {};
  hub['commands']?.hear(aResult({ command_id, lot: 1, ...more }));
  flushSync();
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  stop();
  const left = commands.of(AUCTION, 1);
  if (left) answer({ status: 'refused', code: 'closed' });
  if (left) commands.clear(left);
  session.current = null;
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('a bid', () => {
  test('is what was armed, with the price that was seen', () => {
    const { bidding, sent } = bidder();
    bidding.bid({ cents: NEXT, basis: PRICE });
    expect(sent.mock.calls).toEqual([
      [{ type: 'place_bid', auction_id: AUCTION, lot: 1, epoch: 1, amount_cents: NEXT, seen_price_cents: PRICE }],
    ]);
  });

  test('confirms a large amount when it is one, and no other', () => {
    const { bidding, sent } = bidder();
    bidding.bid({ cents: 10 * NEXT + 1, basis: PRICE });
    expect(sent.mock.calls[0]?.[0]).toMatchObject({ confirm_large: true });
    answer({ status: 'refused', code: 'limit_exceeded' });
    bidding.bid({ cents: 10 * NEXT, basis: PRICE });
    expect(sent.mock.calls[1]?.[0]).not.toHaveProperty('confirm_large');
  });

  test('does not leave on another price than the one it was armed at', () => {
    const { bidding, sent, room } = bidder();
    room.becomes({ price_cents: NEXT, next_min_cents: NEXT + 10_000 });
    bidding.bid({ cents: NEXT + 10_000, basis: PRICE });
    expect(sent).not.toHaveBeenCalled();
    expect(bidding.line.text).toBe(m.moved);
  });

  test.each<[string, (room: Room, bidding: Bidding) => void]>([
    ['while what is shown may be old', (room) => (room.fresh = false)],
    ['by who leads', (room) => room.becomes({ standing: 'leading', my_bid_cents: PRICE })],
    ['by who only looks', () => (session.current = { role: 'viewer' } as Session)],
    ['by whose connection has ended', (room) => (room.parted = true)],
    ['in a pause', (room) => (room.auction = anAuction({ paused: true }))],
    ['after the end', (room) => room.becomes({ ends_at_ms: 1 })],
    ['on a lot that has its outcome', (room) => room.becomes({ outcome: 'sold' })],
    ['before the opening', (room) => (room.auction = anAuction({ state: 'scheduled' }))],
    ['in a cancelled sale', (room) => (room.auction = anAuction({ state: 'cancelled' }))],
  ])('does not leave %s, and no button says it may', (_, change) => {
    const { bidding, sent, room } = bidder();
    change(room, bidding);
    flushSync();
    expect(bidding.ready).toBe(false);
    bidding.bid({ cents: NEXT, basis: PRICE });
    expect(sent).not.toHaveBeenCalled();
  });

  test('waits for the answer to the one before', () => {
    const { bidding, sent } = bidder();
    bidding.bid({ cents: NEXT, basis: PRICE });
    expect(bidding.waiting).toBe(true);
    bidding.bid({ cents: NEXT, basis: PRICE });
    expect(sent).toHaveBeenCalledTimes(1);
  });

  test('a maximum may be set and taken back by who leads, never on a stale page', () => {
    const { bidding, sent, room } = bidder();
    room.becomes({ standing: 'leading', my_bid_cents: PRICE });
    bidding.setMaximum(2 * PRICE);
    expect(sent.mock.calls[0]?.[0]).toMatchObject({ type: 'set_maximum', maximum_cents: 2 * PRICE });
    answer();
    room.fresh = false;
    bidding.setMaximum(2 * PRICE);
    bidding.cancelMaximum();
    expect(sent).toHaveBeenCalledTimes(1);
    room.fresh = true;
    bidding.cancelMaximum();
    expect(sent.mock.calls[1]?.[0]).toMatchObject({ type: 'cancel_maximum' });
  });
});

describe('what was accepted', () => {
  function accepted(): ReturnType<typeof bidder> {
    const all = bidder();
    all.bidding.bid({ cents: NEXT, basis: PRICE });
    answer();
    all.room.becomes({ standing: 'leading', price_cents: NEXT, my_bid_cents: NEXT });
    expect(all.bidding.line.tone).toBe('good');
    return all;
  }

  test('is gone after 4 s, though the sale has news every second', () => {
    const { room, bidding } = accepted();
    for (let second = 1; second <= 3; second++) {
      vi.advanceTimersByTime(1_000);
      room.becomes({ bids: 1 + second });
    }
    expect(bidding.line.tone).toBe('good');
    vi.advanceTimersByTime(1_000);
    room.becomes({ bids: 9 });
    expect(bidding.line.text).toBe(m.leadingNote);
  });

  test('yields at once to a higher bid', () => {
    const { room, bidding } = accepted();
    room.becomes({ standing: 'outbid', price_cents: NEXT + 10_000 });
    expect(bidding.line.tone).toBe('quiet');
    expect(bidding.line.text).toContain(m.outbidNote('').slice(0, 8));
  });

  test.each(['won', 'lost'] as const)('yields at once to the result: %s', (standing) => {
    const { room, bidding } = accepted();
    room.becomes({ standing, outcome: 'sold' });
    expect(bidding.line.text).toBe(standing === 'won' ? m.wonNote : m.endings.sold);
  });

  test('of a newer command is not cleared by the time of an older one', () => {
    const { room, bidding } = accepted();
    vi.advanceTimersByTime(3_000);
    bidding.setMaximum(2 * PRICE);
    flushSync();
    answer();
    vi.advanceTimersByTime(3_000);
    room.becomes({ bids: 9 });
    expect(bidding.line.tone).toBe('good');
  });
});

test('a refusal stays for 12 s and says why, over the result too', () => {
  const { room, bidding } = bidder();
  bidding.bid({ cents: NEXT, basis: PRICE });
  answer({ status: 'refused', code: 'closed' });
  room.becomes({ outcome: 'sold', standing: 'none' });
  expect(bidding.line.text).toBe(m.refusals.closed);
  vi.advanceTimersByTime(12_000);
  expect(bidding.line.text).toBe(m.endings.sold);
});

test('what was armed on one lot is not for another, and a stale price says so', () => {
  const { room, bidding } = bidder();
  bidding.arm(NEXT);
  expect(bidding.line.text).toBe(m.armed);
  room.rank = 2;
  flushSync();
  expect(bidding.armed).toBeNull();
  room.rank = 1;
  room.fresh = false;
  expect(bidding.line.text).toBe(m.stale);
});
