/** What was read from the server and what was heard since, as one list. Pure. */

import type { Notice } from '../live/contract';
import type { IconName } from '../ui/icons';

/** Newest first, each once; read somewhere is read. */
export function merge(read: readonly Notice[], heard: readonly Notice[]): readonly Notice[] {
  const all = new Map(read.map((notice) => [notice.id, notice]));
  for (const notice of heard) {
    const known = all.get(notice.id);
    all.set(notice.id, known ? { ...known, read: known.read || notice.read } : notice);
  }
  return [...all.values()].sort((a, b) => b.created_at_ms - a.created_at_ms || (a.id < b.id ? 1 : -1));
}

/** Where it leads, inside this application. */
export function pageOf(link: string, origin: string): string {
  const url = new URL(link, origin);
  return url.pathname + url.search;
}

const ICONS: readonly (readonly [RegExp, IconName])[] = [
  [/^won$/, 'crown'],
  [/^outbid$/, 'arrowDown'],
  [/cancelled|voided/, 'close'],
  [/ending_soon/, 'clock'],
  [/reserve_not_met|lost|without_quote/, 'minus'],
  [/ended|closed/, 'flag'],
  [/quot/, 'tag'],
  [/announced/, 'calendar'],
  [/invit|connect/, 'people'],
  [/auction/, 'gavel'],
  [/car|vehicle|deliver/, 'car'],
];

/** A picture of what it is about; kinds we don't know yet get the bell. */
export function iconOf(kind: string): IconName {
  return ICONS.find(([pattern]) => pattern.test(kind))?.[1] ?? 'bell';
}
