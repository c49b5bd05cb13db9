/** Everybody an entity is connected with, to choose from. */

import { api } from '../../api/client';
import type { Professional } from '../../api.gen';
import type { List } from '../../api/kinds';
import type { Pro } from './editing.svelte';

const PAGE = 200; // the most one answer gives
const PAGES_MAX = 5; // a list holds a thousand

export async function connectedPros(entity_id: string, signal: AbortSignal): Promise<readonly Pro[]> {
  const found: Pro[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page++) {
    const list: List<Professional> = await api.get('/professionals', {
      query: { entity_id, connected: true, limit: PAGE, cursor },
      signal,
    });
    found.push(...list.items.flatMap(({ pro_id, name }) => (pro_id === null ? [] : [{ pro_id, name }])));
    cursor = list.next_cursor;
    if (cursor === null) break;
  }
  return found;
}
