/**
 * What pages may ask of the live connection, and the shapes they read from it.
 * A page never touches the socket: it joins a room, reads its state, which changes by itself, and leaves.
 *
 *     const room = joinAuction(params.id);      // dealer: DealerRoom       in rooms.svelte.ts
 *     const room = joinSale(params.id);         // pro: ProRoom
 *     const desk = joinDesk(entity_id);         // dealer: DeskRoom
 *     onDestroy(() => room.leave());
 *
 * Shapes are those of the wire (protocol.gen.ts), which `GET /api/auctions/{id}` has too: a missing field is left out,
 * never null; `price_cents` is 0 while nobody has bid; `history` holds the last 20, newest first.
 * Snapshots are immutable: what didn't change keeps its identity, so `{#each room.snapshot.lots as lot (lot.lot)}`
 * draws only the lots that moved.
 */

import type { Problem } from '../api/problem';
import type {
  DealerHistoryRow,
  DealerLot,
  DealerSnapshot,
  Notice,
  OwnPosition,
  ProLot,
  ProSnapshot,
} from '../protocol.gen';

export type {
  AuctionHead,
  BidResult,
  Code,
  DealerHistoryRow,
  DealerLot,
  DealerSnapshot,
  DealerVehicle,
  Margin,
  Notice,
  OwnPosition,
  Party,
  ProHistoryRow,
  ProLot,
  ProSnapshot,
  Totals,
  Vehicle,
} from '../protocol.gen';

export type Outcome = NonNullable<DealerLot['outcome']>;
export type Standing = ProLot['standing'];

/** A bid as its seller sees it, with its lot. */
export type HeardBid = DealerHistoryRow & { readonly lot: number };

/** `stopped`: the server sent us away for good; `link.stopped` says why. */
export type Freshness = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'stopped';

interface Room<S> {
  readonly freshness: Freshness;
  /** False once what is shown may be older than 3 s: grey prices, no bidding. */
  readonly fresh: boolean;
  readonly snapshot: S | null;
  /** Why there is no snapshot, when there is none: 404 and 403 as from REST. */
  readonly problem: Problem | null;
  /** Tries again. */
  load(): Promise<void>;
  leave(): void;
}

export interface Presence {
  readonly watching: number;
  readonly bidders: number;
}

export interface DealerRoom extends Room<DealerSnapshot> {
  /** Bids heard since joining, newest first, of all lots; older ones are in `lot.history`. */
  readonly heard: readonly HeardBid[];
  readonly presence: Presence | null;
}

export interface ProRoom extends Room<ProSnapshot> {
  readonly presence: Presence | null;
  /** This lot's news is drawn at once, without waiting for the next frame; null for none. */
  focus(lot: number | null): void;
}

export type Figures = Readonly<Record<string, number | string>>;

export interface DeskState {
  readonly tiles: Readonly<Record<string, Figures>>;
}

export interface RowNews {
  readonly kind: string;
  readonly id: string;
  readonly summary: Figures;
}

export interface DeskRoom extends Room<DeskState> {
  /** Calls back for each thing of the entity that changed ("auction", "vehicle", ...); returns how to stop. */
  onRow(told: (row: RowNews) => void): () => void;
}

/** One's own room, joined for as long as one is signed in. */
export interface Me {
  readonly positions: readonly OwnPosition[];
  readonly unread: number;
  /** Notifications heard since the page was opened, newest first. */
  readonly notices: readonly Notice[];
  /** The server has noted that these were read, or all of them. */
  read(ids: readonly string[] | null, unread: number): void;
}
