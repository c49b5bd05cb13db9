/** The table as it was left, so that coming back from a car shows it at once, where it was. */

import { api } from '../../../api/client';
import type { List } from '../../../api/kinds';
import type { VehicleRow } from '../../../api.gen';
import { searchOf } from '../filters/filters';
import { Pages } from './pages.svelte';

interface Kept {
  readonly owner: string;
  readonly pages: Pages<VehicleRow>;
  question: string;
  /** How far down one was, in px. */
  top: number;
  /** The cars that were ticked. */
  chosen: ReadonlyMap<string, VehicleRow>;
}
let kept: Kept | null = null;

/** `question` is what the pages were last asked; "" at first. */
export function stockOf(owner: string): Kept {
  if (kept?.owner === owner) return kept;
  const made: Kept = {
    owner,
    question: '',
    top: 0,
    chosen: new Map(),
    pages: new Pages<VehicleRow>(({ limit, cursor, skip }, signal) => {
      const query = new URLSearchParams(made.question);
      query.set('limit', String(limit));
      if (cursor) query.set('cursor', cursor);
      else if (skip > 0) query.set('skip', String(skip));
      return api.get<List<VehicleRow>>(`/vehicles?${query}`, { signal });
    }),
  };
  kept = made;
  return made;
}

/** Nothing ticked any more: what was chosen has become something. */
export function forgetChosen(): void {
  if (kept) kept.chosen = new Map();
}

/** What is asked of the server by this address; the usual sort is said, so that it is one question. */
export function questionOf(address: URLSearchParams): string {
  return searchOf(address).toString();
}
