/** Rooms that pages join. A page reads `snapshot`; who keeps it current is no concern of the page. */

import type { BidPlaced, DealerSnapshot, DeskSnapshot, ProSnapshot } from '../protocol.gen';
import type { DealerRoom, DeskRoom, DeskState, HeardBid, ProRoom, RowNews } from './contract';
import { applyDealer, rows, type DealerEvent } from './dealer';
import { applyDesk, enterDesk, type DeskEvent } from './desk_state';
import type { RoomEvent } from './follower';
import { lookAt } from './gaze';
import { me } from './me.svelte';
import { learn } from './names';
import { applyPosition, applyPro, type ProEvent } from './pro';
import { LiveRoom, type Reading } from './room.svelte';

const HEARD_MAX = 200;

const open = new Map<string, unknown>();

/** The room under this name, the same one for all who are in it. */
function shared<R extends { enter(): void }>(name: string, make: () => R): R {
  const room = (open.get(name) as R | undefined) ?? make();
  open.set(name, room);
  room.enter();
  return room;
}

abstract class PageRoom<S, E extends RoomEvent> extends LiveRoom<S, E> {
  private readonly key: string;

  constructor(key: string, room: string, reading: Reading<S, E>) {
    super(room, reading);
    this.key = key;
  }

  leave(): void {
    this.exit(() => {
      open.delete(this.key);
      this.left();
    });
  }

  protected left(): void {
    // Nothing else to let go.
  }
}

class SellingRoom extends PageRoom<DealerSnapshot, DealerEvent & RoomEvent> implements DealerRoom {
  heard = $state.raw<readonly HeardBid[]>([]);

  constructor(auction_id: string) {
    super(`dealer:${auction_id}`, `auction:${auction_id}`, {
      enter: (snapshot) => snapshot as DealerSnapshot,
      apply: applyDealer,
      path: `/auctions/${auction_id}`,
      watched: true,
      heard: (events) => this.hearBids(events),
    });
  }

  private hearBids(events: readonly DealerEvent[]): void {
    const bids = events.filter((event): event is BidPlaced & RoomEvent => event.type === 'bid_placed');
    if (bids.length === 0) return;
    const newest = bids.reverse().flatMap((bid) => rows(bid).map((row) => ({ ...row, lot: bid.lot })));
    this.heard = [...newest, ...this.heard].slice(0, HEARD_MAX);
  }
}

class BuyingRoom extends PageRoom<ProSnapshot, ProEvent & RoomEvent> implements ProRoom {
  private readonly auction_id: string;
  private focused: number | null = null;
  private readonly deaf: readonly (() => void)[];

  constructor(auction_id: string) {
    super(`pro:${auction_id}`, `auction:${auction_id}`, {
      enter: (snapshot) => {
        learn(snapshot as ProSnapshot);
        return snapshot as ProSnapshot;
      },
      apply: applyPro,
      path: `/auctions/${auction_id}`,
      watched: true,
      urgent: (events) => events.some((event) => 'lot' in event && event.lot === this.focused),
    });
    this.auction_id = auction_id;
    this.deaf = [
      me.onMoved(({ now }) => {
        if (now.auction_id === auction_id) this.amend((state) => applyPosition(state, now));
      }),
      me.onRenewed(() => void this.load()),
    ];
  }

  focus(lot: number | null): void {
    this.focused = lot;
    lookAt(this.auction_id, lot);
  }

  protected override left(): void {
    for (const stop of this.deaf) stop();
  }
}

class EntityDesk extends PageRoom<DeskState, DeskEvent & RoomEvent> implements DeskRoom {
  private readonly listeners = new Set<(row: RowNews) => void>();

  constructor(entity_id: string) {
    super(`desk:${entity_id}`, `desk:${entity_id}`, {
      enter: (snapshot) => enterDesk(snapshot as DeskSnapshot),
      apply: applyDesk,
      heard: (events) => this.tell(events),
    });
  }

  onRow(told: (row: RowNews) => void): () => void {
    this.listeners.add(told);
    return () => this.listeners.delete(told);
  }

  private tell(events: readonly DeskEvent[]): void {
    for (const event of events) {
      if (event.type !== 'row_changed') continue;
      const { kind, id, summary } = event;
      for (const told of this.listeners) told({ kind, id, summary });
    }
  }
}

/** The selling side of one auction. */
export function joinAuction(auction_id: string): DealerRoom {
  return shared(`dealer:${auction_id}`, () => new SellingRoom(auction_id));
}

/** One auction as an invited pro. */
export function joinSale(auction_id: string): ProRoom {
  return shared(`pro:${auction_id}`, () => new BuyingRoom(auction_id));
}

/** The live figures of an entity and changes of its things. */
export function joinDesk(entity_id: string): DeskRoom {
  return shared(`desk:${entity_id}`, () => new EntityDesk(entity_id));
}
