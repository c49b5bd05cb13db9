/**
 * A list too long to hold: pages are read where one looks, by their cursor behind a page that is known, else by
 * skipping. News makes all of it stale: pages in sight are read again and stay shown until then, others are forgotten.
 */

import { asProblem, isAbort, type Problem } from '../../../api/problem';
import type { List } from '../../../api/kinds';

export const PAGE = 50;
const KEPT_MAX = 30; // pages; further ones are read again when one comes back

export interface Ask {
  readonly limit: number;
  readonly cursor: string | null;
  readonly skip: number;
}

type Read<T> = (ask: Ask, signal: AbortSignal) => Promise<List<T>>;

interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
  readonly stale: boolean;
}

export class Pages<T> {
  /** Null until the first answer. */
  total = $state.raw<number | null>(null);
  problem = $state.raw<Problem | null>(null);
  private pages = $state.raw<ReadonlyMap<number, Page<T>>>(new Map());
  private readonly read: Read<T>;
  private readonly running = new Map<number, AbortController>();
  private wanted: readonly number[] = [0];

  constructor(read: Read<T>) {
    this.read = read;
  }

  /** For <Loaded>: there is something to show, were it an empty list. */
  get value(): this | null {
    return this.total === null ? null : this;
  }

  row(index: number): T | undefined {
    return this.pages.get(Math.floor(index / PAGE))?.items[index % PAGE];
  }

  /** One looks at these pages now. */
  look(pages: readonly number[]): void {
    this.wanted = pages;
    for (const [page, run] of this.running) {
      if (!pages.includes(page)) run.abort();
    }
    for (const page of pages) void this.fetch(page);
  }

  /** Another question: what is shown stays until its first page is here. */
  async ask(): Promise<void> {
    this.wanted = [0];
    for (const run of this.running.values()) run.abort();
    this.running.clear();
    this.pages = new Map([...this.pages].map(([number, page]) => [number, { ...page, stale: true }]));
    this.asked = true;
    await this.fetch(0);
  }

  /** The same question: something may have changed. */
  async load(): Promise<void> {
    const near = new Set(this.wanted);
    this.pages = new Map(
      [...this.pages].filter(([number]) => near.has(number)).map(([number, page]) => [number, { ...page, stale: true }]),
    );
    for (const run of this.running.values()) run.abort();
    this.running.clear();
    await Promise.all(this.wanted.map((page) => this.fetch(page)));
  }

  stop(): void {
    for (const run of this.running.values()) run.abort();
    this.running.clear();
  }

  /** The next answer is to another question: nothing of the old list may stay. */
  private asked = false;

  private async fetch(page: number): Promise<void> {
    const known = this.pages.get(page);
    if ((known && !known.stale) || this.running.has(page)) return;
    const run = new AbortController();
    this.running.set(page, run);
    try {
      const list = await this.read(this.askFor(page), run.signal);
      if (this.running.get(page) === run) this.take(page, list);
    } catch (error) {
      if (this.running.get(page) === run && !isAbort(error)) this.problem = asProblem(error);
    } finally {
      if (this.running.get(page) === run) this.running.delete(page);
    }
  }

  private askFor(page: number): Ask {
    const before = this.pages.get(page - 1);
    if (before && !before.stale && before.next_cursor) return { limit: PAGE, cursor: before.next_cursor, skip: 0 };
    return { limit: PAGE, cursor: null, skip: page * PAGE };
  }

  private take(page: number, list: List<T>): void {
    const pages = new Map(this.asked ? [] : this.pages);
    this.asked = false;
    pages.delete(page); // the latest one read is the last of the map
    pages.set(page, { items: list.items, next_cursor: list.next_cursor, stale: false });
    for (const number of pages.keys()) {
      if (pages.size <= KEPT_MAX) break;
      if (!this.wanted.includes(number)) pages.delete(number);
    }
    this.pages = pages;
    this.total = list.total;
    this.problem = null;
  }
}
