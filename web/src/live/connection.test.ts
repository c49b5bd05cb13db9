import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isFinal, waitFor } from './backoff';
import { Connection, SILENCE_MS, SILENCE_URGENT_MS, type ServerMessage, type Wire } from './connection';
import { Samples, sampleOf } from './sync';

class FakeWire implements Wire {
  onopen: Wire['onopen'] = null;
  onmessage: Wire['onmessage'] = null;
  onclose: Wire['onclose'] = null;
  readonly sent: Record<string, unknown>[] = [];
  closed = false;
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {
    this.closed = true;
  }
  say(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  welcome(): void {
    this.onopen?.();
    this.say({ type: 'welcome', id: this.sent[0]?.id, audience: 'pro' });
  }
}

function aConnection({ urgent = false } = {}) {
  const wires: FakeWire[] = [];
  const statuses: string[] = [];
  const heard: ServerMessage[] = [];
  const connection = new Connection(
    {
      status: (status, code) => void statuses.push(code === null ? status : `${status} ${code}`),
      resume: () => (wires.length > 1 ? [{ room: 'me', epoch: 1, seq: 7 }] : []),
      welcome: () => undefined,
      hear: (messages) => void heard.push(...messages),
      urgent: () => urgent,
    },
    () => {
      const wire = new FakeWire();
      wires.push(wire);
      return wire;
    },
  );
  connection.start();
  return { connection, wires, statuses, heard, last: () => wires.at(-1) as FakeWire };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the connection', () => {
  test('says hello, and is live once welcome', () => {
    const { connection, last, statuses } = aConnection();
    expect(connection.send({ type: 'ping', client_ms: 1 })).toBeNull();
    last().welcome();
    expect(statuses).toEqual(['connecting', 'live']);
    expect(last().sent[0]).toEqual({ type: 'hello', id: 1, client: { name: 'adjuge-web', version: '1' } });
    expect(connection.send({ type: 'ping', client_ms: 1 })).toBe(2);
  });

  test('hears arrays message by message', () => {
    const { last, heard } = aConnection();
    last().welcome();
    last().say([{ type: 'ok', id: 2 }, { type: 'ok', id: 3 }]);
    expect(heard.map(({ type }) => type)).toEqual(['welcome', 'ok', 'ok']);
  });

  test('comes back after a code below 4500, with its positions', () => {
    const { wires, last, statuses } = aConnection();
    last().welcome();
    last().onclose?.({ code: 4003 });
    expect(statuses.at(-1)).toBe('reconnecting 4003');
    vi.advanceTimersByTime(250);
    expect(wires).toHaveLength(2);
    last().welcome();
    expect(last().sent[0]).toMatchObject({ type: 'hello', resume: [{ room: 'me', epoch: 1, seq: 7 }] });
  });

  test('stops for good at 4500 and above', () => {
    const { wires, last, statuses } = aConnection();
    last().welcome();
    last().onclose?.({ code: 4506 });
    vi.advanceTimersByTime(60_000);
    expect(statuses.at(-1)).toBe('stopped 4506');
    expect(wires).toHaveLength(1);
  });

  test('waits longer each time, never above 20 s', () => {
    const { wires, last } = aConnection();
    for (const wait_ms of [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
      last().onclose?.({ code: 1006 });
      vi.advanceTimersByTime(wait_ms - 1);
      const before = wires.length;
      vi.advanceTimersByTime(1);
      expect(wires).toHaveLength(before + 1);
    }
  });

  test('comes back at once where seconds decide, or when it wakes', () => {
    const urgent = aConnection({ urgent: true });
    urgent.last().welcome();
    urgent.last().onclose?.({ code: 1006 });
    vi.advanceTimersByTime(0);
    expect(urgent.wires).toHaveLength(2);
    const calm = aConnection();
    calm.last().onclose?.({ code: 1006 });
    calm.connection.wake();
    expect(calm.wires).toHaveLength(2);
  });

  test.each([
    [false, SILENCE_MS],
    [true, SILENCE_URGENT_MS],
  ])('gives up on a silent line (urgent: %s)', (urgent, silence_ms) => {
    const { wires, last, statuses } = aConnection({ urgent });
    last().welcome();
    vi.advanceTimersByTime(silence_ms - 1_000);
    expect(statuses.at(-1)).toBe('live');
    vi.advanceTimersByTime(2_100);
    expect(statuses.at(-1)).toContain('reconnecting');
    expect(wires[0]?.closed).toBe(true);
  });

  test('spreads its return over what the server asked when it restarts', () => {
    const { wires, last } = aConnection();
    last().welcome();
    last().say({ type: 'bye', code: 'restarting', after_ms: 4_000 });
    last().onclose?.({ code: 4000 });
    vi.advanceTimersByTime(1_999);
    expect(wires).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(wires).toHaveLength(2);
  });

  test('is not moved by a socket it has left', () => {
    const { wires, last, statuses } = aConnection();
    const first = last();
    first.onclose?.({ code: 1006 });
    vi.advanceTimersByTime(250);
    last().welcome();
    first.onclose?.({ code: 4506 });
    expect(statuses.at(-1)).toBe('live');
    expect(wires).toHaveLength(2);
  });
});

test('codes and waits', () => {
  expect([1006, 4000, 4499, 4500, 4999].map(isFinal)).toEqual([false, false, false, true, true]);
  expect(waitFor(50, { urgent: false, random: 1 })).toBe(20_000);
  expect(waitFor(3, { urgent: true, random: 1 })).toBe(1_000);
});

describe('the clock', () => {
  test('is read in the middle of the way there and back', () => {
    const sample = sampleOf({ client_ms: 1_000, received_ms: 6_020, sent_ms: 6_022 }, 1_042);
    expect(sample).toEqual({ offset_ms: 5_000, round_trip_ms: 40 });
  });

  test('trusts the quickest of the last eight', () => {
    const samples = new Samples();
    expect(samples.add({ offset_ms: 100, round_trip_ms: 80 })).toBe(100);
    expect(samples.add({ offset_ms: 50, round_trip_ms: 10 })).toBe(50);
    for (let times = 0; times < 7; times++) samples.add({ offset_ms: 70, round_trip_ms: 30 });
    expect(samples.add({ offset_ms: 70, round_trip_ms: 30 })).toBe(70);
  });
});
