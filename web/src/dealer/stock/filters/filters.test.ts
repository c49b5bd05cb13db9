import { describe, expect, test } from 'vitest';
import { bounded, boundsOf, everything, narrowings, sameSearch, searchOf, without } from './filters';

const address = (text: string) => new URLSearchParams(text);

describe('from the address', () => {
  test('what the server knows passes, in a fixed order', () => {
    const search = searchOf(address('q=xsara&status=for_sale&status=pre_entry&energy=Diesel&sort=-mileage_km'));
    expect(search.toString()).toBe('status=for_sale&status=pre_entry&energy=Diesel&q=xsara&sort=-mileage_km');
  });

  test('what it would refuse is left out', () => {
    const search = searchOf(address('status=sold&reserved=yes&mileage_min_km=-3&sort=%27--&page=4&late=true&late=false&status='));
    expect(search.toString()).toBe('late=true');
  });

  test('euros in the form are cents in the address', () => {
    const search = address('retail_price_min_cents=500000&mileage_max_km=80000');
    expect(boundsOf(search, 'retail_price')).toEqual([5_000, null]);
    expect(boundsOf(search, 'mileage')).toEqual([null, 80_000]);
    expect(bounded('retail_price', 'max', 12_000)).toEqual({ retail_price_max_cents: '1200000' });
    expect(bounded('days_in_stock', 'min', null)).toEqual({ days_in_stock_min: null });
  });
});

describe('narrowings', () => {
  const search = searchOf(address('status=for_sale&status=delivery&reserved=true&trade_price_max_cents=900000&q=clio'));

  test('each is one mark on the page', () => {
    expect(narrowings(search)).toEqual([
      { kind: 'choice', name: 'status', value: 'for_sale' },
      { kind: 'choice', name: 'status', value: 'delivery' },
      { kind: 'flag', name: 'reserved', value: true },
      { kind: 'range', name: 'trade_price', min: null, max: 9_000 },
    ]);
  });

  test('each can be taken away by itself, or all of them', () => {
    const [first, , flag, range] = narrowings(search);
    expect(without(search, first!)).toEqual({ status: ['delivery'] });
    expect(without(search, flag!)).toEqual({ reserved: null });
    expect(without(search, range!)).toEqual({ trade_price_min_cents: null, trade_price_max_cents: null });
    expect(everything(search)).toEqual({ status: null, reserved: null, trade_price_max_cents: null, q: null });
  });
});

test('a saved search is known again whatever its order', () => {
  expect(sameSearch(address('q=a&status=for_sale'), address('status=for_sale&q=a&sort=-number'))).toBe(true);
  expect(sameSearch(address('q=a'), address('q=b'))).toBe(false);
});
