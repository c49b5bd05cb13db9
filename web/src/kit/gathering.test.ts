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
