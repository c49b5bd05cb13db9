import { describe, expect, test } from 'vitest';
import type { DealerLot, DealerSnapshot } from '../../protocol.gen';
import { bids, moved, noOfferBecause, offers, reserves, standing } from './money_words';

function aLot(changes: Partial<DealerLot> = {}): DealerLot {
  return {
    lot: 1,
    number: 49,
    vehicles: [],
    starting_price_cents: 579_816,
    price_cents: 579_816,
    next_min_cents: 579_816,
    bids: 0,
    bidders: 0,
    ends_at_ms: 0,
    extended: false,
    reserve_met: false,
    margin: { real_cents: 33_823, gain_cents: 0, final_cents: 33_823, net_cents: 33_823 },
    history: [],
    ...changes,
  };
}

function anAuction(...lots: DealerLot[]): DealerSnapshot {
  return { lots } as unknown as DealerSnapshot;
}

describe('standing', () => {
  test('a lot nobody has bid on has not reached its reserve, whatever its starting price', () => {
    expect(standing(aLot({ reserve_cents: 500_000 }))).toEqual({
      offered: false,
      over: false,
      sold: false,
      reached: false,
    });
  });

  test('without a reserve there is nothing to reach', () => {
    expect(standing(aLot({ bids: 1 })).reached).toBeNull();
  });

  test('an offer equal to the reserve reaches it', () => {
    expect(standing(aLot({ bids: 2, price_cents: 590_000, reserve_cents: 590_000 })).reached).toBe(true);
  });

  test('a lot under its reserve is over but not sold', () => {
    const lot = aLot({ bids: 1, price_cents: 344_200, reserve_cents: 350_000, outcome: 'reserve_not_met' });
    expect(standing(lot)).toEqual({ offered: true, over: true, sold: false, reached: false });
  });
});

test('the final margin is worth a line where the price reached is not the sale price', () => {
  expect(moved({ real_cents: 47_285, gain_cents: 0, final_cents: 47_285, net_cents: 47_285 })).toBe(false);
  // Started and bid below its sale price: no gain, and a loss.
  expect(moved({ real_cents: 100_000, gain_cents: 0, final_cents: -120_000, net_cents: -83_333 })).toBe(true);
  expect(moved({ real_cents: 47_285, gain_cents: 30_637, final_cents: 77_922, net_cents: 72_816 })).toBe(true);
});

test('an offer made out for several lots is linked once', () => {
  const winner = { id: 'p1', name: 'Top used cars' };
  const other = { id: 'p2', name: 'SARL LA BONNE OCCAZE' };
  const auction = anAuction(
    aLot({ offer_id: 'o1', winner }),
    aLot({ offer_id: 'o1', winner }),
    aLot({ outcome: 'no_bid' }),
    aLot({ offer_id: 'o2', winner: other }),
  );
  expect(offers(auction)).toEqual([
    { id: 'o1', pro: 'Top used cars' },
    { id: 'o2', pro: 'SARL LA BONNE OCCAZE' },
  ]);
});

test('reserves and bids are counted over the lots', () => {
  const auction = anAuction(
    aLot({ bids: 3, price_cents: 619_000, reserve_cents: 590_000 }),
    aLot({ reserve_cents: 350_000 }),
    aLot({ bids: 2 }),
  );
  expect(reserves(auction)).toEqual({ lots: 2, reached: 1 });
  expect(bids(auction)).toBe(5);
});

test('an end without an offer is not said to wait for one', () => {
  expect(noOfferBecause(anAuction(aLot({ outcome: 'no_bid' }), aLot()))).toBe('none_yet');
  expect(noOfferBecause(anAuction(aLot({ outcome: 'no_bid' })))).toBe('none');
  expect(noOfferBecause(anAuction(aLot({ outcome: 'sale_cancelled', bids: 3 })))).toBe('cancelled');
});
