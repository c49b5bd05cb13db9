/** A search's cars as a file, read as a stream so that one sees how far it is and may stop it. */

import { readProblem, isAbort } from '../../../api/problem';
import { SheetRows } from './sheet_rows';

export type Format = 'xlsx' | 'csv';
const ROW_END = 0x0a;

export class Export {
  busy = $state(false);
  failed = $state(false);
  total = $state(0);
  /** So far; 0 where they can't be counted, then bytes are all one knows. */
  rows = $state(0);
  bytes = $state(0);
  private run: AbortController | null = null;

  /** The whole file, or null when stopped or failed. */
  async start(format: Format, search: URLSearchParams, columns: readonly string[]): Promise<Blob | null> {
    const query = new URLSearchParams(search);
    for (const column of columns) query.append('columns', column);
    this.run = new AbortController();
    Object.assign(this, { busy: true, failed: false, total: 0, rows: 0, bytes: 0 });
    try {
      const response = await fetch(`/api/vehicles/export.${format}?${query}`, { signal: this.run.signal });
      if (!response.ok || !response.body) throw await readProblem(response);
      this.total = Number(response.headers.get('x-total-rows') ?? 0);
      return await this.gather(response.body, format, response.headers.get('content-type') ?? '');
    } catch (error) {
      this.failed = !isAbort(error);
      return null;
    } finally {
      this.busy = false;
      this.run = null;
    }
  }

  stop(): void {
    this.run?.abort();
  }

  private async gather(body: ReadableStream<Uint8Array<ArrayBuffer>>, format: Format, type: string): Promise<Blob> {
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    const sheet = new SheetRows((rows) => (this.rows = rows));
    const reader = body.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      pieces.push(read.value);
      this.bytes += read.value.length;
      if (format === 'xlsx') sheet.take(read.value);
      else this.rows += read.value.reduce((ends, byte) => ends + (byte === ROW_END ? 1 : 0), 0);
    }
    return new Blob(pieces, { type });
  }
}

export function keep(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
