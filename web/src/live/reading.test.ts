import { describe, expect, test } from 'vitest';
import { applyDealer } from './dealer';
import { aBid, aDealerLot, aDealerSnapshot, aPosition, aPrice, aProLot, aProSnapshot, AUCTION, ROOM } from './examples';
import { applyDesk } from './desk_state';
import { applyMe, enterMe, nobody } from './me';
import { applyPosition, applyPro } from './pro';

const at = { room: ROOM, epoch: 1, seq: 11, at_ms: 1_000 };

describe('the pro', () => {
  test('a price moves its lot alone, and is remembered newest first', () => {
    const before = aProSnapshot();
    const after = applyPro(applyPro(before, aPrice()), aPrice({ seq: 12, price_cents: 1_510_000, leader_alias: 'Enchérisseur 2', leader_number: 2 }));
    expect(after.lots[0]).toMatchObject({ price_cents: 1_510_000, bids: 1, leader_number: 2 });
    expect(after.lots[0]?.history.map((row) => row.leader_number)).toEqual([2, 1]);
    expect(after.lots[0]?.history.map((row) => row.price_cents)).toEqual([1_510_000, 1_500_000]);
    expect(after.lots[1]).toBe(before.lots[1]);
    expect([after.epoch, after.seq]).toEqual([1, 12]);
  });

  test("a leader's own step of the price is a line of the history, too", () => {
    const after = applyPro(applyPro(aProSnapshot(), aPrice()), aPrice({ seq: 12, price_cents: 1_510_000 }));
    expect(after.lots[0]?.history.map((row) => row.price_cents)).toEqual([1_510_000, 1_500_000]);
  });

  test('the history keeps the last twenty', () => {
    let snapshot = aProSnapshot();
    for (let seq = 11; seq < 40; seq++) snapshot = applyPro(snapshot, aPrice({ seq, price_cents: 1_500_000 + seq }));
    expect(snapshot.lots[0]?.history).toHaveLength(20);
    expect(snapshot.lots[0]?.history[0]?.seq).toBe(39);
  });

  test('its own standing changes nothing of the price', () => {
    const after = applyPosition(aProSnapshot(), aPosition({ price_cents: 9 }));
    expect(after.lots[0]).toMatchObject({ standing: 'leading', my_bid_cents: 1_500_000, price_cents: 0 });
  });

  test('a lot closes without a price when nobody bid', () => {
    const after = applyPro(aProSnapshot(), { type: 'lot_closed', ...at, lot: 2, outcome: 'no_bid' });
    expect(after.lots[1]).toMatchObject({ outcome: 'no_bid', price_cents: 0 });
  });

  test('a cancelled auction takes the state of every lot', () => {
    const lots = [{ lot: 1, price_cents: 7, next_min_cents: 8, bids: 1, ends_at_ms: 9, reserve_met: true }];
    const after = applyPro(aProSnapshot(), { type: 'auction_cancelled', ...at, state: 'cancelled', lots });
    expect(after.auction.state).toBe('cancelled');
    expect(after.lots[0]).toMatchObject({ price_cents: 7, reserve_met: true, number: 101 });
  });

  test('a pause and its end show on the auction, a soft close on its lot alone', () => {
    const moved = { type: 'countdown_changed', ...at, ends_at_ms: 660_000 } as const;
    const lots = [{ lot: 1, price_cents: 0, next_min_cents: 1, bids: 0, ends_at_ms: 660_000, reserve_met: false }];
    const paused = applyPro(aProSnapshot(), { ...moved, lots, paused: true, paused_at_ms: 500_000, why: 'paused' });
    expect(paused.auction).toMatchObject({ paused: true, paused_at_ms: 500_000, ends_at_ms: 660_000 });
    expect(paused.lots.map((lot) => lot.ends_at_ms)).toEqual([660_000, 600_000]);
    expect(applyPro(paused, { ...moved, lots, seq: 12, why: 'resumed' }).auction).not.toMatchObject({ paused: true });
    const extended = applyPro(aProSnapshot(), { ...moved, lot: 1, why: 'soft_close' });
    expect(extended.lots[0]).toEqual(aProLot({ ends_at_ms: 660_000, extended: true }));
    expect(extended.auction.ends_at_ms).toBe(600_000);
  });
});

