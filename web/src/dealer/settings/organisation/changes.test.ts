import { expect, test } from 'vitest';
import { differences, nameOf } from './changes';

test('a change shows every field that differs, before and after', () => {
  expect(differences({ before: { name: 'A', rights: ['x'] }, after: { name: 'B', rights: ['x', 'y'], phone: '' } })).toEqual([
    { field: 'name', before: 'A', after: 'B' },
    { field: 'rights', before: 'x', after: 'x, y' },
    { field: 'phone', before: '–', after: '–' },
  ]);
});

test('what was made has nothing before, what is gone nothing after', () => {
  expect(differences({ before: null, after: { enabled: true } })).toEqual([{ field: 'enabled', before: '–', after: 'true' }]);
  expect(differences({ before: { rule: { both: false, beyond_km: 5 } }, after: null })).toEqual([
    { field: 'rule', before: 'both false · beyond_km 5', after: '–' },
  ]);
});

test('a change is called by the name it says', () => {
  expect(nameOf({ before: { name: 'Lyon' }, after: null })).toBe('Lyon');
  expect(nameOf({ before: null, after: { email: 'a@b.fr' } })).toBe('a@b.fr');
  expect(nameOf({ before: { enabled: false }, after: { enabled: true } })).toBe('');
});
