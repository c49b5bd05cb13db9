import type { AuctionHead } from '../../protocol.gen';

interface Ending {
  readonly ends_at_ms: number;
  readonly outcome?: string;
}

/** When a sale ends, or ended: with the last of its lots, which a late bid may have prolonged (domain 7.11). */
export function endOf(head: Pick<AuctionHead, 'state' | 'ends_at_ms'>, lots: readonly Ending[]): number {
  if (head.state === 'cancelled') return head.ends_at_ms;
  const counted = head.state === 'open' ? lots.filter(({ outcome }) => !outcome) : lots;
  return Math.max(head.ends_at_ms, ...counted.map(({ ends_at_ms }) => ends_at_ms));
}
