import { expect, test } from 'vitest';
import { beginnings, keyOf, stagesOf, without } from './life_line';

const extra = (key: string, after: string) => ({ key, label: key, after });

test('extra stages stand behind what they follow, in the order they were made', () => {
  expect(stagesOf([])).toEqual(['pre_entry', 'physical_entry', 'for_sale', 'delivery', 'exited']);
  expect(stagesOf([extra('wash', 'physical_entry'), extra('photos', 'wash')])).toEqual([
    'pre_entry', 'physical_entry', 'wash', 'photos', 'for_sale', 'delivery', 'exited',
  ]);
  expect(stagesOf([extra('one', 'pre_entry'), extra('two', 'pre_entry')])).toEqual([
    'pre_entry', 'one', 'two', 'physical_entry', 'for_sale', 'delivery', 'exited',
  ]);
});

test('those in a circle are nowhere', () => {
  expect(stagesOf([extra('one', 'two'), extra('two', 'one')])).toHaveLength(5);
});

test('nothing begins once a car is on its way out', () => {
  expect(beginnings([extra('wash', 'physical_entry')])).toEqual(['pre_entry', 'physical_entry', 'wash', 'for_sale']);
});

test('a key comes from the name, and is new', () => {
  expect(keyOf('Préparation esthétique', [])).toBe('preparation_esthetique');
  expect(keyOf('Préparation', ['preparation'])).toBe('preparation_2');
  expect(keyOf('Exited', [])).toBe('exited_2');
  expect(keyOf('2e main', [])).toBe('e_main');
  expect(keyOf('***', [])).toBe('statut');
});

test('what followed a stage that goes follows the one before', () => {
  expect(without([extra('wash', 'physical_entry'), extra('photos', 'wash')], 'wash')).toEqual([extra('photos', 'physical_entry')]);
});
