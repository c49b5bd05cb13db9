import { expect, test } from 'vitest';
import type { List } from '../../../api/kinds';
import { PAGE, Pages, type Ask } from './pages.svelte';

const TOTAL = 100_000;

function aStock(total = TOTAL) {
  const asks: Ask[] = [];
  let word = 'row';
  const pages = new Pages<string>((ask, signal) => {
    asks.push(ask);
    return new Promise<List<string>>((resolve, reject) => {
      const from = ask.cursor ? Number(ask.cursor) : ask.skip;
      signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
      const items = Array.from({ length: Math.min(ask.limit, Math.max(0, total - from)) }, (_, at) => `${word} ${from + at}`);
      setTimeout(() => resolve({ items, next_cursor: from + ask.limit < total ? String(from + ask.limit) : null, total }));
    });
  });
  return { pages, asks, say: (text: string) => (word = text) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

test('the next page comes by its cursor, one far away by skipping', async () => {
  const { pages, asks } = aStock();
  await pages.ask();
  expect(pages.total).toBe(TOTAL);
  pages.look([0, 1]);
  await settled();
  expect(asks.at(-1)).toEqual({ limit: PAGE, cursor: String(PAGE), skip: 0 });
  pages.look([500]);
  await settled();
  expect(asks.at(-1)).toEqual({ limit: PAGE, cursor: null, skip: 500 * PAGE });
  expect(pages.row(500 * PAGE + 3)).toBe(`row ${500 * PAGE + 3}`);
  expect(pages.row(3 * PAGE)).toBeUndefined();
});

test('what is known is not read twice; what one flew past is not waited for', async () => {
  const { pages, asks } = aStock();
  await pages.ask();
  pages.look([0]);
  pages.look([300]);
  pages.look([600]);
  await settled();
  expect(asks).toHaveLength(3);
  expect(pages.row(300 * PAGE)).toBeUndefined();
  expect(pages.row(600 * PAGE)).toBe(`row ${600 * PAGE}`);
});

test('memory stays flat over a hundred thousand rows', async () => {
  const { pages } = aStock();
  await pages.ask();
  for (let page = 0; page < 60; page += 1) {
    pages.look([page, page + 1]);
    await settled();
  }
  expect(pages.row(0)).toBeUndefined();
  expect(pages.row(60 * PAGE - 1)).toBe(`row ${60 * PAGE - 1}`);
});

test('news is read where one looks; the old stays shown meanwhile', async () => {
  const { pages, asks, say } = aStock();
  await pages.ask();
  pages.look([0, 1]);
  await settled();
  pages.look([1, 2]);
  await settled();
  say('new');
  const before = asks.length;
  const loading = pages.load();
  expect(pages.row(PAGE + 5)).toBe(`row ${PAGE + 5}`);
  await loading;
  expect(asks.length - before).toBe(2);
  expect(pages.row(PAGE + 5)).toBe(`new ${PAGE + 5}`);
  expect(pages.row(0)).toBeUndefined();
});

test('nothing of another question stays', async () => {
  const { pages, say } = aStock();
  await pages.ask();
  pages.look([0, 1]);
  await settled();
  say('other');
  await pages.ask();
  expect(pages.row(0)).toBe('other 0');
  expect(pages.row(PAGE + 5)).toBeUndefined();
});
