/**
 * One room, followed by the rules of the protocol: duplicates dropped, gaps held 250 ms and then asked for, a rebuilt
 * book only by snapshot. Knows nothing of sockets or pages.
 */

import type { Presence, Snapshot, Subscribed } from '../protocol.gen';
import { follow, judge, type Position, type Positioned } from './position';

export const HOLD_MS = 250;
export const ANSWER_MS = 5_000; // an answer is never that late: ask again
const HELD_MAX = 1_000; // more at once than a room sends in 250 ms: something is wrong, ask anew

export interface RoomEvent extends Positioned {
  readonly type: string;
  readonly room: string;
}

interface Reading<S, E> {
  enter(snapshot: Snapshot, before: S | null): S;
  apply(state: S, event: E): S;
  /** Subscribe, from this position where there is one. */
  ask(since: Position | null): void;
  /** The state after it, and what was applied: none when it came by snapshot. */
  changed(events: readonly E[]): void;
}

export class Follower<S, E extends RoomEvent> {
  state: S | null = null;
  position: Position | null = null;
  presence: Pick<Presence, 'watching' | 'bidders'> | null = null;
  private readonly reading: Reading<S, E>;
  private held: E[] = [];
  private asking = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(reading: Reading<S, E>) {
    this.reading = reading;
  }

  /** Asks for the room, once until it is answered; `anew` for a snapshot whatever we know. */
  ask({ anew = false }: { anew?: boolean } = {}): void {
    if (anew) this.position = null;
    if (this.asking) return;
    this.expect();
    this.reading.ask(this.position);
  }

  /** The room has been asked for: increments mean nothing until the answer. */
  expect(): void {
    this.asking = true;
    this.release();
    this.timer = setTimeout(() => {
      this.asking = false;
      this.ask();
    }, ANSWER_MS);
  }

  /** The answer won't come on this connection. */
  interrupted(): void {
    this.asking = false;
    this.release();
  }

  answered(reply: Subscribed): void {
    this.asking = false;
    this.release();
    if (reply.mode === 'snapshot' && reply.snapshot) {
      this.state = this.reading.enter(reply.snapshot, this.state);
      this.position = { epoch: reply.epoch, seq: reply.seq };
      this.reading.changed([]);
    } else if (!this.position) this.ask();
  }

  hear(event: E): void {
    if (event.type === 'presence') {
      const { watching, bidders } = event as unknown as Presence;
      this.presence = { watching, bidders };
      return this.reading.changed([]);
    }
    if (event.type === 'car_changed' || (event as { why?: string }).why === 'cost') {
      if (this.state === null || !this.position) return;
      this.state = this.reading.apply(this.state, { ...event, ...this.position });
      return this.reading.changed([event]);
    }
    if (this.asking || !this.position || this.state === null) return;
    const verdict = judge(this.position, event);
    if (verdict === 'apply') this.take([event, ...this.held]);
    else if (verdict === 'hold') this.hold(event);
    else if (verdict === 'renew') this.wait();
  }

  /** Nobody follows any more: a later visit starts from nothing. */
  leave(): void {
    this.interrupted();
    this.state = null;
    this.position = null;
    this.presence = null;
  }

  private take(events: readonly E[]): void {
    if (!this.position || this.state === null) return;
    const { ready, waiting } = follow(this.position, events);
    for (const event of ready) {
      this.state = this.reading.apply(this.state, event);
      this.position = { epoch: event.epoch, seq: event.seq };
    }
    this.release();
    this.held = waiting;
    if (waiting.length > 0) this.wait();
    this.reading.changed(ready);
    // What remains of a voided bid's lot, its leader and history, only a snapshot tells.
    if (ready.some((event) => event.type === 'bid_voided')) this.ask({ anew: true });
  }

  private hold(event: E): void {
    this.held.push(event);
    if (this.held.length > HELD_MAX) this.ask();
    else this.wait();
  }

  private wait(): void {
    this.timer ??= setTimeout(() => this.ask(), HOLD_MS);
  }

  private release(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.held = [];
  }
}
