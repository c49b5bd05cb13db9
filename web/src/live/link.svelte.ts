/** How the connection is doing, for whoever shows or needs to know it. Written by the hub alone. */

import type { Freshness } from './contract';
import type { Status } from './connection';

class Link {
  status = $state<Status>('connecting');
  network = $state(true);
  /** False once what is shown may be older than 3 s. */
  recent = $state(false);
  /** The close code with which the server sent us away for good. */
  stopped = $state<number | null>(null);
  /** Whether there was a connection before: the first one is no news. */
  known = $state(false);

  get freshness(): Freshness {
    if (this.status === 'stopped' && this.stopped === null) return 'connecting';
    if (this.status === 'live' || this.status === 'stopped') return this.status;
    if (!this.network) return 'offline';
    return this.known ? 'reconnecting' : this.status;
  }

  get fresh(): boolean {
    return this.status === 'live' && this.recent;
  }
}

export const link = new Link();
