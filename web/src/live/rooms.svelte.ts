/** Rooms that pages join. A page reads `snapshot`; who keeps it current is no concern of the page. */

import { api } from '../api/client';
import { asProblem, isAbort, type Problem } from '../api/problem';
import type { DealerBid, DealerRoom, DealerSnapshot, Freshness } from './contract';

class RestRoom implements DealerRoom {
  snapshot = $state.raw<DealerSnapshot | null>(null);
  problem = $state.raw<Problem | null>(null);
  freshness = $state<Freshness>('connecting');
  heard = $state.raw<readonly DealerBid[]>([]);
  private readonly id: string;
  private readonly run = new AbortController();

  constructor(id: string) {
    this.id = id;
    void this.load();
  }

  async load(): Promise<void> {
    this.problem = null;
    try {
      this.snapshot = await api.get<DealerSnapshot>(`/auctions/${this.id}`, { signal: this.run.signal });
    } catch (error) {
      if (!isAbort(error)) this.problem = asProblem(error);
    }
  }

  leave(): void {
    this.run.abort();
  }
}

/** The selling side of one auction. */
export function joinAuction(auction_id: string): DealerRoom {
  return new RestRoom(auction_id);
}
