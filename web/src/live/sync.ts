/** The server's clock from pings (protocol 6.3). Pure. */

import type { Pong } from '../protocol.gen';

const SAMPLES_MAX = 8;

interface Sample {
  readonly offset_ms: number;
  readonly round_trip_ms: number;
}

/** Server clock minus ours, where the way there took as long as the way back. */
export function sampleOf(pong: Pick<Pong, 'client_ms' | 'received_ms' | 'sent_ms'>, now_ms: number): Sample {
  const there = pong.received_ms - pong.client_ms;
  const back = pong.sent_ms - now_ms;
  const server_ms = pong.sent_ms - pong.received_ms;
  return { offset_ms: (there + back) / 2, round_trip_ms: now_ms - pong.client_ms - server_ms };
}

export class Samples {
  private last: readonly Sample[] = [];

  /** The offset of the quickest of the last eight. */
  add(sample: Sample): number {
    this.last = [...this.last, sample].slice(-SAMPLES_MAX);
    return this.last.reduce((best, other) => (other.round_trip_ms < best.round_trip_ms ? other : best)).offset_ms;
  }

  /** The clock was changed, or the machine slept: older samples say nothing. */
  forget(): void {
    this.last = [];
  }
}
