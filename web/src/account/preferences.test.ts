import { afterEach, expect, test, vi } from 'vitest';
import { groupOf, nameOfKind } from './kinds';
import type { Choice } from '../api.gen';
import { Preferences } from './preferences.svelte';

const CHOICES: readonly Choice[] = [
  { kind: 'outbid', channel: 'in_app', wanted: true, required: true },
  { kind: 'outbid', channel: 'mail', wanted: false, required: false },
  { kind: 'outbid', channel: 'push', wanted: true, required: false },
  { kind: 'quotation_opened', channel: 'in_app', wanted: true, required: true },
];

afterEach(() => vi.unstubAllGlobals());

function answering(status: number) {
  const sent: unknown[] = [];
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    sent.push(JSON.parse(String(init.body)));
    return Promise.resolve(new Response('{}', { status }));
  });
  return sent;
}

test('events stand in the groups people think in, a line for each', () => {
  const { groups } = new Preferences(CHOICES);
  expect(groups.map(({ group }) => group)).toEqual(['sales', 'quotations']);
  expect(groups[0]?.lines[0]?.choices.mail?.wanted).toBe(false);
});

test('a choice is kept at once and sent alone', async () => {
  const sent = answering(200);
  const preferences = new Preferences(CHOICES);
  await preferences.choose('outbid', 'mail', true);
  expect(preferences.choices[1]?.wanted).toBe(true);
  expect(sent).toEqual([{ choices: [{ kind: 'outbid', channel: 'mail', wanted: true }] }]);
});

test('what the server refuses is shown as it was', async () => {
  answering(422);
  const preferences = new Preferences(CHOICES);
  await expect(preferences.choose('outbid', 'push', false)).rejects.toThrow();
  expect(preferences.choices[2]?.wanted).toBe(true);
});

test('events are known by name, newer ones by their code', () => {
  expect(nameOfKind('outbid')).not.toBe('outbid');
  expect(nameOfKind('car_washed')).toBe('car washed');
  expect(groupOf('connection_ended')).toBe('relations');
  expect(groupOf('something_new')).toBe('other');
});
