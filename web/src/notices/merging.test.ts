import { expect, test } from 'vitest';
import type { Notice } from '../live/contract';
import { iconOf, merge, pageOf } from './merging';

function aNotice(more: Partial<Notice>): Notice {
  return { id: 'a', kind: 'won', title: 't', body: 'b', link: '/achats', created_at_ms: 0, read: false, ...more };
}

test('what was read and heard is one line, newest first', () => {
  const read = [aNotice({ id: 'b', created_at_ms: 2 }), aNotice({ id: 'a', created_at_ms: 1 })];
  const heard = [aNotice({ id: 'c', created_at_ms: 3 }), aNotice({ id: 'b', created_at_ms: 2 })];
  expect(merge(read, heard).map(({ id }) => id)).toEqual(['c', 'b', 'a']);
});

test('read on either side is read', () => {
  expect(merge([aNotice({ read: true })], [aNotice({})])[0]?.read).toBe(true);
  expect(merge([aNotice({})], [aNotice({ read: true })])[0]?.read).toBe(true);
});

test('links lead inside, whole or not', () => {
  expect(pageOf('/ventes/1?lot=2', 'https://a.example')).toBe('/ventes/1?lot=2');
  expect(pageOf('https://elsewhere.example/ventes/1', 'https://a.example')).toBe('/ventes/1');
});

test('each kind has its picture, an unknown one the bell', () => {
  expect([iconOf('quotation_opened'), iconOf('auction_cancelled'), iconOf('outbid'), iconOf('tax_due')]).toEqual([
    'tag',
    'close',
    'arrowDown',
    'bell',
  ]);
});
