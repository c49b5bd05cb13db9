import { expect, test } from 'vitest';
import { formatRate, parseRate } from './rates';

test('rates are read with either mark, and refused when they are none', () => {
  expect(parseRate('7', { signed: false })).toBe(700);
  expect(parseRate('7,25 %', { signed: false })).toBe(725);
  expect(parseRate('0.85', { signed: false })).toBe(85);
  expect(parseRate('-3,5', { signed: true })).toBe(-350);
  expect(parseRate('-3', { signed: false })).toBeNull();
  expect(parseRate('101', { signed: false })).toBeNull();
  expect(parseRate('7,255', { signed: false })).toBeNull();
  expect(parseRate('', { signed: true })).toBeNull();
});

test('rates are written without needless zeros', () => {
  expect(formatRate(700, 'fr')).toBe('7');
  expect(formatRate(1250, 'fr')).toBe('12,5');
  expect(formatRate(85, 'en')).toBe('0.85');
  expect(formatRate(-5, 'fr')).toBe('-0,05');
});
