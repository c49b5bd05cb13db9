import { describe, expect, test } from 'vitest';
import { addsUp, bare, formatPhone, formatSiret, isApe, isSiret, vatNumberOf } from './companies';

describe('SIRET', () => {
  test('is fourteen digits, however they are grouped', () => {
    expect(isSiret('732 829 320 00074')).toBe(true);
    expect(isSiret('73282932000074')).toBe(true);
    expect(isSiret('7328293200007')).toBe(false);
    expect(bare('732.829-320 00074')).toBe('73282932000074');
  });

  test('has a check digit; La Poste has its own', () => {
    expect(addsUp('73282932000074')).toBe(true);
    expect(addsUp('73282932000073')).toBe(false);
    expect(addsUp('35600000000048')).toBe(true);
    expect(addsUp('35600000049837')).toBe(true);
  });

  test('is shown in groups', () => {
    expect(formatSiret('73282932000074')).toBe('732\u00a0829\u00a0320\u00a000074');
    expect(formatSiret('12')).toBe('12');
  });
});

test('the VAT key comes from the SIREN', () => {
  expect(vatNumberOf('73282932000074')).toBe('FR44732829320');
  expect(vatNumberOf('40483304800022')).toBe('FR83404833048');
});

test('an APE code is four digits and a letter', () => {
  expect(isApe('45.11Z')).toBe(true);
  expect(isApe('4511z')).toBe(true);
  expect(isApe('451Z')).toBe(false);
});

test('French numbers read in pairs, others as they are', () => {
  expect(formatPhone('+33385000000')).toBe('03\u00a085\u00a000\u00a000\u00a000');
  expect(formatPhone('+41223456789')).toBe('+41223456789');
});
