import { beforeEach, expect, test } from 'vitest';
import { blank, forget, keep, kept, untouched } from './draft';

const storage = new Map<string, string>();
beforeEach(() => {
  storage.clear();
  Object.assign(globalThis, {
    localStorage: {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => void storage.set(key, value),
      removeItem: (key: string) => void storage.delete(key),
    },
  });
});

test('what was typed is there again, with the fields of a newer form', () => {
  const { vat_regime: _, ...older } = { ...blank(), make: 'RENAULT' };
  storage.set('adjuge.trade_in', JSON.stringify({ typed: older }));
  expect(kept()).toEqual({ typed: { ...blank(), make: 'RENAULT' }, comment: '', for_manager: '' });
});

test('what was sent, or is unreadable, is not', () => {
  keep({ typed: blank(), comment: 'x', for_manager: '' });
  forget();
  expect(kept()).toBeNull();
  storage.set('adjuge.trade_in', '{');
  expect(kept()).toBeNull();
});

test('a blank form is not worth keeping; a mileage is not guaranteed unless somebody says so', () => {
  expect(untouched({ typed: blank(), comment: '', for_manager: '' })).toBe(true);
  expect(untouched({ typed: { ...blank(), plate: 'A' }, comment: '', for_manager: '' })).toBe(false);
  expect(blank().mileage_guaranteed).toBe(false);
});
