/** When to ping: to compare clocks, and to know that what is on the screen is not old. */

export const STALE_MS = 3_000;
const TICK_MS = 600; // the server takes two pings a second
const PROBE_MS = 1_800;
const START_PINGS = 5;
const SYNC_MS = 60_000;
const SYNC_URGENT_MS = 5_000;
/** A longer pause between two ticks: the machine slept, or the page was frozen. */
const SLEPT_MS = 5_000;
const ANSWER_MS = 2_500;

interface Doors {
  ping(now_ms: number): void;
  heard_ms(): number;
  /** Somebody looks at prices. */
  watched(): boolean;
  urgent(): boolean;
  fresh(fresh: boolean): void;
  /** No answer after waking up: the line is dead, whatever the socket says. */
  dead(): void;
  slept(): void;
}

export class Pinging {
  private readonly doors: Doors;
  private timer: ReturnType<typeof setInterval> | undefined;
  private doubt: ReturnType<typeof setTimeout> | undefined;
  private start = 0;
  private pinged_ms = 0;
  private ticked_ms = 0;

  constructor(doors: Doors) {
    this.doors = doors;
  }

  begin(): void {
    this.end();
    this.start = START_PINGS;
    this.ticked_ms = Date.now();
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.tick();
  }

  end(): void {
    clearInterval(this.timer);
    clearTimeout(this.doubt);
    this.timer = undefined;
  }

  /** The page is looked at again: is anybody still there? */
  wake(): void {
    if (!this.timer) return;
    const now = Date.now();
    if (now - this.doors.heard_ms() > STALE_MS) this.doors.fresh(false);
    this.ping(now);
    clearTimeout(this.doubt);
    this.doubt = setTimeout(() => {
      if (this.doors.heard_ms() < now) this.doors.dead();
    }, ANSWER_MS);
  }

  private tick(): void {
    const now = Date.now();
    const slept = now - this.ticked_ms > SLEPT_MS;
    this.ticked_ms = now;
    if (slept) {
      this.doors.slept();
      return this.wake();
    }
    if (this.isDue(now)) this.ping(now);
    this.doors.fresh(!this.doors.watched() || now - this.doors.heard_ms() <= STALE_MS);
  }

  private isDue(now: number): boolean {
    const since = now - this.pinged_ms;
    if (this.start > 0 || since >= SYNC_MS) return true;
    if (this.doors.urgent() && since >= SYNC_URGENT_MS) return true;
    return this.doors.watched() && since >= PROBE_MS && now - this.doors.heard_ms() >= PROBE_MS;
  }

  private ping(now: number): void {
    if (this.start > 0) this.start--;
    this.pinged_ms = now;
    this.doors.ping(now);
  }
}
