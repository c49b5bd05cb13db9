/** Keeps listed quotations current: joins the rooms of those that run, while they are on the page. */

import type { DealerRoom } from '../../live/contract';
import { joinAuction } from '../../live/rooms.svelte';
import type { TradeInRow } from '../../api.gen';
import { deskOf, type Desk } from './desk';

const FOLLOWED_MAX = 24; // one car each: their snapshots are small

export interface Running {
  readonly desk: Desk;
  readonly ends_at_ms: number;
  readonly paused: boolean;
  /** Its end has been told: the list has to be read again. */
  readonly over: boolean;
}

export class LiveQuotations {
  private rooms = $state.raw<ReadonlyMap<string, DealerRoom>>(new Map());

  /** Call with each list that is read: joins what is new, leaves what is over. */
  follow(rows: readonly TradeInRow[]): void {
    const running = rows.filter((row) => row.state === 'in_quotation' && row.auction_id !== null);
    const ids = running.slice(0, FOLLOWED_MAX).map((row) => row.auction_id ?? '');
    for (const [id, room] of this.rooms) if (!ids.includes(id)) room.leave();
    this.rooms = new Map(ids.map((id) => [id, this.rooms.get(id) ?? joinAuction(id)]));
  }

  /** What its room says now; null until it does, or where it isn't followed. */
  of(row: TradeInRow): Running | null {
    const snapshot = this.rooms.get(row.auction_id ?? '')?.snapshot;
    if (!snapshot) return null;
    const { state, paused, ends_at_ms } = snapshot.auction;
    return { desk: deskOf(snapshot), ends_at_ms, paused: paused ?? false, over: state !== 'open' && state !== 'scheduled' };
  }

  leave(): void {
    for (const room of this.rooms.values()) room.leave();
    this.rooms = new Map();
  }
}
