/** Asks the server what a draft would make, a moment after the last change; keeps the last answer meanwhile. */

import { api } from '../../../api/client';
import { asProblem, isAbort, type Problem } from '../../../api/problem';
import type { AuctionForm, Preview } from '../../../api.gen';

const PAUSE_MS = 300;

export class Previewing {
  answer = $state.raw<Preview | null>(null);
  problem = $state.raw<Problem | null>(null);
  waiting = $state(false);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: AbortController | null = null;

  /** Null: there is nothing to ask yet. */
  ask(body: AuctionForm | null): void {
    clearTimeout(this.timer);
    this.running?.abort();
    this.waiting = body !== null && body.vehicles.length > 0;
    if (!this.waiting || body === null) {
      if (body !== null) this.answer = null;
      return;
    }
    this.timer = setTimeout(() => void this.read(body), PAUSE_MS);
  }

  private async read(body: AuctionForm): Promise<void> {
    const run = new AbortController();
    this.running = run;
    try {
      this.answer = await api.post<Preview>('/auctions/preview', body, { signal: run.signal });
      this.problem = null;
      this.waiting = false;
    } catch (error) {
      if (isAbort(error)) return;
      this.problem = asProblem(error);
      this.waiting = false;
    }
  }

  stop(): void {
    clearTimeout(this.timer);
    this.running?.abort();
  }
}
