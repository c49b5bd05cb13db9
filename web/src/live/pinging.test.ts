import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pinging, STALE_MS } from './pinging';

function aPinging({ watched = false, urgent = false } = {}) {
  const said = { pings: 0, fresh: true, dead: 0, slept: 0 };
  const line = { answers: true, heard_ms: Date.now() };
  const pinging = new Pinging({
    ping: (now) => {
      said.pings++;
      if (line.answers) line.heard_ms = now;
    },
    heard_ms: () => line.heard_ms,
    watched: () => watched,
    urgent: () => urgent,
    fresh: (fresh) => (said.fresh = fresh),
    dead: () => said.dead++,
    slept: () => said.slept++,
  });
  pinging.begin();
  return { pinging, said, line };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('five pings at the start, not faster than two a second, then one a minute', () => {
  const { said } = aPinging();
  vi.advanceTimersByTime(2_399);
  expect(said.pings).toBe(4);
  vi.advanceTimersByTime(600);
  expect(said.pings).toBe(5);
  vi.advanceTimersByTime(61_000);
  expect(said.pings).toBe(6);
});

test('every five seconds where a lot one bids on is about to end', () => {
  const { said } = aPinging({ urgent: true });
  vi.advanceTimersByTime(2_400);
  const before = said.pings;
  vi.advanceTimersByTime(30_000);
  expect(said.pings - before).toBeGreaterThanOrEqual(5);
});

test('a quiet room is asked whether anybody is there, and is never old while there is', () => {
  const { said } = aPinging({ watched: true });
  for (let times = 0; times < 100; times++) {
    vi.advanceTimersByTime(300);
    expect(said.fresh).toBe(true);
  }
});

test('what nobody confirms for three seconds is old', () => {
  const { said, line } = aPinging({ watched: true });
  vi.advanceTimersByTime(10_000);
  line.answers = false;
  vi.advanceTimersByTime(STALE_MS + 1_200);
  expect(said.fresh).toBe(false);
  line.answers = true;
  vi.advanceTimersByTime(3_000);
  expect(said.fresh).toBe(true);
});

test('where nobody looks at prices nothing is old', () => {
  const { said, line } = aPinging();
  line.answers = false;
  vi.advanceTimersByTime(30_000);
  expect(said.fresh).toBe(true);
});

test('a line that says nothing after waking up is dead', () => {
  const { pinging, said, line } = aPinging();
  vi.advanceTimersByTime(10_000);
  line.answers = false;
  pinging.wake();
  vi.advanceTimersByTime(2_500);
  expect(said.dead).toBe(1);
});

test('a long pause between ticks is a sleep', () => {
  const { said } = aPinging();
  vi.setSystemTime(Date.now() + 60_000);
  vi.advanceTimersByTime(600);
  expect(said.slept).toBe(1);
  expect(said.dead).toBe(0);
});

test('says nothing once the connection is gone', () => {
  const { pinging, said } = aPinging();
  pinging.end();
  const before = said.pings;
  vi.advanceTimersByTime(120_000);
  expect(said.pings).toBe(before);
});
