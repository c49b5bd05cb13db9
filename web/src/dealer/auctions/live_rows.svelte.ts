/** Keeps the figures of listed auctions current: joins the rooms of those that are open, while they are on the page. */

import type { AuctionRow } from '../../api.gen';
import type { DealerRoom } from '../../live/contract';
import { joinAuction } from '../../live/rooms.svelte';

const FOLLOWED_MAX = 12; // each brings a whole snapshot; the others are read again when the desk changes

export class LiveRows {
  private rooms = $state.raw<ReadonlyMap<string, DealerRoom>>(new Map());

  /** Call with each list that is read: joins what is new, leaves what is over. */
  follow(rows: readonly AuctionRow[]): void {
    const wanted = rows.filter((row) => row.state === 'open').slice(0, FOLLOWED_MAX);
    const ids = new Set(wanted.map((row) => row.id));
    for (const [id, room] of this.rooms) if (!ids.has(id)) room.leave();
    this.rooms = new Map(wanted.map((row) => [row.id, this.rooms.get(row.id) ?? joinAuction(row.id)]));
  }

  /** The row with what its room says now. */
  now(row: AuctionRow): AuctionRow {
    const snapshot = this.rooms.get(row.id)?.snapshot;
    if (!snapshot) return row;
    const { state, ends_at_ms } = snapshot.auction;
    return { ...row, state, ends_at: new Date(ends_at_ms).toISOString(), totals: snapshot.totals };
  }

  leave(): void {
    for (const room of this.rooms.values()) room.leave();
    this.rooms = new Map();
  }
}
