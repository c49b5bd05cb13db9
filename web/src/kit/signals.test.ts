import { afterEach, describe, expect, test } from 'vitest';
import { anyOf } from './signals';

const own = AbortSignal.any;
afterEach(() => void Object.assign(AbortSignal, { any: own }));

describe.each(['new', 'old'])('signals together, in a %s browser', (age) => {
  function together(signals: readonly AbortSignal[]): AbortSignal {
    if (age === 'old') delete (AbortSignal as Partial<typeof AbortSignal>).any;
    return anyOf(signals);
  }

  test('abort with the first, for its reason', () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const all = together([one.signal, other.signal]);
    expect(all.aborted).toBe(false);
    other.abort('late');
    expect([all.aborted, all.reason]).toEqual([true, 'late']);
  });

  test('are over when one was over before', () => {
    expect(together([new AbortController().signal, AbortSignal.abort('gone')]).reason).toBe('gone');
  });
});
