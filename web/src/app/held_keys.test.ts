import { expect, test } from 'vitest';
import { pressOnce } from './held_keys';

function stopped(key: string, repeat: boolean, inside: string): boolean {
  let done = false;
  const target = { closest: (selector: string) => (selector.includes(inside) ? {} : null) } as unknown as EventTarget;
  pressOnce({ key, repeat, target, preventDefault: () => (done = true) });
  return done;
}

test.each([
  ['Enter', true, 'button', true],
  ['Enter', false, 'button', false],
  ['Enter', true, 'textarea', false],
  ['ArrowDown', true, 'button', false],
] as const)('%s, repeated %s, in a %s: stopped %s', (key, repeat, inside, seen) => {
  expect(stopped(key, repeat, inside)).toBe(seen);
});
