/** What lots are called, learnt from the rooms one was in: a toast on another page can say which lot it is about. */

import type { ProSnapshot } from '../protocol.gen';

const KEY = 'adjuge.lots';
const NAMES_MAX = 500;
const names = new Map<string, string>(stored());

/** Of this tab before it was reloaded. */
function stored(): [string, string][] {
  try {
    const list: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(list) ? (list as [string, string][]) : [];
  } catch {
    return [];
  }
}

export function learn(snapshot: ProSnapshot): void {
  for (const lot of snapshot.lots) {
    const [first, ...others] = lot.vehicles;
    if (!first) continue;
    const more = others.length > 0 ? ` + ${others.length}` : '';
    names.set(`${snapshot.auction.id}:${lot.lot}`, `${first.make} ${first.model}${more}`);
  }
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...names].slice(-NAMES_MAX)));
  } catch {
    // Storage is full or forbidden: names are a comfort.
  }
}

export function nameOf(auction_id: string, lot: number): string | undefined {
  return names.get(`${auction_id}:${lot}`);
}
