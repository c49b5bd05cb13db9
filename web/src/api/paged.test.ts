import { expect, test } from 'vitest';
import { Paged, type Ask } from './paged.svelte';
import { Problem } from './problem';
import type { List } from './kinds';

/** Numbers counting down from `top`, as a server with cursors gives them. */
function aServer(top: number) {
  const asked: Ask[] = [];
  const server = {
    top,
    asked,
    read: (ask: Ask): Promise<List<number>> => {
      asked.push(ask);
      const from = ask.cursor === null ? server.top : Number(ask.cursor);
      const items = Array.from({ length: Math.min(ask.limit, from) }, (_, index) => from - index);
      const rest = from - items.length;
      return Promise.resolve({ items, next_cursor: rest > 0 ? String(rest) : null, total: server.top });
    },
  };
  return server;
}

test('pages follow one another without a hole, to the end', async () => {
  const server = aServer(7);
  const list = new Paged(server.read, String, 3);
  await list.load();
  await list.more();
  await list.more();
  expect(list.value?.items).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect(list.value?.next_cursor).toBeNull();
  await list.more();
  expect(server.asked).toHaveLength(3);
});

test('reading again brings what is new at the top and keeps what was shown', async () => {
  const server = aServer(7);
  const list = new Paged(server.read, String, 3);
  await list.load();
  await list.more();
  server.top = 8;
  await list.load();
  expect(list.value?.items).toEqual([8, 7, 6, 5, 4, 3]);
});

test('beyond what one answer may hold, the rest stays below the fresh top', async () => {
  const server = aServer(500);
  const list = new Paged(server.read, String, 150);
  await list.load();
  await list.more();
  server.top = 510;
  await list.load();
  expect(server.asked.at(-1)?.limit).toBe(200);
  expect(list.value?.items).toEqual(Array.from({ length: 310 }, (_, index) => 510 - index));
  await list.more();
  expect(list.value?.items.at(-1)).toBe(51);
});

test('another question starts at its first page', async () => {
  const server = aServer(9);
  const list = new Paged(server.read, String, 3);
  await list.load();
  await list.more();
  server.top = 2;
  await list.ask();
  expect(list.value?.items).toEqual([2, 1]);
});

test('a failure keeps what is shown and says why', async () => {
  const server = aServer(2);
  let fail = false;
  const list = new Paged((ask: Ask) => (fail ? Promise.reject(new Problem(503, 'unavailable')) : server.read(ask)), String);
  await list.load();
  fail = true;
  await list.load();
  expect(list.value?.items).toEqual([2, 1]);
  expect(list.problem?.code).toBe('unavailable');
  expect(list.loading).toBe(false);
});
