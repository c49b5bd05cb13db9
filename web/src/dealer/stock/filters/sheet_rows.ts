/**
 * Counts the rows of an Excel file while it arrives: its one sheet is the last entry of the archive, packed as a stream
 * (server/stock/exchanging/xlsx_writing.py). Of a file that is otherwise, it counts none.
 */

type Bytes = Uint8Array<ArrayBuffer>;

const SHEET = new TextEncoder().encode('xl/worksheets/sheet1.xml');
const SIGNATURE = [0x50, 0x4b, 0x03, 0x04] as const;
const HEADER_BYTES = 30; // before the entry's name; the length of what follows it is in the last two
const ROW = new TextEncoder().encode('<row>');
const W = 0x77; // the rarest letter of it
const W_PLACE = 3;

export class SheetRows {
  private head: Bytes = new Uint8Array();
  private sheet: WritableStreamDefaultWriter<Bytes> | null = null;
  private readonly told: (rows: number) => void;

  /** `told` gets the rows so far, without the head of the table. */
  constructor(told: (rows: number) => void) {
    this.told = told;
  }

  /** Whether the sheet has begun: before that nothing is counted. */
  get found(): boolean {
    return this.sheet !== null;
  }

  take(piece: Bytes): void {
    let packed: Bytes | null = piece;
    if (!this.sheet) {
      this.head = joined(this.head, piece);
      packed = sheetOf(this.head);
      if (!packed) return;
      const unpacking = new DecompressionStream('deflate-raw');
      this.sheet = unpacking.writable.getWriter();
      void this.count(unpacking.readable as ReadableStream<Bytes>);
    }
    void this.sheet.write(packed).catch(() => undefined); // what follows the sheet is no part of it
  }

  private async count(xml: ReadableStream<Bytes>): Promise<void> {
    let [rows, rest]: [number, Bytes] = [-1, new Uint8Array()];
    const reader = xml.getReader();
    try {
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        const text = joined(rest, read.value);
        rows += rowsIn(text);
        rest = text.subarray(Math.max(0, text.length - ROW.length + 1));
        this.told(Math.max(0, rows));
      }
    } catch {
      // The end of the sheet: the archive goes on with its list of entries.
    }
  }
}

function rowsIn(text: Bytes): number {
  let rows = 0;
  for (let place = text.indexOf(W); place >= 0; place = text.indexOf(W, place + 1)) {
    if (ROW.every((byte, at) => text[place - W_PLACE + at] === byte)) rows += 1;
  }
  return rows;
}

/** What has arrived of the sheet, or null before it begins. */
function sheetOf(archive: Bytes): Bytes | null {
  for (let place = archive.indexOf(SHEET[0] ?? 0); place >= 0; place = archive.indexOf(SHEET[0] ?? 0, place + 1)) {
    const header = place - HEADER_BYTES;
    if (!SIGNATURE.every((byte, at) => archive[header + at] === byte)) continue;
    if (!SHEET.every((byte, at) => archive[place + at] === byte)) continue;
    const extra = (archive[place - 2] ?? 0) + 256 * (archive[place - 1] ?? 0);
    const start = place + SHEET.length + extra;
    return start <= archive.length ? archive.subarray(start) : null;
  }
  return null;
}

function joined(one: Bytes, other: Bytes): Bytes {
  if (one.length === 0) return other;
  const all = new Uint8Array(one.length + other.length);
  all.set(one);
  all.set(other, one.length);
  return all;
}
