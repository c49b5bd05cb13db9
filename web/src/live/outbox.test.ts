import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { commandId } from './command_id';
import type { Request } from './connection';
import { aResult, AUCTION } from './examples';
import { CHECK_MS, FRESH_MS, Outbox, RESEND_MS, type CommandDraft, type Sent } from './outbox';

const bid: CommandDraft = { type: 'place_bid', auction_id: AUCTION, lot: 1, epoch: 1, amount_cents: 2_090_000 };

function anOutbox(stored: Sent[] = []) {
  const line = { up: true };
  const sent: Request[] = [];
  const said: string[] = [];
  let kept: readonly Sent[] = stored;
  const outbox = new Outbox(
    {
      send: (request) => (line.up ? sent.push(request) : null),
      store: (list) => void (kept = list),
      changed: ({ phase, code }) => void said.push(code ? `${phase} ${code}` : phase),
    },
    stored,
  );
  return { outbox, line, sent, said, types: () => sent.map(({ type }) => type), kept: () => kept };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('ids are of version 7, in the order of time', () => {
  const [first, second] = [commandId(1_700_000_000_000), commandId(1_700_000_000_001)];
  expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(first < second).toBe(true);
  expect(commandId()).not.toBe(commandId());
});

test('whoever comes next at this page sends nothing and asks after nothing of the one before', () => {
  const { outbox, line, sent, said, kept } = anOutbox();
  line.up = false;
  outbox.submit('c', bid);
  outbox.forget();
  line.up = true;
  outbox.connected();
  vi.advanceTimersByTime(RESEND_MS + CHECK_MS);
  expect([sent, kept(), said]).toEqual([[], [], ['sending']]);
});

describe('a command', () => {
  test('is stored first: a page that is closed while it sends knows of its bid', () => {
    const order: string[] = [];
    const doors = { send: () => order.push('sent'), store: () => void order.push('stored'), changed: () => undefined };
    new Outbox(doors).submit('c', bid);
    expect(order).toEqual(['stored', 'sent']);
  });

  test('is stored before it is sent, and forgotten with its outcome', () => {
    const { outbox, sent, said, kept } = anOutbox();
    outbox.submit('c', bid);
    expect(kept()).toHaveLength(1);
    expect(sent).toEqual([{ ...bid, command_id: 'c' }]);
    outbox.hear({ type: 'pending', id: 1, command_id: 'c' });
    outbox.hear(aResult());
    expect(said).toEqual(['sending', 'pending', 'accepted']);
    expect(kept()).toHaveLength(0);
    vi.advanceTimersByTime(60_000);
    expect(sent).toHaveLength(1);
  });

  test('without an answer is asked about after 2 s, and sent again with its id after 8 s', () => {
    const { outbox, sent, said, types } = anOutbox();
    outbox.submit('c', bid);
    vi.advanceTimersByTime(CHECK_MS);
    expect(said.at(-1)).toBe('checking');
    expect(types()).toEqual(['place_bid', 'command_status']);
    vi.advanceTimersByTime(RESEND_MS - CHECK_MS);
    expect(types()).toEqual(['place_bid', 'command_status', 'place_bid']);
    expect(sent[2]).toEqual(sent[0]);
    outbox.hear(aResult({ status: 'refused', code: 'amount_too_low', repeated: true }));
    expect(said.at(-1)).toBe('refused amount_too_low');
  });

  test('that the server never saw goes out again at once', () => {
    const { outbox, types } = anOutbox();
    outbox.submit('c', bid);
    vi.advanceTimersByTime(CHECK_MS);
    outbox.hear(aResult({ status: 'unknown' }));
    expect(types()).toEqual(['place_bid', 'command_status', 'place_bid']);
  });

  test('gives up after a minute, and takes a late answer all the same', () => {
    const { outbox, said } = anOutbox();
    outbox.submit('c', bid);
    vi.advanceTimersByTime(70_000);
    expect(said.at(-1)).toBe('failed timeout');
    outbox.hear(aResult());
    expect(said.at(-1)).toBe('accepted');
  });

  test('has one outcome, however many copies of it come', () => {
    const { outbox, said } = anOutbox();
    outbox.submit('c', bid);
    outbox.hear(aResult());
    outbox.hear(aResult({ status: 'refused', code: 'closed' }));
    expect(said).toEqual(['sending', 'accepted']);
  });

  test('is sent again with its id when the server says so', () => {
    const { outbox, said, types } = anOutbox();
    outbox.submit('c', bid);
    outbox.hear({ type: 'error', id: 1, code: 'rate_limited', retry: true, after_ms: 300 });
    vi.advanceTimersByTime(300);
    outbox.hear(aResult({ status: 'unknown' }));
    expect(types().at(-1)).toBe('place_bid');
    outbox.hear({ type: 'error', id: 3, code: 'forbidden', retry: false });
    expect(said.at(-1)).toBe('failed forbidden');
  });
});

describe('a cut line', () => {
  test('shortly after: the same command goes out again', () => {
    const { outbox, line, sent } = anOutbox();
    line.up = false;
    outbox.submit('c', bid);
    vi.advanceTimersByTime(1_000);
    line.up = true;
    outbox.connected();
    expect(sent).toEqual([{ ...bid, command_id: 'c' }]);
  });

  test('later: nothing is bid that nobody wants any more', () => {
    const { outbox, line, said, types } = anOutbox();
    line.up = false;
    outbox.submit('c', bid);
    vi.advanceTimersByTime(FRESH_MS + 1);
    line.up = true;
    outbox.connected();
    outbox.hear(aResult({ status: 'unknown' }));
    vi.advanceTimersByTime(5_000);
    outbox.hear(aResult({ status: 'unknown' }));
    expect(types()).not.toContain('place_bid');
    expect(said.at(-1)).toBe('failed not_received');
  });

  test('a reloaded page asks what became of its command', () => {
    const { outbox, said, types } = anOutbox([{ command_id: 'c', command: bid, created_ms: Date.now() - 20_000, phase: 'pending' }]);
    outbox.connected();
    expect(types()).toEqual(['command_status']);
    outbox.hear(aResult({ repeated: true }));
    expect(said).toEqual(['accepted']);
  });
});
