import { describe, expect, test } from 'vitest';
import { formatLeft, formatMoment, formatSpan } from './dates';

const at = (text: string) => new Date(text).getTime();
const NOW = at('2026-11-24T16:00:00');

describe('formatMoment', () => {
  test.each([
    ['2026-11-24T16:36:00', "aujourd'hui 16:36"],
    ['2026-11-25T09:00:00', 'demain 09:00'],
    ['2026-11-23T23:59:00', 'hier 23:59'],
    ['2026-12-12T16:36:00', '12 déc. 16:36'],
    ['2023-12-12T16:36:00', '12 déc. 2023 16:36'],
  ])('says %s as people do', (moment, words) => {
    expect(formatMoment(at(moment), NOW, 'fr')).toBe(words);
  });

  test('midnight is the next day', () => {
    expect(formatMoment(at('2026-11-25T00:00:00'), at('2026-11-24T23:59:59'), 'en')).toBe('tomorrow 00:00');
  });
});

describe('formatLeft', () => {
  test.each([
    [16_320_000, '4\u00a0h 32\u00a0min'],
    [157_000, '2:37'],
    [59_999, '0:59'],
    [10_000, '0:10'],
    [9_449, '9,4'],
    [50, '0,0'],
    [0, '0:00'],
    [-5, '0:00'],
  ])('%i ms', (left, words) => {
    expect(formatLeft(left, 'fr')).toBe(words);
  });

  test('spans name their two largest units', () => {
    expect(formatSpan(2 * 86_400_000 + 4 * 3_600_000, 'fr')).toBe('2\u00a0j 4\u00a0h');
    expect(formatSpan(3_600_000, 'fr')).toBe('1\u00a0h');
    expect(formatSpan(600_000, 'en')).toBe('10\u00a0min');
  });
});
