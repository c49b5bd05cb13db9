import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gather } from './gathering';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a stream of nudges acts once in each span: none is put off by the next', () => {
  const act = vi.fn();
  const { nudge } = gather(act, 400);
  for (let ms = 0; ms < 2_000; ms += 100) {
    nudge();
    vi.advanceTimersByTime(100);
  }
  expect(act.mock.calls.length).toBe(5);
});

test('one nudge acts once; stopped, not at all', () => {
  const act = vi.fn();
  const { nudge, stop } = gather(act, 400);
  nudge();
  vi.advanceTimersByTime(5_000);
  expect(act).toHaveBeenCalledTimes(1);
  nudge();
  stop();
  vi.advanceTimersByTime(5_000);
  expect(act).toHaveBeenCalledTimes(1);
});

test('screens nudged at one instant act one after the other, none later than its span', () => {
  const at: number[] = [];
  const begun = Date.now();
  for (let screen = 0; screen < 50; screen += 1) gather(() => at.push(Date.now() - begun), 250, 1_000).nudge();
  vi.advanceTimersByTime(249);
  expect(at).toEqual([]);
  vi.advanceTimersByTime(1_001);
  expect(at.length).toBe(50);
  expect(new Set(at).size).toBeGreaterThan(25);
});
