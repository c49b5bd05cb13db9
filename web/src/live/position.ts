/** Where one is in a room, and what an event means there (protocol 6.1). Pure. */

export interface Position {
  readonly epoch: number;
  readonly seq: number;
}

export interface Positioned extends Position {
  readonly from_seq?: number;
}

/** `hold`: something before it is missing. `renew`: the book was rebuilt, only a snapshot helps. */
export type Verdict = 'apply' | 'drop' | 'hold' | 'renew';

export function judge(at: Position, event: Positioned): Verdict {
  if (event.epoch < at.epoch) return 'drop';
  if (event.epoch > at.epoch) return 'renew';
  if (event.seq <= at.seq) return 'drop';
  return (event.from_seq ?? event.seq) <= at.seq + 1 ? 'apply' : 'hold';
}

/** The events that follow without a gap, in order, and those that still wait for one. */
export function follow<E extends Positioned>(at: Position, held: readonly E[]): { ready: E[]; waiting: E[] } {
  const ready: E[] = [];
  const waiting: E[] = [];
  let here = at;
  for (const event of [...held].sort((a, b) => a.seq - b.seq)) {
    const verdict = judge(here, event);
    if (verdict === 'apply') {
      ready.push(event);
      here = { epoch: event.epoch, seq: event.seq };
    } else if (verdict === 'hold') waiting.push(event);
  }
  return { ready, waiting };
}
