/** The server's time as far as we know it, ticking for every countdown on the page. */

const TICK_MS = 100;

class Clock {
  /** Server clock minus ours, in ms; kept by the socket's clock sync. */
  offset_ms = $state(0);
  private here = $state(Date.now());

  constructor() {
    setInterval(() => (this.here = Date.now()), TICK_MS);
  }

  get now(): number {
    return this.here + this.offset_ms;
  }
}

export const clock = new Clock();
