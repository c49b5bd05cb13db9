/** What lots are called, learnt from the rooms one was in: a toast on another page can say which lot it is about. */

import type { ProSnapshot } from '../protocol.gen';

const names = new Map<string, string>();

export function learn(snapshot: ProSnapshot): void {
  for (const lot of snapshot.lots) {
    const [first, ...others] = lot.vehicles;
    if (!first) continue;
    const more = others.length > 0 ? ` + ${others.length}` : '';
    names.set(`${snapshot.auction.id}:${lot.lot}`, `${first.make} ${first.model}${more}`);
  }
}

export function nameOf(auction_id: string, lot: number): string | undefined {
  return names.get(`${auction_id}:${lot}`);
}
