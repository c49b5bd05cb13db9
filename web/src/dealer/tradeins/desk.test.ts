import { describe, expect, test } from 'vitest';
import { applyDealer } from '../../live/dealer';
import { aDealerLot, aDealerSnapshot, anAuction, ROOM } from '../../live/examples';
import type { QuoteDeclined, QuoteReceived } from '../../protocol.gen';
import { deskOf } from './desk';

const pros = ['Auto 71', 'Bonne Occaze', 'Enchériste', 'Top Used Cars'].map((name) => ({ id: name, name }));

function asked() {
  return aDealerSnapshot({
    auction: anAuction({ format: 'sealed', kind: 'quotation' }),
    lots: [aDealerLot({ invited: 4, answered: 0, quotes: [] })],
    pros,
  });
}

function aQuote(name: string, amount_cents: number, seq: number, answered: number): QuoteReceived {
  const pro = { id: name, name };
  return { type: 'quote_received', room: ROOM, epoch: 1, seq, at_ms: seq, lot: 1, pro, amount_cents, answered, invited: 4, best_cents: amount_cents };
}

function aPass(name: string, seq: number, answered: number): QuoteDeclined {
  return { type: 'quote_declined', room: ROOM, epoch: 1, seq, at_ms: seq, lot: 1, pro: { id: name, name }, answered, invited: 4 };
}

describe('the desk of a quotation', () => {
  test('before any answer, everybody is waited for, by name', () => {
    const desk = deskOf(asked());
    expect(desk).toMatchObject({ invited: 4, answered: 0, declined: 0, best: null });
    expect(desk.lines.map((line) => line.status)).toEqual(['invited', 'invited', 'invited', 'invited']);
  });

  test('follows what is heard: best price first, then lower ones, passes, and who is silent', () => {
    const heard = [aQuote('Top Used Cars', 310_000, 11, 1), aPass('Auto 71', 12, 2), aQuote('Enchériste', 350_000, 13, 3)];
    const desk = deskOf(heard.reduce(applyDealer, asked()));
    expect(desk.lines.map(({ pro }) => pro.name)).toEqual(['Enchériste', 'Top Used Cars', 'Auto 71', 'Bonne Occaze']);
    expect(desk.best).toMatchObject({ amount_cents: 350_000, best: true });
    expect(desk).toMatchObject({ answered: 3, declined: 1 });
  });

  test('of equal prices the earliest is the best; a changed one counts from its change', () => {
    const heard = [aQuote('Auto 71', 300_000, 11, 1), aQuote('Enchériste', 350_000, 12, 2), aQuote('Auto 71', 350_000, 13, 2)];
    expect(deskOf(heard.reduce(applyDealer, asked())).best?.pro.name).toBe('Enchériste');
  });
});
