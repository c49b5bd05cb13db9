import { beforeEach, expect, test } from 'vitest';
import { locale } from '../../../i18n/locale.svelte';
import { differences, nameOf } from './changes';

beforeEach(() => {
  locale.current = 'fr';
});

test('a change shows every field that differs, before and after', () => {
  expect(differences({ before: { name: 'A', rights: ['x'] }, after: { name: 'B', rights: ['x', 'y'], odd_one: '' } })).toEqual([
    { field: 'Nom', before: 'A', after: 'B' },
    { field: 'Droits', before: 'x', after: 'x, y' },
    { field: 'odd one', before: '–', after: '–' },
  ]);
});

test('what was made has nothing before, what is gone nothing after', () => {
  expect(differences({ before: null, after: { enabled: true } })).toEqual([{ field: 'Ventes de stock', before: '–', after: 'Oui' }]);
  expect(differences({ before: { destination_rule: { both: false, beyond_km: 5 } }, after: null })).toEqual([
    { field: 'Règle de destination', before: 'les deux Non · kilométrage supérieur à 5', after: '–' },
  ]);
});

test('amounts, rates and ids read as people write them', () => {
  const names = new Map([['e1', 'Démo Lyon']]);
  expect(
    differences({ before: null, after: { limit_cents: 2_090_000, retail_margin: { kind: 'percent', rate_bp: 725 }, entity_ids: ['e1', 'e2'] } }, names),
  ).toEqual([
    { field: 'Plafond', before: '–', after: '20\u00a0900,00\u00a0€' },
    { field: 'Marge, particulier', before: '–', after: 'taux 7,25 %' },
    { field: 'Concessions', before: '–', after: 'Démo Lyon, e2' },
  ]);
});

test('a change is called by the name it says', () => {
  expect(nameOf({ before: { name: 'Lyon' }, after: null })).toBe('Lyon');
  expect(nameOf({ before: null, after: { email: 'a@b.fr' } })).toBe('a@b.fr');
  expect(nameOf({ before: { enabled: false }, after: { enabled: true } })).toBe('');
});
