/** One room as pages read it: reactive state around a follower, shared by all who are in it. */

import { api } from '../api/client';
import { asProblem, isAbort, Problem } from '../api/problem';
import type { Error as WireError, Snapshot, Subscribed } from '../protocol.gen';
import type { Freshness, Presence } from './contract';
import { Follower, type RoomEvent } from './follower';
import { drawNow, drawSoon } from './frames';
import { hub, type Member } from './hub';
import { link } from './link.svelte';
import type { Position } from './position';

/** Without a socket by then, REST shows at least what was. */
const FALLBACK_MS = 2_500;
/** From a room to one of its lots and back is no reason to leave. */
const LINGER_MS = 5_000;

const STATUS: Partial<Record<WireError['code'], number>> = { not_found: 404, forbidden: 403, unauthorized: 401 };

export interface Reading<S, E> {
  enter(snapshot: Snapshot, before: S | null): S;
  apply(state: S, event: E): S;
  /** Where REST has the same snapshot. */
  readonly path?: string;
  readonly watched?: boolean;
  /** News that must not wait for the next frame. */
  urgent?(events: readonly E[]): boolean;
  heard?(events: readonly E[]): void;
}

export class LiveRoom<S, E extends RoomEvent> implements Member {
  readonly room: string;
  snapshot = $state.raw<S | null>(null);
  problem = $state.raw<Problem | null>(null);
  presence = $state.raw<Presence | null>(null);
  readonly watched: boolean;
  private readonly follower: Follower<S, E>;
  private readonly reading: Reading<S, E>;
  private readonly draw = () => this.publish();
  private users = 0;
  private joined = false;
  private fallback: ReturnType<typeof setTimeout> | undefined;
  private linger: ReturnType<typeof setTimeout> | undefined;

  constructor(room: string, reading: Reading<S, E>) {
    this.room = room;
    this.reading = reading;
    this.watched = reading.watched ?? false;
    this.follower = new Follower<S, E>({
      enter: reading.enter,
      apply: reading.apply,
      ask: (since) => hub.subscribe(room, since),
      changed: (events) => this.changed(events),
    });
  }

  get freshness(): Freshness {
    return link.freshness;
  }

  get fresh(): boolean {
    return link.fresh && this.snapshot !== null;
  }

  get position(): Position | null {
    return this.follower.position;
  }

  enter(): void {
    this.users++;
    clearTimeout(this.linger);
    if (this.joined) return;
    this.joined = true;
    hub.join(this);
    this.await();
  }

  exit(gone: () => void, linger_ms = LINGER_MS): void {
    this.users--;
    if (this.users > 0) return;
    this.linger = setTimeout(() => {
      this.joined = false;
      clearTimeout(this.fallback);
      hub.leave(this);
      this.follower.leave();
      this.publish();
      gone();
    }, linger_ms);
  }

  async load(): Promise<void> {
    this.problem = null;
    if (hub.live) this.follower.ask({ anew: true });
    else await this.read();
  }

  /** Changes the state by something heard in another room. */
  amend(change: (state: S) => S): void {
    if (this.follower.state === null) return;
    this.follower.state = change(this.follower.state);
    drawNow(this.draw);
  }

  ask(): void {
    this.follower.ask();
  }

  expect(): void {
    this.follower.expect();
  }

  interrupted(): void {
    this.follower.interrupted();
    if (this.snapshot === null) this.await();
  }

  answered(reply: Subscribed): void {
    this.problem = null;
    this.follower.answered(reply);
  }

  hear(event: RoomEvent): void {
    this.follower.hear(event as E);
  }

  refused(error: Pick<WireError, 'code' | 'retry' | 'after_ms'>): void {
    this.follower.interrupted();
    if (error.retry) setTimeout(() => this.follower.ask(), error.after_ms ?? 1_000);
    else this.problem = new Problem(STATUS[error.code] ?? 0, error.code);
  }

  private changed(events: readonly E[]): void {
    if (events.length > 0) this.reading.heard?.(events);
    if (events.length > 0 && this.reading.urgent?.(events)) drawNow(this.draw);
    else drawSoon(this.draw);
  }

  private publish(): void {
    this.snapshot = this.follower.state;
    this.presence = this.follower.presence;
  }

  private await(): void {
    clearTimeout(this.fallback);
    if (!this.reading.path) return;
    this.fallback = setTimeout(() => {
      if (this.follower.position === null && !hub.live) void this.read();
    }, FALLBACK_MS);
  }

  private async read(): Promise<void> {
    if (!this.reading.path) return;
    try {
      const snapshot = await api.get<Snapshot & Position>(this.reading.path);
      if (this.follower.position !== null) return;
      const { epoch, seq } = snapshot;
      this.answered({ type: 'subscribed', id: 0, room: this.room, mode: 'snapshot', epoch, seq, snapshot });
    } catch (error) {
      if (!isAbort(error) && this.snapshot === null) this.problem = asProblem(error);
    }
  }
}
