import { beforeEach, expect, test, vi } from 'vitest';
import { session } from '../../../app/session.svelte';
import type { Session } from '../../../api/kinds';
import { blank, forget, keep, kept, untouched } from './draft';

const storage = new Map<string, string>();
beforeEach(() => {
  storage.clear();
  Object.assign(globalThis, {
    localStorage: {
      get length() {
        return storage.size;
      },
      key: (index: number) => [...storage.keys()][index] ?? null,
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => void storage.set(key, value),
      removeItem: (key: string) => void storage.delete(key),
    },
  });
});

test('what was typed is there again, with the fields of a newer form', () => {
  const { vat_regime: _, ...older } = { ...blank(), make: 'RENAULT' };
  storage.set('adjuge.of.lou.trade_in', JSON.stringify({ typed: older }));
  expect(kept('lou')).toEqual({ typed: { ...blank(), make: 'RENAULT' }, comment: '', for_manager: '' });
});

test('what was sent, or is unreadable, is not', () => {
  keep('lou', { typed: blank(), comment: 'x', for_manager: '' });
  forget('lou');
  expect(kept('lou')).toBeNull();
  storage.set('adjuge.of.lou.trade_in', '{');
  expect(kept('lou')).toBeNull();
});

test('on a PC that several share, each finds only what they typed themselves', () => {
  keep('lou', { typed: { ...blank(), plate: 'GD-250-GH' }, comment: 'x', for_manager: '' });
  expect(kept('alix')).toBeNull();
  keep('alix', { typed: blank(), comment: 'y', for_manager: '' });
  expect(kept('lou')?.comment).toBe('x');
});

test('whoever signs out leaves nothing typed behind, and takes nothing of others', async () => {
  storage.set('adjuge.trade_in', '{}');
  storage.set('adjuge.theme', 'dark');
  for (const account_id of ['lou', 'alix']) keep(account_id, { typed: blank(), comment: account_id, for_manager: '' });
  vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(new Response(null, { status: 204 }))));
  session.enter({ account_id: 'lou', locale: 'fr' } as Session);
  const forget = vi.fn();
  session.onLeave(forget);
  await session.signOut();
  expect(forget).toHaveBeenCalledOnce();
  expect(kept('lou')).toBeNull();
  expect(kept('alix')?.comment).toBe('alix');
  expect([...storage.keys()].sort()).toEqual(['adjuge.of.alix.trade_in', 'adjuge.theme']);
});

test('a blank form is not worth keeping; a mileage is not guaranteed unless somebody says so', () => {
  expect(untouched({ typed: blank(), comment: '', for_manager: '' })).toBe(true);
  expect(untouched({ typed: { ...blank(), plate: 'A' }, comment: '', for_manager: '' })).toBe(false);
  expect(blank().mileage_guaranteed).toBe(false);
});
