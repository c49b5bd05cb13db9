import { describe, expect, test } from 'vitest';
import { answerOf, urgency } from './answers';
import { doubt, percentFrom } from './caution';

describe('what one has answered', () => {
  test.each([
    ['none', false, 'todo'],
    ['none', true, 'unanswered'],
    ['quoted', false, 'quoted'],
    ['declined', true, 'declined'],
  ] as const)('%s, over %s: %s', (standing, over, answer) => {
    expect(answerOf(standing, over)).toBe(answer);
  });

  test('what waits for an answer comes first, then what ends first', () => {
    const rows = [
      { answer: 'quoted', ends_at_ms: 1 },
      { answer: 'todo', ends_at_ms: 3 },
      { answer: 'todo', ends_at_ms: 2 },
      { answer: 'declined', ends_at_ms: 0 },
    ] as const;
    expect([...rows].sort(urgency).map((row) => row.ends_at_ms)).toEqual([2, 3, 0, 1]);
  });
});

describe('a doubtful price', () => {
  test('is one where a zero may be missing', () => {
    expect(doubt(9_999, undefined)).toBe('small');
    expect(doubt(10_000, undefined)).toBe('none');
  });

  test('is one far from what one said before, up or down', () => {
    expect(doubt(525_000, 350_000)).toBe('none');
    expect(doubt(530_000, 350_000)).toBe('far');
    expect(doubt(35_000, 350_000)).toBe('far');
    expect(percentFrom(35_000, 350_000)).toBe(-90);
  });
});
