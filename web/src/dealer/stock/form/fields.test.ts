import { describe, expect, test } from 'vitest';
import { changes, filled, sent, shown } from './fields';
import { plateVerdict, vinVerdict } from './identity';

describe('what goes to the server', () => {
  test('numbers as people write them; what is none goes on to be refused there', () => {
    expect(sent('mileage_km', '87 456')).toBe(87_456);
    expect(sent('mileage_km', '')).toBeNull();
    expect(sent('mileage_km', 'beaucoup')).toBe('beaucoup');
  });

  test('an emptied field is null, but text the server never has null', () => {
    expect(sent('plate', ' ')).toBeNull();
    expect(sent('comment', ' ')).toBe('');
  });

  test('options are a line each; yes, no and unknown are three things', () => {
    expect(sent('options', 'GPS\n\n Toit ouvrant ')).toEqual(['GPS', 'Toit ouvrant']);
    expect(['true', 'false', ''].map((typed) => sent('first_owner', typed))).toEqual([true, false, null]);
    expect(shown('first_owner', false)).toBe('false');
  });

  test('a change names only what changed, a new car only what was said', () => {
    const before = { make: 'OPEL', plate: '', retail_price_cents: 100, options: '' };
    expect(changes({ ...before, plate: 'GD250GH', retail_price_cents: null }, before)).toEqual({
      plate: 'GD250GH',
      retail_price_cents: null,
    });
    expect(filled({ ...before, mileage_guaranteed: false })).toEqual({
      make: 'OPEL',
      retail_price_cents: 100,
      mileage_guaranteed: false,
    });
  });
});

describe('plates and VINs while they are typed', () => {
  test.each([
    ['gd-250-gh', 'fine'],
    ['GD 250', 'unfinished'],
    ['GD000GH', 'wrong'],
    ['SS123AB', 'wrong'],
    ['WW-123-AB', 'odd'],
    ['1234 AB 71', 'odd'],
    ['', 'empty'],
  ])('plate %s', (typed, verdict) => expect(plateVerdict(typed)).toBe(verdict));

  test.each([
    ['VF7CHRFJC40123456', 'fine'],
    ['VF7CHRFJC4012345', 'odd'],
    ['VF7CHRF', 'unfinished'],
    ['VF7CHRFJC4O123456', 'wrong'],
  ])('VIN %s', (typed, verdict) => expect(vinVerdict(typed)).toBe(verdict));
});
