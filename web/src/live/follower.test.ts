import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ProSnapshot } from '../protocol.gen';
import { aPrice, aProSnapshot, entering, ROOM } from './examples';
import { ANSWER_MS, Follower, HOLD_MS, type RoomEvent } from './follower';
import { follow, judge, type Position } from './position';
import { applyPro, type ProEvent } from './pro';

function aFollower() {
  const asked: (Position | null)[] = [];
  const follower = new Follower<ProSnapshot, ProEvent & RoomEvent>({
    enter: (snapshot) => snapshot as ProSnapshot,
    apply: applyPro,
    ask: (since) => void asked.push(since),
    changed: () => undefined,
  });
  follower.ask();
  follower.answered(entering(aProSnapshot()));
  const price = (cents?: number) => follower.state?.lots[0]?.price_cents === cents;
  return { follower, asked, price, hears: (...prices: Parameters<typeof aPrice>) => follower.hear(aPrice(...prices)) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('what an event means', () => {
  const here = { epoch: 2, seq: 10 };
  test.each([
    [{ epoch: 1, seq: 99 }, 'drop'],
    [{ epoch: 3, seq: 1 }, 'renew'],
    [{ epoch: 2, seq: 10 }, 'drop'],
    [{ epoch: 2, seq: 11 }, 'apply'],
    [{ epoch: 2, seq: 12 }, 'hold'],
    [{ epoch: 2, seq: 15, from_seq: 9 }, 'apply'],
    [{ epoch: 2, seq: 15, from_seq: 12 }, 'hold'],
  ])('%o: %s', (event, verdict) => {
    expect(judge(here, event)).toBe(verdict);
  });

  test('what was held follows in order, whatever order it came in', () => {
    const held = [13, 15, 11, 12].map((seq) => ({ epoch: 2, seq }));
    expect(follow(here, held)).toEqual({ ready: [11, 12, 13].map((seq) => ({ epoch: 2, seq })), waiting: [{ epoch: 2, seq: 15 }] });
  });
});

describe('following a room', () => {
  test('the next applies, a duplicate changes nothing', () => {
    const { follower, hears, price } = aFollower();
    hears({ seq: 11 });
    hears({ seq: 11, price_cents: 1 });
    expect(price(1_500_000)).toBe(true);
    expect(follower.position).toEqual({ epoch: 1, seq: 11 });
  });

  test('a gap that closes within 250 ms asks nobody', () => {
    const { asked, hears, price } = aFollower();
    hears({ seq: 12, price_cents: 1_600_000 });
    expect(price(0)).toBe(true);
    vi.advanceTimersByTime(HOLD_MS - 1);
    hears({ seq: 11 });
    vi.advanceTimersByTime(10_000);
    expect(price(1_600_000)).toBe(true);
    expect(asked).toHaveLength(1);
  });

  test('a gap that stays asks once from where we are, and ignores increments until the answer', () => {
    const { follower, asked, hears, price } = aFollower();
    hears({ seq: 13 });
    vi.advanceTimersByTime(HOLD_MS);
    expect(asked).toEqual([null, { epoch: 1, seq: 10 }]);
    hears({ seq: 11 });
    hears({ seq: 12 });
    expect(price(0)).toBe(true);
    vi.advanceTimersByTime(HOLD_MS * 4);
    expect(asked).toHaveLength(2);
    follower.answered({ ...entering(aProSnapshot()), mode: 'replay', seq: 13, snapshot: undefined });
    for (const seq of [11, 12, 13]) hears({ seq, price_cents: seq });
    expect(price(13)).toBe(true);
    expect(follower.position?.seq).toBe(13);
  });

  test('a merged event bridges what it replaces', () => {
    const { follower, hears } = aFollower();
    hears({ seq: 20, from_seq: 11 });
    expect(follower.position?.seq).toBe(20);
  });

  test('events of a higher epoch wait for the snapshot, those of a lower are dropped', () => {
    const { follower, asked, hears, price } = aFollower();
    hears({ epoch: 0, seq: 11 });
    hears({ epoch: 2, seq: 11 });
    expect(price(0)).toBe(true);
    vi.advanceTimersByTime(HOLD_MS);
    expect(asked).toHaveLength(2);
    follower.answered(entering(aProSnapshot({ epoch: 2, seq: 11 })));
    expect(follower.position).toEqual({ epoch: 2, seq: 11 });
  });

  test('presence is heard outside of the numbers', () => {
    const { follower } = aFollower();
    const presence = { type: 'presence', room: ROOM, epoch: 1, seq: 10, at_ms: 0, watching: 20, bidders: 5 };
    follower.hear(presence as unknown as ProEvent & RoomEvent);
    expect(follower.presence).toEqual({ watching: 20, bidders: 5 });
    expect(follower.position?.seq).toBe(10);
  });

  test('a car shown anew is taken outside of the numbers, also while one is awaited', () => {
    const { follower, hears } = aFollower();
    const before = { id: 'car', make: 'OPEL', model: 'MOKKA', version: '', mileage_guaranteed: false, vat_regime: 'margin', starting_price_cents: 1 } as const;
    follower.state &&= { ...follower.state, lots: follower.state.lots.map((lot) => ({ ...lot, vehicles: [before] })) };
    const vehicle = { ...before, photo: '/api/photos/new/thumb.webp', dossier: 7 };
    follower.hear({ type: 'car_changed', room: ROOM, epoch: 1, seq: 10, at_ms: 0, lot: 1, vehicle } as unknown as ProEvent & RoomEvent);
    expect(follower.state?.lots[0]?.vehicles[0]).toMatchObject({ photo: '/api/photos/new/thumb.webp', dossier: 7 });
    expect(follower.position).toEqual({ epoch: 1, seq: 10 });
    hears({ epoch: 1, seq: 11 });
    expect(follower.position?.seq).toBe(11);
  });

  test('what is not told of a car any more is not shown any more; its seller keeps what is the seller\'s', () => {
    const { follower } = aFollower();
    const bare = { id: 'car', make: 'OPEL', model: 'MOKKA', version: '', mileage_guaranteed: false, vat_regime: 'margin', starting_price_cents: 1 } as const;
    const own = { market_value_cents: 5, sale_price_cents: 4, purchase_price_cents: 3, costs_cents: 2, real_margin_cents: 1 };
    const before = { ...bare, ...own, trim: 'Cosmo', photo: '/api/photos/old/thumb.webp', mileage_km: 1, corrections: [] };
    const other = { ...before, id: 'other' };
    follower.state &&= { ...follower.state, lots: follower.state.lots.map((lot) => ({ ...lot, vehicles: [before, other] })) };
    follower.hear({ type: 'car_changed', room: ROOM, epoch: 1, seq: 10, at_ms: 0, lot: 1, vehicle: { ...bare, mileage_km: 2 } } as unknown as ProEvent & RoomEvent);
    expect(follower.state?.lots[0]?.vehicles).toEqual([{ ...bare, ...own, mileage_km: 2 }, other]);
  });

  test('a voided bid is shown at once, and the rest of it asked for', () => {
    const { follower, asked, price } = aFollower();
    const { price_cents, next_min_cents, bids, bidders, reserve_met } = aPrice({ price_cents: 5 });
    follower.hear({ type: 'bid_voided', room: ROOM, epoch: 1, seq: 11, at_ms: 0, lot: 1, why: 'erreur', price_cents, next_min_cents, bids, bidders, reserve_met });
    expect(price(5)).toBe(true);
    expect(asked).toEqual([null, null]);
  });

  test('an answer that never comes is asked for again', () => {
    const { follower, asked } = aFollower();
    follower.ask();
    vi.advanceTimersByTime(ANSWER_MS);
    expect(asked).toHaveLength(3);
    follower.leave();
  });

  test('a cut line forgets the question, not the position', () => {
    const { follower, asked } = aFollower();
    follower.ask();
    follower.interrupted();
    follower.ask();
    expect(asked.at(-1)).toEqual({ epoch: 1, seq: 10 });
    expect(asked).toHaveLength(3);
  });

  test('nothing to go on from: a snapshot is asked for', () => {
    const { follower, asked } = aFollower();
    follower.ask({ anew: true });
    follower.answered({ ...entering(aProSnapshot()), mode: 'same', snapshot: undefined });
    expect(asked).toEqual([null, null, null]);
  });
});

test('news of a book that is gone is dropped, that of a newer one renews', () => {
  expect(judge({ epoch: 2, seq: 5 }, { epoch: 1, seq: 9 })).toBe('drop');
  expect(judge({ epoch: 2, seq: 5 }, { epoch: 3, seq: 1 })).toBe('renew');
});
