import { describe, expect, test } from 'vitest';
import { formatEuros, formatInput, formatMoney, formatShort, parseMoney } from './money';

const fr = (text: string) => parseMoney(text, 'fr');
const en = (text: string) => parseMoney(text, 'en');

describe('parseMoney', () => {
  test.each([
    ['20 900,50', 2_090_050],
    ['20900.5', 2_090_050],
    ['20\u202f900,50\u00a0€', 2_090_050],
    ['20.900,50', 2_090_050],
    ['20,900.50', 2_090_050],
    ['20 900', 2_090_000],
    ['20.900', 2_090_000],
    ['1.234.567', 123_456_700],
    ['3608,16 EUR', 360_816],
    ['0', 0],
    ['0,05', 5],
    ['12,', 1_200],
  ])('reads %j as a French person means it', (text, cents) => {
    expect(fr(text)).toBe(cents);
  });

  test.each(['', ' ', 'abc', '-5', '1,2,3', '12,345', '1.23.456', '20 900,505', '1e5', '١٢', '99999999999999', ',50', '€'])(
    'refuses %j rather than guess',
    (text) => {
      expect(fr(text)).toBeNull();
    },
  );

  test('three digits after a comma are thousands in English only', () => {
    expect(en('20,900')).toBe(2_090_000);
    expect(en('20.900')).toBeNull();
    expect(fr('20,900')).toBeNull();
  });

  test('what is shown in an input is read back to the cent', () => {
    for (const cents of [0, 1, 10, 99, 100, 360_816, 2_090_050, 999_999_999_999]) {
      expect(fr(formatInput(cents, 'fr'))).toBe(cents);
      expect(en(formatInput(cents, 'en'))).toBe(cents);
    }
  });
});

describe('formatting', () => {
  test('amounts have French spacing and two decimals', () => {
    expect(formatMoney(2_090_000, 'fr')).toBe('20\u00a0900,00\u00a0€');
    expect(formatMoney(2_090_000, 'en')).toBe('€20,900.00');
    expect(formatMoney(-5_098, 'fr')).toBe('-50,98\u00a0€');
  });

  test('large amounts keep every cent', () => {
    expect(formatMoney(999_999_999_999, 'fr')).toBe('9\u00a0999\u00a0999\u00a0999,99\u00a0€');
  });

  test('gains are shown to the euro, halves up', () => {
    expect(formatEuros(30_637, 'fr')).toBe('306\u00a0€');
    expect(formatEuros(149_184, 'fr')).toBe('1\u00a0492\u00a0€');
    expect(formatEuros(50, 'fr')).toBe('1\u00a0€');
    expect(formatEuros(-50, 'fr')).toBe('-1\u00a0€');
  });

  test('short amounts drop a needless ",00"', () => {
    expect(formatShort(2_090_000, 'fr')).toBe('20\u00a0900\u00a0€');
    expect(formatShort(360_816, 'fr')).toBe('3\u00a0608,16\u00a0€');
  });
});
