/** What a lot is doing, by the server's clock. Pure. */

import type { AuctionHead, ProLot } from '../../live/contract';

/** `closing`: time is up, and only the server may say how it ended. */
export type LotPhase = 'cancelled' | 'over' | 'coming' | 'paused' | 'open' | 'closing';

export function phaseOf(
  auction: Pick<AuctionHead, 'state' | 'paused'>,
  lot: Pick<ProLot, 'outcome' | 'ends_at_ms'>,
  now_ms: number,
): LotPhase {
  if (auction.state === 'cancelled') return 'cancelled';
  if (lot.outcome) return 'over';
  if (auction.state === 'draft' || auction.state === 'scheduled') return 'coming';
  if (auction.state === 'closed') return 'closing';
  if (auction.paused) return 'paused';
  return lot.ends_at_ms > now_ms ? 'open' : 'closing';
}
