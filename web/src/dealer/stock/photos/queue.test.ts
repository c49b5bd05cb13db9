import { describe, expect, test } from 'vitest';
import { Problem } from '../../../api/problem';
import type { Photo } from '../api';
import { UploadQueue } from './queue.svelte';
import type { Door, Progress } from './sending';
import { fitted } from './shrinking';

const PIECE = 256 * 1024;
const photo = {} as Photo;

/** A server that keeps what arrives, and fails as told before each piece. */
function aServer(fails: ((offset: number) => Problem | 'lost answer' | null)[] = []) {
  const arrived = new Map<string, number>();
  const sizes = new Map<string, number>();
  const offsets: number[] = [];
  const progress = (id: string): Progress => {
    const offset = arrived.get(id) ?? 0;
    const size_bytes = sizes.get(id) ?? 0;
    return { id, offset, size_bytes, photo: offset === size_bytes ? photo : null };
  };
  const door: Door = {
    begin: async (size) => {
      const id = `photo ${sizes.size + 1}`;
      sizes.set(id, size);
      arrived.set(id, 0);
      return progress(id);
    },
    progress: async (id) => progress(id),
    piece: async (id, offset, bytes) => {
      const failure = fails.shift()?.(offset) ?? null;
      if (failure instanceof Problem) throw failure;
      if (offset !== arrived.get(id)) throw new Problem(409, 'offset_mismatch');
      offsets.push(offset);
      arrived.set(id, offset + bytes.size);
      if (failure === 'lost answer') throw new Problem(0, 'offline');
      return progress(id);
    },
  };
  return { door, offsets, arrived };
}

function aQueue(shrink = async (file: Blob) => file) {
  const seen = { arrived: 0, waits: [] as number[] };
  const queue = new UploadQueue({
    shrink,
    preview: () => 'blob:preview',
    forget: () => undefined,
    wait: async (ms) => void seen.waits.push(ms),
    arrived: () => (seen.arrived += 1),
  });
  return { queue, seen };
}

const file = (bytes: number, name = 'a.jpg') => new File([new Uint8Array(bytes)], name);
const settled = () => new Promise((resolve) => setTimeout(resolve, 30));

describe('photos on their way', () => {
  test('wait for a car, then go in pieces, one after the other', async () => {
    const { door, offsets } = aServer();
    const { queue, seen } = aQueue();
    queue.add([file(PIECE * 2 + 10), file(100)]);
    await settled();
    expect(queue.items.map((item) => item.state)).toEqual(['waiting', 'waiting']);
    queue.to(door);
    await settled();
    expect(offsets).toEqual([0, PIECE, PIECE * 2, 0]);
    expect(seen.arrived).toBe(2);
    expect(queue.items).toEqual([]);
  });

  test('a cut goes on from what has arrived, and waits longer each time', async () => {
    const cut = () => new Problem(0, 'offline');
    const { door, offsets } = aServer([() => null, cut, cut, () => null]);
    const { queue, seen } = aQueue();
    queue.to(door);
    queue.add([file(PIECE * 2)]);
    await settled();
    expect(offsets).toEqual([0, PIECE]);
    expect(seen.waits).toEqual([1_000, 2_000]);
    expect(seen.arrived).toBe(1);
  });

  test('a piece whose answer was lost is not sent twice', async () => {
    const { door, offsets } = aServer([() => 'lost answer']);
    const { queue, seen } = aQueue();
    queue.to(door);
    queue.add([file(PIECE + 1)]);
    await settled();
    expect(offsets).toEqual([0, PIECE]);
    expect(seen.arrived).toBe(1);
  });

  test('what is no photo is given up with the reason, the others go on; another try begins anew', async () => {
    const { door, arrived } = aServer([() => new Problem(422, 'not_a_photo', '', [], { reason: 'unknown_format' })]);
    const { queue, seen } = aQueue();
    queue.to(door);
    queue.add([file(10, 'bill.pdf'), file(10)]);
    await settled();
    expect(queue.items).toMatchObject([{ name: 'bill.pdf', state: 'failed', reason: 'unknown_format' }]);
    expect(seen.arrived).toBe(1);
    queue.retry(queue.items[0]!.key);
    await settled();
    expect(seen.arrived).toBe(2);
    expect(arrived.size).toBe(3);
  });

  test('nothing, or more than the server takes, is not even begun', async () => {
    const { door, arrived } = aServer();
    const { queue } = aQueue();
    queue.to(door);
    queue.add([file(0), file(5 * 2 ** 20 + 1)]);
    await settled();
    expect(queue.items.map((item) => item.reason)).toEqual(['empty', 'too_large']);
    expect(arrived.size).toBe(0);
  });
});

test('a picture is drawn no larger than the server keeps it', () => {
  expect(fitted(4_032, 3_024)).toEqual([2_048, 1_536]);
  expect(fitted(800, 600)).toEqual([800, 600]);
  expect(fitted(20_000, 3)).toEqual([2_048, 1]);
});
