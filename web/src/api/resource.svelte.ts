/** Something read from the server: loading, here, or failed with its reason. Reads again when asked. */

import { asProblem, isAbort, type Problem } from './problem';

export class Resource<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  loading = $state(false);
  private readonly read: (signal: AbortSignal) => Promise<T>;
  private running: AbortController | null = null;

  constructor(read: (signal: AbortSignal) => Promise<T>) {
    this.read = read;
  }

  /** Starts over; an answer of an older question is dropped. What is shown stays until the new one is here. */
  async load(): Promise<void> {
    this.running?.abort();
    const run = new AbortController();
    this.running = run;
    this.loading = true;
    try {
      const value = await this.read(run.signal);
      if (this.running !== run) return;
      this.value = value;
      this.problem = null;
    } catch (error) {
      if (this.running === run && !isAbort(error)) this.problem = asProblem(error);
    } finally {
      if (this.running === run) this.loading = false;
    }
  }

  stop(): void {
    this.running?.abort();
    this.running = null;
  }
}
