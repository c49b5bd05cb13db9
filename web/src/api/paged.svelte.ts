/** A list read page by page: more by its cursor, again from its top. What is shown stays until the new is here. */

import { asProblem, isAbort, type Problem } from './problem';
import type { List } from './kinds';

const PAGE = 50;
const LIMIT_MAX = 200; // of one answer

export interface Ask {
  readonly limit: number;
  readonly cursor: string | null;
}

type Read<T> = (ask: Ask, signal: AbortSignal) => Promise<List<T>>;

export class Paged<T> {
  value = $state.raw<List<T> | null>(null);
  problem = $state.raw<Problem | null>(null);
  loading = $state(false);
  private readonly read: Read<T>;
  private readonly key: (item: T) => string;
  private readonly page: number;
  private running: AbortController | null = null;

  constructor(read: Read<T>, key: (item: T) => string, page = PAGE) {
    this.read = read;
    this.key = key;
    this.page = page;
  }

  /** Another question: from its first page. */
  async ask(): Promise<void> {
    await this.run({ limit: this.page, cursor: null }, (list) => list);
  }

  /** The same question again: the top anew, as far as one answer goes; what lies below it is kept. */
  async load(): Promise<void> {
    const shown = this.value?.items.length ?? 0;
    const limit = Math.min(LIMIT_MAX, Math.max(this.page, shown));
    await this.run({ limit, cursor: null }, (list) => {
      const before = this.value;
      if (!before || before.items.length <= limit) return list;
      const fresh = new Set(list.items.map(this.key));
      const below = before.items.filter((item) => !fresh.has(this.key(item)));
      return { items: [...list.items, ...below], next_cursor: before.next_cursor, total: list.total };
    });
  }

  /** The page after the last one shown. */
  async more(): Promise<void> {
    const before = this.value;
    if (!before?.next_cursor || this.loading) return;
    const known = new Set(before.items.map(this.key));
    await this.run({ limit: this.page, cursor: before.next_cursor }, (list) => ({
      ...list,
      items: [...before.items, ...list.items.filter((item) => !known.has(this.key(item)))],
    }));
  }

  stop(): void {
    this.running?.abort();
    this.running = null;
  }

  private async run(ask: Ask, take: (list: List<T>) => List<T>): Promise<void> {
    this.running?.abort();
    const run = new AbortController();
    this.running = run;
    this.loading = true;
    try {
      const list = await this.read(ask, run.signal);
      if (this.running !== run) return;
      this.value = take(list);
      this.problem = null;
    } catch (error) {
      if (this.running === run && !isAbort(error)) this.problem = asProblem(error);
    } finally {
      if (this.running === run) this.loading = false;
    }
  }
}
