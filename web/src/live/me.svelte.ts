/** One's own room, for as long as one is signed in: where one stands in every auction, and what there is to know. */

import type { MeSnapshot, Notice, OwnPosition, Snapshot } from '../protocol.gen';
import { clock } from './clock.svelte';
import type { Me } from './contract';
import type { RoomEvent } from './follower';
import { hub } from './hub';
import { applyMe, enterMe, nobody, positionOf, readMe, standingIn, type MeEvent, type MeState } from './me';
import { LiveRoom } from './room.svelte';

const URGENT_MS = 60_000;
const ENGAGED = new Set<OwnPosition['standing']>(['leading', 'leading_below_reserve', 'outbid']);

export interface Moved {
  readonly before: OwnPosition | undefined;
  readonly now: OwnPosition;
}

class MeRoom implements Me {
  private readonly listeners = new Set<(moved: Moved) => void>();
  private readonly readers = new Set<(notice: Notice) => void>();
  private readonly renewals = new Set<() => void>();
  private before: MeState = nobody;
  private readonly live = new LiveRoom<MeState, MeEvent & RoomEvent>('me', {
    enter: (snapshot: Snapshot, before) => this.entered(enterMe(snapshot as MeSnapshot, before ?? nobody), before),
    apply: (state, event) => {
      this.before = state;
      const after = applyMe(state, event);
      if (event.type === 'position_changed') this.tell(positionOf(event));
      else if (after.unread > state.unread) for (const told of this.readers) told(event.notification);
      return after;
    },
    urgent: () => true,
  });

  constructor() {
    hub.urgent = () => this.isUrgent();
  }

  get positions(): readonly OwnPosition[] {
    return this.live.snapshot?.positions ?? nobody.positions;
  }

  get unread(): number {
    return this.live.snapshot?.unread ?? 0;
  }

  get notices(): Me['notices'] {
    return this.live.snapshot?.notices ?? nobody.notices;
  }

  in(auction_id: string, lot: number): OwnPosition | undefined {
    return this.positions.find((position) => position.auction_id === auction_id && position.lot === lot);
  }

  /** Each change of a position, in order; returns how to stop. */
  onMoved(told: (moved: Moved) => void): () => void {
    this.listeners.add(told);
    return () => this.listeners.delete(told);
  }

  /** Each new notification, once; returns how to stop. */
  onNotice(told: (notice: Notice) => void): () => void {
    this.readers.add(told);
    return () => this.readers.delete(told);
  }

  /** Positions were missed and came by snapshot, without those of auctions that ended meanwhile. */
  onRenewed(told: () => void): () => void {
    this.renewals.add(told);
    return () => this.renewals.delete(told);
  }

  /** The server has noted that these were read, or all of them; `unread` are left. */
  read(ids: readonly string[] | null, unread: number): void {
    this.live.amend((state) => readMe(state, ids, unread));
  }

  start(): () => void {
    this.live.enter();
    return () => this.live.exit(() => undefined, 0);
  }

  private entered(now: MeState, before: MeState | null): MeState {
    if (!before) return now;
    this.before = before;
    for (const position of now.positions) this.tell(position);
    for (const told of this.renewals) told();
    return now;
  }

  private tell(now: OwnPosition): void {
    const before = standingIn(this.before, now.auction_id, now.lot);
    for (const told of this.listeners) told({ before, now });
  }

  private isUrgent(): boolean {
    return this.positions.some(({ standing, ends_at_ms }) => {
      const left = ends_at_ms - clock.now;
      return ENGAGED.has(standing) && left > -URGENT_MS / 6 && left <= URGENT_MS;
    });
  }
}

export const me = new MeRoom();