describe('the dealer', () => {
  test('a bid brings its bidder, its margin and the totals', () => {
    const after = applyDealer(aDealerSnapshot(), aBid());
    expect(after.lots[0]).toMatchObject({ price_cents: 1_500_000, leader: { id: 'topusedcars' }, margin: { gain_cents: 81_453 } });
    expect(after.totals.lots_with_offer).toBe(1);
    expect(after.lots[0]?.history[0]).toMatchObject({ pro: { id: 'topusedcars' }, amount_cents: 1_500_000 });
  });

  test('the answer of a standing maximum is the newer line, and leads', () => {
    const leader = { id: 'auto71', name: 'Auto 71' };
    const after = applyDealer(aDealerSnapshot(), aBid({ leader, answer: { pro: leader, amount_cents: 1_510_000 } }));
    expect(after.lots[0]?.history.map((row) => [row.pro.id, row.automatic])).toEqual([['auto71', true], ['topusedcars', false]]);
    expect(after.lots[0]?.leader).toEqual(leader);
  });

  test('a lowered reserve changes margin and reserve, nothing else', () => {
    const before = applyDealer(aDealerSnapshot(), aBid());
    const { margin, totals, price_cents, next_min_cents } = aBid();
    const told = { price_cents, next_min_cents, reserve_cents: 5, reserve_met: true, margin, totals };
    const after = applyDealer(before, { type: 'margin_changed', ...at, seq: 12, lot: 1, ...told, why: 'reserve' });
    expect(after.lots[0]).toEqual({ ...before.lots[0], reserve_cents: 5, reserve_met: true });
  });

  test('a close names winner and offer', () => {
    const winner = { id: 'auto71', name: 'Auto 71' };
    const after = applyDealer(aDealerSnapshot(), { type: 'lot_closed', ...at, lot: 1, outcome: 'sold', price_cents: 5, winner, offer_id: 'o' });
    expect(after.lots[0]).toEqual(aDealerLot({ outcome: 'sold', price_cents: 5, winner, offer_id: 'o' }));
  });

  test('a pro that changes its quote is counted once', () => {
    const pro = { id: 'auto71', name: 'Auto 71' };
    const quote = { type: 'quote_received', ...at, lot: 1, pro, amount_cents: 7, answered: 1, invited: 3, best_cents: 7 } as const;
    const after = applyDealer(applyDealer(aDealerSnapshot(), quote), { ...quote, seq: 12, amount_cents: 9, best_cents: 9 });
    expect(after.lots[0]).toMatchObject({ quotes: [{ amount_cents: 9 }], answered: 1, price_cents: 9 });
  });
});

describe('oneself', () => {
  const position = aPosition();

  test('a position replaces the one of the same lot', () => {
    const moved = { ...at, room: 'me', type: 'position_changed', ...position, standing: 'outbid' } as const;
    const state = enterMe({ audience: 'me', positions: [position, aPosition({ lot: 2 })], unread: 1 }, nobody);
    expect(applyMe(state, moved).positions.map(({ standing }) => standing)).toEqual(['outbid', 'leading']);
    expect(applyMe(nobody, moved).positions).toHaveLength(1);
  });

  test('a notification counts once', () => {
    const notification = { id: 'n', kind: 'won', title: 't', body: 'b', link: `/ventes/${AUCTION}`, created_at_ms: 1, read: false };
    const told = { ...at, room: 'me', type: 'notification', notification } as const;
    expect(applyMe(applyMe(nobody, told), { ...told, seq: 12 })).toMatchObject({ unread: 1, notices: [{ id: 'n' }] });
  });
});

test('a tile of the desk is replaced, the others stay', () => {
  const state = { tiles: { auctions: { open: 1 }, stock: { cars: 7 } } };
  const changed = { type: 'tile_changed', ...at, tile: 'auctions', figures: { open: 2 } } as const;
  expect(applyDesk(state, changed)).toEqual({ tiles: { auctions: { open: 2 }, stock: { cars: 7 } } });
});
