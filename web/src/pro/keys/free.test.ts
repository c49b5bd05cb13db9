import { expect, test } from 'vitest';
import { keyOf } from './free';

const at = (inside: string) => ({ closest: (selectors: string) => (selectors.includes(inside) ? {} : null) }) as unknown as EventTarget;
const press = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, target: at('main'), ...more });

test('a bare key counts, whatever its case, once', () => {
  expect(keyOf(press('M'))).toBe('m');
  expect(keyOf(press('?'))).toBe('?');
  expect(keyOf(press('1', { repeat: true }))).toBeNull();
});

test('nothing while typing, with a modifier, in a dialog, or for keys with a name', () => {
  expect(keyOf(press('1', { target: at('input') }))).toBeNull();
  expect(keyOf(press('m', { target: at('dialog') }))).toBeNull();
  expect(keyOf(press('r', { ctrlKey: true }))).toBeNull();
  expect(keyOf(press('Enter'))).toBeNull();
});
