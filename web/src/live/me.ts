/** One's own room: positions everywhere, notifications. Pure. */

import type { MeSnapshot, Notice, Notification, OwnPosition, PositionChanged } from '../protocol.gen';

export type MeEvent = PositionChanged | Notification;

export interface MeState {
  readonly positions: readonly OwnPosition[];
  readonly unread: number;
  readonly notices: readonly Notice[];
}

const NOTICES_MAX = 50;

export const nobody: MeState = { positions: [], unread: 0, notices: [] };

/** What was heard before is kept: the server's snapshot has only how many are unread. */
export function enterMe(snapshot: MeSnapshot, before: MeState): MeState {
  return { positions: snapshot.positions, unread: snapshot.unread, notices: before.notices };
}

export function applyMe(state: MeState, event: MeEvent): MeState {
  if (event.type === 'position_changed') return { ...state, positions: place(state.positions, positionOf(event)) };
  const notice = event.notification;
  const known = state.notices.some((other) => other.id === notice.id);
  return {
    ...state,
    unread: state.unread + (notice.read || known ? 0 : 1),
    notices: [notice, ...state.notices.filter((other) => other.id !== notice.id)].slice(0, NOTICES_MAX),
  };
}

/** The person has read these, or all of them; `unread` are left, as the server counts. */
export function readMe(state: MeState, ids: readonly string[] | null, unread: number): MeState {
  const notices = state.notices.map((notice) => (ids === null || ids.includes(notice.id) ? { ...notice, read: true } : notice));
  return { ...state, unread, notices };
}

export function positionOf(event: PositionChanged): OwnPosition {
  const { auction_id, lot, standing, my_bid_cents, my_maximum_cents, my_number, price_cents, next_min_cents, ends_at_ms } = event;
  return { auction_id, lot, standing, my_bid_cents, my_maximum_cents, my_number, price_cents, next_min_cents, ends_at_ms };
}

function place(positions: readonly OwnPosition[], position: OwnPosition): readonly OwnPosition[] {
  const index = positions.findIndex((other) => other.auction_id === position.auction_id && other.lot === position.lot);
  return index < 0 ? [...positions, position] : positions.with(index, position);
}

/** One's position in a lot, where there is one. */
export function standingIn(state: MeState, auction_id: string, lot: number): OwnPosition | undefined {
  return state.positions.find((position) => position.auction_id === auction_id && position.lot === lot);
}
