import { expect, test } from 'vitest';
import { catalogue, locale } from './locale.svelte';

const m = catalogue(
  { ask: 'Sûr ?', deep: { rate: (rate: number) => `« Taux » : ${rate} %`, many: 'a;b:c' } },
  { ask: 'Sure ?', deep: { rate: (rate: number) => `Rate: ${rate} %`, many: 'a;b:c' } },
);

test('French signs never stand alone on the next line', () => {
  locale.use('fr');
  expect(m.ask).toBe('Sûr\u00a0?');
  expect(m.deep.rate(5)).toBe('«\u00a0Taux\u00a0»\u00a0: 5\u00a0%');
  expect(m.deep.many).toBe('a;b:c');
});

test('English is left as it is written', () => {
  locale.use('en');
  expect(m.ask).toBe('Sure ?');
  expect(m.deep.rate(5)).toBe('Rate: 5 %');
});
