import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Sending, UNDO_SECONDS } from './sending.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('it is sent once, when the seconds are over', () => {
  const send = vi.fn();
  const sending = new Sending(send);
  sending.begin();
  sending.begin();
  vi.advanceTimersByTime((UNDO_SECONDS - 1) * 1_000);
  expect([sending.left, send.mock.calls.length]).toEqual([1, 0]);
  vi.advanceTimersByTime(60_000);
  expect([sending.left, send.mock.calls.length]).toEqual([null, 1]);
});

test('what was taken back is never sent, whatever comes after', () => {
  const send = vi.fn();
  const sending = new Sending(send);
  sending.begin();
  vi.advanceTimersByTime(4_900);
  sending.undo();
  vi.advanceTimersByTime(60_000);
  sending.now();
  expect(send).not.toHaveBeenCalled();
});

test('who does not want to wait sends at once, once', () => {
  const send = vi.fn();
  const sending = new Sending(send);
  sending.begin();
  sending.now();
  vi.advanceTimersByTime(60_000);
  expect(send).toHaveBeenCalledOnce();
});
