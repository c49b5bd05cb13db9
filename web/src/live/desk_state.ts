/** The figures of an entity's desk. Pure. */

import type { DeskSnapshot, RowChanged, TileChanged } from '../protocol.gen';
import type { DeskState } from './contract';

export type DeskEvent = TileChanged | RowChanged;

export function enterDesk(snapshot: DeskSnapshot): DeskState {
  return { tiles: snapshot.tiles };
}

/** Rows are news for whoever shows them, not state of the desk. */
export function applyDesk(state: DeskState, event: DeskEvent): DeskState {
  if (event.type === 'row_changed') return state;
  return { tiles: { ...state.tiles, [event.tile]: event.figures } };
}
