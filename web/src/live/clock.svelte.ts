/** The server's time as far as we know it, ticking for every countdown on the page. */

const TICK_MS = 100; // tenths show in the last ten seconds
const COARSE_MS = 15_000; // enough for "aujourd'hui 16:36"

class Clock {
  /** Server clock minus ours, in ms; kept by the socket's clock sync. */
  offset_ms = $state(0);
  private here = $state(Date.now());
  private coarse = $state(Date.now());

  constructor() {
    setInterval(() => {
      this.here = Date.now();
      if (this.here - this.coarse >= COARSE_MS) this.coarse = this.here;
    }, TICK_MS);
  }

  get now(): number {
    return this.here + this.offset_ms;
  }

  /** The same to a quarter of a minute: for words that don't run. */
  get about(): number {
    return this.coarse + this.offset_ms;
  }
}

export const clock = new Clock();
