import { describe, expect, test } from 'vitest';
import { locale } from '../../i18n/locale.svelte';
import { aProLot, aProSnapshot, anAuction } from '../../live/examples';
import type { Vehicle } from '../../live/contract';
import { nameOf } from '../room/bidder_name';
import { phaseOf } from '../room/phase';
import { summaryOf } from '../sales/summary';
import type { ProAuctionRow } from '../../api.gen';
import { carFacts, lotName } from './cars';
import { standingOf } from './standing';

const mokka: Vehicle = {
  id: 'm',
  make: 'OPEL',
  model: 'MOKKA',
  version: '1.4 TURBO',
  mileage_km: 61_200,
  mileage_guaranteed: false,
  first_registration: '2016-03-02',
  energy: 'Essence',
  vat_regime: 'margin',
  starting_price_cents: 1_418_547,
};

describe('where one stands once the lot is over', () => {
  test.each([
    ['leading', 'sold', 'won'],
    ['outbid', 'sold', 'lost'],
    ['won', 'sold', 'won'],
    ['leading_below_reserve', 'reserve_not_met', 'highest_below_reserve'],
    ['outbid', 'reserve_not_met', 'lost'],
    ['none', 'sold', 'none'],
    ['won', 'sale_cancelled', 'sale_cancelled'],
    ['lost', 'sale_cancelled', 'lost'],
    ['auction_cancelled', undefined, 'auction_cancelled'],
    ['leading', undefined, 'leading'],
  ] as const)('%s, %s: %s', (standing, outcome, seen) => {
    expect(standingOf({ standing, outcome })).toBe(seen);
  });
});

describe('what a lot is doing', () => {
  const lot = aProLot({ ends_at_ms: 1_000 });

  test('at zero only the server may say how it ended', () => {
    expect(phaseOf(anAuction(), lot, 999)).toBe('open');
    expect(phaseOf(anAuction(), lot, 1_000)).toBe('closing');
    expect(phaseOf(anAuction(), { ...lot, outcome: 'sold' }, 1_000)).toBe('over');
  });

  test('coming, paused, cancelled', () => {
    expect(phaseOf(anAuction({ state: 'scheduled' }), lot, 0)).toBe('coming');
    expect(phaseOf(anAuction({ paused: true }), lot, 2_000)).toBe('paused');
    expect(phaseOf(anAuction({ state: 'cancelled' }), lot, 0)).toBe('cancelled');
  });
});

describe('the own number among the bidders', () => {
  test.each([
    ['fr', 'Enchérisseur 3', 'Vous'],
    ['en', 'Bidder 3', 'You'],
  ] as const)('%s: bidders are named in the language of the reader', (language, other, own) => {
    locale.use(language);
    expect([nameOf(3, undefined), nameOf(3, 2), nameOf(3, 3), nameOf(undefined, undefined)]).toEqual([other, other, own, '']);
    locale.use('fr');
  });
});

describe('a sale on a card', () => {
  const row = { starting_cents: 7, leading: 1, outbid: 2, ends_at: '1970-01-01T00:00:09Z' } as ProAuctionRow;

  test('is told by its open lots: the cheapest, and the next to end', () => {
    const lots = [
      aProLot({ lot: 1, price_cents: 50, bids: 3, ends_at_ms: 500, standing: 'leading' }),
      aProLot({ lot: 2, starting_price_cents: 40, ends_at_ms: 400, standing: 'outbid', bids: 1 }),
      aProLot({ lot: 3, starting_price_cents: 10, ends_at_ms: 100, outcome: 'no_bid' }),
    ];
    const summary = summaryOf(row, aProSnapshot({ lots }));
    expect(summary).toEqual({ price_cents: 40, started: true, bids: 4, leading: 1, outbid: 1, ends_at_ms: 400 });
  });

  test('is told by the list until its room is here', () => {
    expect(summaryOf(row, null)).toMatchObject({ price_cents: 7, leading: 1, outbid: 2, ends_at_ms: 9_000 });
  });
});

test('cars in a line', () => {
  expect(lotName([mokka, mokka, mokka])).toBe('OPEL MOKKA + 2');
  expect(carFacts(mokka, 'en')).toEqual(['2016', expect.stringContaining('61,200'), 'Essence']);
});
