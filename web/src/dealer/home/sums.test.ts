import { expect, test } from 'vitest';
import type { AuctionRow } from '../../api.gen';
import { sums } from './sums';

function aRow(changes: Partial<AuctionRow>): AuctionRow {
  return {
    id: 'a',
    number: 1,
    kind: 'per_unit',
    state: 'open',
    paused: false,
    entity: { id: 'e', name: 'Lyon' },
    point_of_sale: { id: 's', name: 'Point de vente 2' },
    starts_at: '2026-11-24T16:00:00Z',
    ends_at: '2026-11-24T17:00:00Z',
    lots: 1,
    vehicles: 1,
    title: '',
    totals: {
      lots: 1,
      lots_with_offer: 0,
      starting_cents: 0,
      starting_with_offer_cents: 0,
      last_offers_cents: 0,
      reserve_cents: 0,
      margin: { real_cents: 0, gain_cents: 0, final_cents: 0, net_cents: 0 },
    },
    ...changes,
  };
}

test('no auction in progress: zeros, and nothing that ends next', () => {
  expect(sums([])).toMatchObject({ auctions: 0, last_offers_cents: 0, next: null });
});

test("the guide's auctions 43 and 36 add up", () => {
  const whole = aRow({ id: '43', vehicles: 3, ends_at: '2026-11-24T16:36:00Z' });
  const units = aRow({ id: '36', vehicles: 3, ends_at: '2026-11-24T20:59:00Z' });
  const total = sums([
    {
      ...units,
      totals: {
        ...units.totals,
        lots: 3,
        lots_with_offer: 2,
        last_offers_cents: 1_079_000,
        margin: { real_cents: 100_070, gain_cents: 149_184, final_cents: 249_254, net_cents: 224_390 },
      },
    },
    {
      ...whole,
      totals: {
        ...whole.totals,
        lots_with_offer: 1,
        last_offers_cents: 2_090_000,
        margin: { real_cents: 47_285, gain_cents: 30_637, final_cents: 77_922, net_cents: 72_816 },
      },
    },
  ]);
  expect(total).toMatchObject({
    auctions: 2,
    lots: 4,
    vehicles: 6,
    lots_with_offer: 3,
    last_offers_cents: 3_169_000,
    margin: { gain_cents: 179_821, final_cents: 327_176, net_cents: 297_206 },
  });
  expect(total.next?.id).toBe('43');
});

test('who may not see what is earned has no margin, not one of zero', () => {
  const row = aRow({});
  expect(sums([{ ...row, totals: { ...row.totals, margin: undefined } }]).margin).toBeNull();
});
