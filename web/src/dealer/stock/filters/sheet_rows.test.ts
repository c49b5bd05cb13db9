import { expect, test } from 'vitest';
import { SheetRows } from './sheet_rows';

const bytes = (text: string) => new TextEncoder().encode(text);
const joined = async (...parts: Uint8Array<ArrayBuffer>[]) => new Uint8Array(await new Blob(parts).arrayBuffer());

/** An entry as a streamed archive has it: sizes, which nobody reads here, come behind it. */
async function entry(name: string, content: string): Promise<Uint8Array<ArrayBuffer>> {
  const header = new Uint8Array(30);
  header.set([0x50, 0x4b, 0x03, 0x04]);
  header[26] = name.length;
  const packed = new Blob([content]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return joined(header, bytes(name), new Uint8Array(await new Response(packed).arrayBuffer()), new Uint8Array(16));
}

const row = (number: number) => `<row><c><v>${number}</v></c><c t="inlineStr"><is><t>BMW &lt;row&gt; w ${number * 7919}</t></is></c></row>`;

/** What it counts of an archive that comes in pieces, once that is `enough`. */
async function counted(archive: Uint8Array<ArrayBuffer>, piece: number, enough: (count: number) => boolean): Promise<number> {
  return new Promise((resolve) => {
    const rows = new SheetRows((count) => enough(count) && resolve(count));
    for (let start = 0; start < archive.length; start += piece) rows.take(archive.slice(start, start + piece));
  });
}

test('rows are counted while the file arrives, however it is cut', async () => {
  const sheet = `<worksheet><sheetData><row><c/></row>${Array.from({ length: 3_000 }, (_, at) => row(at)).join('')}</sheetData></worksheet>`;
  const archive = await joined(
    await entry('[Content_Types].xml', '<Override PartName="/xl/worksheets/sheet1.xml"/>'),
    await entry('xl/worksheets/sheet1.xml', sheet),
    bytes('PK and the list of entries'),
  );
  for (const piece of [17, 1_000, archive.length]) expect(await counted(archive, piece, (count) => count >= 3_000)).toBe(3_000);
  expect(await counted(archive.slice(0, archive.length / 2), 1_000, (count) => count > 500)).toBeLessThan(3_000);
});

test('of what is no such file, none are', () => {
  const told: number[] = [];
  const rows = new SheetRows((count) => told.push(count));
  rows.take(bytes('<row><row><row>'));
  expect(rows.found).toBe(false);
  expect(told).toEqual([]);
});
