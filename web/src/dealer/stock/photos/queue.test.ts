import { describe, expect, test } from 'vitest';
import { Problem } from '../../../api/problem';
import type { Photo, Progress } from '../../../api.gen';
import type { Kept, Store } from './keeping';
import { UploadQueue } from './queue.svelte';
import type { Door } from './sending';
import { fitted } from './shrinking';

const PIECE = 256 * 1024;
const photo = {} as Photo;

/** A server that keeps what arrives, and fails as told before each piece. */
function aServer(fails: ((offset: number) => Problem | 'lost answer' | null)[] = []) {
  const arrived = new Map<string, number>();
  const sizes = new Map<string, number>();
  const offsets: number[] = [];
  const defects: (string | null)[] = [];
  const progress = (id: string): Progress => {
    const offset = arrived.get(id) ?? 0;
    const size_bytes = sizes.get(id) ?? 0;
    return { id, offset, size_bytes, photo: offset === size_bytes ? photo : null };
  };
  const door: Door = {
    begin: async (size, defect_id) => {
      defects.push(defect_id);
      const id = `photo ${sizes.size + 1}`;
      sizes.set(id, size);
      arrived.set(id, 0);
      return progress(id);
    },
    progress: async (id) => {
      if (!sizes.has(id)) throw new Problem(404, 'not_found');
      return progress(id);
    },
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
  return { door, offsets, arrived, defects };
}

/** What a browser keeps over a reload. */
function aStore(rows = new Map<string, Kept>()) {
  const store: Store = {
    claim: async () => [...rows.values()],
    put: async ({ key, name, file, small, id, defect_id }) => void rows.set(key, { key, name, file, small, id, defect_id }),
    drop: async (key) => void rows.delete(key),
    leave: () => undefined,
  };
  return { store, rows };
}

function aQueue(shrink = async (file: Blob) => file, wait: (() => Promise<void>) | null = null) {
  const seen = { arrived: 0, waits: [] as number[] };
  const queue = new UploadQueue({
    shrink,
    preview: () => 'blob:preview',
    name: () => `photo ${Math.random()}`,
    forget: () => undefined,
    wait: wait ?? (async (ms) => void seen.waits.push(ms)),
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

describe('photos that wait when the page is loaded anew', () => {
  const never = () => new Promise<void>(() => undefined);
  const offline = () => new Problem(0, 'offline');

  /** One piece of two has arrived, then the network and the page are gone. */
  async function left() {
    const server = aServer([() => null, offline]);
    const { rows, store } = aStore();
    const { queue } = aQueue(undefined, never);
    queue.to(server.door, store);
    queue.add([file(PIECE * 2, 'front.jpg')], 'a defect');
    await settled();
    queue.stop();
    return { server, rows };
  }

  test('go on from what the server has, and are forgotten once they are there', async () => {
    const { server, rows } = await left();
    expect([...rows.values()]).toMatchObject([{ name: 'front.jpg', small: true, id: 'photo 1', defect_id: 'a defect' }]);
    const { queue, seen } = aQueue(() => Promise.reject(new Error('made small already')));
    queue.to(server.door, aStore(rows).store);
    await settled();
    expect(server.offsets).toEqual([0, PIECE]);
    expect(server.defects).toEqual(['a defect']);
    expect(seen.arrived).toBe(1);
    expect(rows.size).toBe(0);
  });

  test('begin anew where the server has forgotten them', async () => {
    const { rows } = await left();
    const { door, offsets, defects } = aServer();
    const { queue, seen } = aQueue();
    queue.to(door, aStore(rows).store);
    await settled();
    expect(offsets).toEqual([0, PIECE]);
    expect(defects).toEqual(['a defect']);
    expect(seen.arrived).toBe(1);
  });

  test('are kept from the moment there is a car, unless taken out or given up', async () => {
    const { door } = aServer([() => new Problem(422, 'not_a_photo')]);
    const { rows, store } = aStore();
    const { queue } = aQueue(undefined, never);
    queue.add([file(10, 'bill.pdf'), file(10, 'other.jpg')]);
    queue.remove(queue.items[1]!.key);
    expect(rows.size).toBe(0);
    queue.to(door, store);
    expect(rows.size).toBe(1);
    await settled();
    expect(queue.items.map((item) => item.state)).toEqual(['failed']);
    expect(rows.size).toBe(0);
  });

  test('stay when it is only that one has to sign in again', async () => {
    const { door } = aServer([() => new Problem(401, 'unauthorized')]);
    const { rows, store } = aStore();
    const { queue } = aQueue();
    queue.to(door, store);
    queue.add([file(10)]);
    await settled();
    expect(queue.items.map((item) => item.state)).toEqual(['failed']);
    expect(rows.size).toBe(1);
  });
});

test('a picture is drawn no larger than the server keeps it', () => {
  expect(fitted(4_032, 3_024)).toEqual([2_048, 1_536]);
  expect(fitted(800, 600)).toEqual([800, 600]);
  expect(fitted(20_000, 3)).toEqual([2_048, 1]);
});
