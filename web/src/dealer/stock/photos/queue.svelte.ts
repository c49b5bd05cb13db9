/**
 * Photos on their way: taken now, sent one after the other once there is a car, in pieces. A cut waits and goes on from
 * what has arrived; only a picture that is none, or too large, is given up, with its reason.
 */

import { asProblem, isAbort, type Problem } from '../../../api/problem';
import type { Door, Progress } from './sending';
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

interface Work {
  readonly file: Blob;
  small: Blob | null;
  id: string | null;
}

interface Means {
  readonly shrink: (file: Blob) => Promise<Blob>;
  readonly preview: (file: Blob) => string;
  readonly forget: (preview: string) => void;
  readonly wait: (ms: number) => Promise<void>;
  /** Called with each photo that has arrived. */
  readonly arrived: () => void;
}

const PIECE_BYTES = 256 * 1024;
const WAITS_MS = [1_000, 2_000, 5_000, 10_000] as const;

export class UploadQueue {
  items = $state.raw<readonly Item[]>([]);
  private readonly works = new Map<number, Work>();
  private readonly means: Means;
  private door: Door | null = null;
  private next = 1;
  private running = false;
  private abort = new AbortController();

  constructor(means: Means) {
    this.means = means;
  }

  get left(): number {
    return this.items.filter((item) => item.state !== 'done' && item.state !== 'failed').length;
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      const key = this.next++;
      this.works.set(key, { file, small: null, id: null });
      const item: Item = { key, name: file.name, preview: this.means.preview(file), state: 'waiting', sent: 0, reason: null };
      this.items = [...this.items, item];
    }
    void this.run();
  }

  /** There is a car to send them to. */
  to(door: Door): void {
    this.door = door;
    void this.run();
  }

  retry(key: number): void {
    this.change(key, { state: 'waiting', reason: null });
    void this.run();
  }

  remove(key: number): void {
    const item = this.items.find((one) => one.key === key);
    if (item) this.means.forget(item.preview);
    this.works.delete(key);
    this.items = this.items.filter((one) => one.key !== key);
  }

  stop(): void {
    this.abort.abort();
    for (const item of this.items) this.means.forget(item.preview);
    this.works.clear();
    this.items = [];
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
          this.change(key, { state: 'failed', reason: reasonOf(problem) });
          const work = this.works.get(key);
          if (work) work.id = null; // the server has forgotten it
          return;
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
    const small = (work.small ??= await this.means.shrink(work.file));
    if (small.size === 0 || small.size > BYTES_MAX) {
      return this.change(key, { state: 'failed', reason: small.size === 0 ? 'empty' : 'too_large' });
    }
    let progress = work.id === null ? await door.begin(small.size) : await door.progress(work.id);
    work.id = progress.id;
    while (!progress.photo) {
      if (!this.works.has(key)) return;
      progress = await this.piece(door, small, progress);
      this.change(key, { sent: progress.offset / small.size });
    }
    this.means.arrived();
    this.change(key, { state: 'done', sent: 1 });
    setTimeout(() => this.remove(key), 0); // the photo itself takes its place
  }

  private async piece(door: Door, small: Blob, { id, offset }: Progress): Promise<Progress> {
    try {
      return await door.piece(id, offset, small.slice(offset, offset + PIECE_BYTES), this.abort.signal);
    } catch (error) {
      // Another attempt got further than its answer came back.
      if (asKnown(error)?.code === 'offset_mismatch') return door.progress(id);
      throw error;
    }
  }
}

function asKnown(error: unknown): Problem | null {
  return isAbort(error) ? null : asProblem(error);
}

/** Goes on by itself: no network, or a server that will be back. */
function passing(problem: Problem): boolean {
  return problem.code === 'offline' || problem.status >= 500 || problem.status === 429;
}

function reasonOf(problem: Problem): string {
  const reason = problem.facts.reason;
  return typeof reason === 'string' ? reason : problem.code;
}
