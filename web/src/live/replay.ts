/** Reads a recorded room through the same code as the page: what the server's traces are checked with. Pure. */

import type { DealerMessage, DealerSnapshot, ProMessage, ProSnapshot, Subscribed } from '../protocol.gen';
import { applyDealer, type DealerEvent } from './dealer';
import { Follower, type RoomEvent } from './follower';
import { positionOf } from './me';
import type { Position } from './position';
import { applyPosition, applyPro, type ProEvent } from './pro';

export type AuctionSnapshot = DealerSnapshot | ProSnapshot;

export interface Replayed {
  readonly snapshot: AuctionSnapshot | null;
  readonly position: Position | null;
  /** How often the room had to be asked for again: 0 for a trace without holes. */
  readonly asked: number;
}

/**
 * `events`: the messages one connection got about one auction, in order, the first a `subscribed` with a snapshot (or
 * the bare snapshot). Frames that are arrays are taken apart; messages about other things are passed over.
 */
export function replay(events: readonly unknown[], audience: 'dealer' | 'pro'): Replayed {
  let asked = 0;
  const follower = new Follower<AuctionSnapshot, RoomEvent>({
    enter: (snapshot) => snapshot as AuctionSnapshot,
    apply: (state, event) =>
      audience === 'dealer'
        ? applyDealer(state as DealerSnapshot, event as DealerEvent)
        : applyPro(state as ProSnapshot, event as ProEvent),
    ask: () => void asked++,
    changed: () => undefined,
  });
  for (const message of events.flat() as (DealerMessage | ProMessage | AuctionSnapshot)[]) {
    if ('audience' in message && 'lots' in message) follower.answered(entered(message));
    else if (!('type' in message)) continue;
    else if (message.type === 'subscribed') answered(follower, message);
    else if (message.type === 'position_changed') place(follower, positionOf(message));
    else if ('room' in message && message.room.startsWith('auction:')) follower.hear(message);
  }
  const { state: snapshot, position } = follower;
  follower.leave();
  return { snapshot, position, asked };
}

function entered(snapshot: AuctionSnapshot): Subscribed {
  const { epoch, seq } = snapshot;
  return { type: 'subscribed', id: 0, room: `auction:${snapshot.auction.id}`, mode: 'snapshot', epoch, seq, snapshot };
}

function answered(follower: Follower<AuctionSnapshot, RoomEvent>, reply: Subscribed): void {
  if (reply.room.startsWith('auction:')) follower.answered(reply);
}

function place(follower: Follower<AuctionSnapshot, RoomEvent>, position: ReturnType<typeof positionOf>): void {
  if (follower.state?.audience === 'pro' && follower.state.auction.id === position.auction_id) {
    follower.state = applyPosition(follower.state, position);
  }
}
