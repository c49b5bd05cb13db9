/** The live desk of a quotation: who answered what, the best first (domain 4.6). Pure. */

import type { DealerLot, DealerSnapshot, Party } from '../../protocol.gen';
import type { Quotation } from '../../api.gen';

export interface DeskLine {
  readonly pro: Party;
  readonly status: 'invited' | 'quoted' | 'declined';
  readonly amount_cents: number | null;
  readonly at_ms: number | null;
  /** The highest price, of equal ones the earliest (domain 4.7). */
  readonly best: boolean;
}

export interface Desk {
  readonly lines: readonly DeskLine[];
  readonly invited: number;
  readonly answered: number;
  readonly declined: number;
  readonly best: DeskLine | null;
}

/** From the room, while it is followed. */
export function deskOf(snapshot: DealerSnapshot): Desk {
  const lot = snapshot.lots[0];
  const said = new Map((lot?.quotes ?? []).map((quote) => [quote.pro.id, quote]));
  const pros = new Map([...(snapshot.pros ?? []), ...(lot?.quotes ?? []).map((quote) => quote.pro)].map((pro) => [pro.id, pro]));
  const lines = [...pros.values()].map((pro) => {
    const quote = said.get(pro.id);
    const amount_cents = quote?.amount_cents ?? null;
    const priced = amount_cents !== null || quote?.hidden;
    const status = !quote ? ('invited' as const) : priced ? ('quoted' as const) : ('declined' as const);
    return { pro, status, amount_cents, at_ms: quote?.at_ms ?? null };
  });
  return arranged(lines, countsOf(lot, lines.length));
}

/** From what REST had, until the room is here and for rounds that are long over. */
export function deskOfRound(round: Quotation): Desk {
  return arranged(round.answers, round);
}

type Line = Omit<DeskLine, 'best'>;

function countsOf(lot: DealerLot | undefined, pros: number): { readonly invited: number; readonly answered: number } {
  return { invited: lot?.invited ?? pros, answered: lot?.answered ?? 0 };
}

function arranged(lines: readonly Line[], counts: { readonly invited: number; readonly answered: number }): Desk {
  const sorted = [...lines].sort(compare);
  // Who may not see prices isn't told which is the best either.
  const first = sorted[0] && sorted[0].amount_cents !== null ? sorted[0] : undefined;
  const marked = sorted.map(({ pro, status, amount_cents, at_ms }) => ({ pro, status, amount_cents, at_ms, best: pro === first?.pro }));
  const declined = marked.filter((line) => line.status === 'declined').length;
  return { lines: marked, ...{ invited: counts.invited, answered: counts.answered }, declined, best: marked.find((line) => line.best) ?? null };
}

const RANKS = { quoted: 0, declined: 1, invited: 2 } as const;

function compare(one: Line, other: Line): number {
  return (
    RANKS[one.status] - RANKS[other.status] ||
    (other.amount_cents ?? 0) - (one.amount_cents ?? 0) ||
    (one.at_ms ?? 0) - (other.at_ms ?? 0) ||
    one.pro.name.localeCompare(other.pro.name, 'fr')
  );
}
