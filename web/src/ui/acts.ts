/**
 * Tells one act of a person from the next, whatever makes them: a finger, a mouse, a key, a screen reader. What a key
 * does while it is held down, however often it clicks, is one act. Money asks two of them (pro/room/press.ts).
 */

export interface Act {
  readonly number: number;
  /** Made without pointing at anything: by a key or by assistive technology. */
  readonly blind: boolean;
  /** How long nothing was pressed before it. */
  readonly rest_ms: number;
}

/** A click that comes so soon after the key was let go is that key's: a space bar clicks on its way up. */
const WAKE_MS = 50;

export class Acts {
  /** The act that made the click which is being handled. */
  last: Act = { number: 0, blind: false, rest_ms: 0 };
  private readonly held = new Map<string, Act>();
  private count = 0;
  private ended_ms = -Infinity;
  /** Let go, and not yet followed by its click. */
  private owed: Act | null = null;

  /** A pointer or a key goes down. Repeated by the keyboard it is the act of before, even when its begin went unseen. */
  down(name: string, now_ms: number, { blind = false, repeated = false } = {}): void {
    if (this.held.has(name)) return;
    this.held.set(name, repeated ? this.last : this.begin(blind, now_ms));
    this.owed = null;
  }

  up(name: string, now_ms: number): void {
    this.owed = this.held.get(name) ?? null;
    this.held.delete(name);
    this.ended_ms = now_ms;
  }

  /** Nobody says what is let go while the window is away. */
  away(now_ms: number): void {
    this.held.clear();
    this.owed = null;
    this.ended_ms = now_ms;
  }

  /** Something is pressed by this click: `last` becomes the act behind it. */
  click(now_ms: number, { blind }: { blind: boolean }): void {
    const held = [...this.held.values()].findLast((act) => act.blind === blind);
    const late = blind && now_ms - this.ended_ms > WAKE_MS;
    const owed = this.owed?.blind === blind && !late ? this.owed : null;
    this.owed = null;
    const act = owed ?? held;
    this.last = act ?? this.begin(blind, now_ms);
    if (!act) this.ended_ms = now_ms;
  }

  /** Hears all of a document. */
  watch(page: Document): void {
    const early = { capture: true, passive: true };
    page.addEventListener('pointerdown', (event) => this.down(`pointer ${event.pointerId}`, Date.now()), early);
    for (const end of ['pointerup', 'pointercancel'] as const) {
      page.addEventListener(end, (event) => this.up(`pointer ${event.pointerId}`, Date.now()), early);
    }
    page.addEventListener('keydown', ({ code, repeat }) => this.down(code, Date.now(), { blind: true, repeated: repeat }), early);
    page.addEventListener('keyup', ({ code }) => this.up(code, Date.now()), early);
    page.addEventListener('click', ({ detail }) => this.click(Date.now(), { blind: detail === 0 }), early);
    page.defaultView?.addEventListener('blur', () => this.away(Date.now()));
  }

  private begin(blind: boolean, now_ms: number): Act {
    return { number: ++this.count, blind, rest_ms: now_ms - this.ended_ms };
  }
}

export const acts = new Acts();
if (typeof document !== 'undefined') acts.watch(document);
