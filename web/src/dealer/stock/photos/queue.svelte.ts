/**
 * Photos on their way: taken now, sent one after the other once there is a car, in pieces. A cut waits and goes on from
 * what has arrived; only a picture that is none, or too large, is given up, with its reason. Once there is a car, a store
 * holds what has not arrived: a reload goes on with it.
 */

import { asProblem, isAbort, type Problem } from '../../../api/problem';
import type { Kept, Store } from './keeping';
import { beginOrGoOn, sendPiece, type Door } from './sending';
import { BYTES_MAX } from './shrinking';

export type State = 'waiting' | 'sending' | 'cut' | 'failed' | 'done';

export interface Item {
  readonly key: number;
  readonly name: string;
  readonly preview: string;
  readonly state: State;
  /** From 0 to 1. */
  readonly sent: number;
  /** Of a failure: the server's code or reason. */
  readonly reason: string | null;
}

interface Work extends Kept {
  file: Blob;
  small: boolean;
  id: string | null;
}

interface Means {
  readonly shrink: (file: Blob) => Promise<Blob>;
  readonly preview: (file: Blob) => string;
  readonly forget: (preview: string) => void;
  /** A name no other photo has, on this device. */
  readonly name: () => string;
  readonly wait: (ms: number) => Promise<void>;
  /** Called with each photo that has arrived. */
  readonly arrived: () => void;
}

const WAITS_MS = [1_000, 2_000, 5_000, 10_000] as const;

export class UploadQueue {
  items = $state.raw<readonly Item[]>([]);
  private readonly works = new Map<number, Work>();
  private readonly means: Means;
  private door: Door | null = null;
  private store: Store | null = null;
  private next = 1;
  private running = false;
  private abort = new AbortController();

  constructor(means: Means) {
    this.means = means;
  }

  get left(): number {
    return this.items.filter((item) => item.state !== 'done' && item.state !== 'failed').length;
  }

  /** With a defect, it is what they show. */
  add(files: Iterable<File>, defect_id: string | null = null): void {
    for (const file of files) {
      const work: Work = { key: this.means.name(), name: file.name, file, small: false, id: null, defect_id };
      this.enter(work);
      void this.store?.put(work);
    }
    void this.run();
  }

  /** There is a car to send them to, and a store that keeps them, which may hold some from before. */
  to(door: Door, store: Store | null = null): void {
    this.door = door;
    this.store = store;
    for (const work of this.works.values()) void store?.put(work);
    void this.run();
    void store?.claim().then((kept) => {
      if (this.abort.signal.aborted) return;
      for (const work of kept) this.enter({ ...work });
      void this.run();
    });
  }

  retry(key: number): void {
    this.change(key, { state: 'waiting', reason: null });
    const work = this.works.get(key);
    if (work) void this.store?.put(work);
    void this.run();
  }

  remove(key: number): void {
    const item = this.items.find((one) => one.key === key);
    if (item) this.means.forget(item.preview);
    const work = this.works.get(key);
    if (work) void this.store?.drop(work.key);
    this.works.delete(key);
    this.items = this.items.filter((one) => one.key !== key);
  }

  /** What has not arrived stays in the store. */
  stop(): void {
    this.abort.abort();
    this.store?.leave();
    for (const item of this.items) this.means.forget(item.preview);
    this.works.clear();
    this.items = [];
  }

  private enter(work: Work): void {
    const key = this.next++;
    this.works.set(key, work);
    const item: Item = { key, name: work.name, preview: this.means.preview(work.file), state: 'waiting', sent: 0, reason: null };
    this.items = [...this.items, item];
  }

  private change(key: number, change: Partial<Item>): void {
    this.items = this.items.map((item) => (item.key === key ? { ...item, ...change } : item));
  }

  private async run(): Promise<void> {
    if (this.running || !this.door) return;
    this.running = true;
    try {
      for (let item = this.waiting(); item; item = this.waiting()) await this.sendOne(item.key, this.door);
    } finally {
      this.running = false;
    }
  }

  private waiting(): Item | undefined {
    return this.abort.signal.aborted ? undefined : this.items.find((item) => item.state === 'waiting' || item.state === 'cut');
  }

  /** Until it has arrived, is given up, or was taken out of the queue. */
  private async sendOne(key: number, door: Door): Promise<void> {
    for (let cuts = 0; this.works.has(key); cuts += 1) {
      try {
        await this.attempt(key, door);
        return;
      } catch (error) {
        if (isAbort(error)) return;
        const problem = asProblem(error);
        if (!passing(problem)) {
          return this.giveUp(key, reasonOf(problem), problem.status !== 401);
        }
        this.change(key, { state: 'cut' });
        await this.means.wait(WAITS_MS[Math.min(cuts, WAITS_MS.length - 1)] ?? 0);
      }
    }
  }

  private async attempt(key: number, door: Door): Promise<void> {
    const work = this.works.get(key);
    if (!work) return;
    this.change(key, { state: 'sending' });
    if (!work.small) [work.file, work.small] = [await this.means.shrink(work.file), true];
    if (!this.works.has(key)) return;
    const picture = work.file;
    if (picture.size === 0 || picture.size > BYTES_MAX) return this.giveUp(key, picture.size === 0 ? 'empty' : 'too_large', true);
    let progress = await beginOrGoOn(door, picture.size, work);
    if (work.id !== progress.id && this.works.has(key)) {
      work.id = progress.id;
      void this.store?.put(work);
    }
    while (!progress.photo) {
      if (!this.works.has(key)) return;
      progress = await sendPiece(door, picture, progress, this.abort.signal);
      this.change(key, { sent: progress.offset / picture.size });
    }
    void this.store?.drop(work.key);
    this.means.arrived();
    this.change(key, { state: 'done', sent: 1 });
    setTimeout(() => this.remove(key), 0); // the photo itself takes its place
  }

  /** `forgotten`: another try begins anew, and no reload brings it back. */
  private giveUp(key: number, reason: string, forgotten: boolean): void {
    this.change(key, { state: 'failed', reason });
    const work = this.works.get(key);
    if (!work || !forgotten) return;
    work.id = null;
    void this.store?.drop(work.key);
  }
}

/** Goes on by itself: no network, or a server that will be back. */
function passing(problem: Problem): boolean {
  return problem.code === 'offline' || problem.status >= 500 || problem.status === 429;
}

function reasonOf(problem: Problem): string {
  const reason = problem.facts.reason;
  return typeof reason === 'string' ? reason : problem.code;
}
