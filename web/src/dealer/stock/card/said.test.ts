import { beforeEach, expect, test } from 'vitest';
import { locale } from '../../../i18n/locale.svelte';
import type { VehicleEvent } from '../../../api.gen';
import { changesSaid } from './said';

beforeEach(() => locale.use('fr'));

const event = (kind: string, before: number | null, after: number | null): VehicleEvent => ({
  id: '1',
  version: 2,
  at: '2026-11-24T10:00:00Z',
  account_id: null,
  actor: 'Paul Duparc',
  kind,
  changes: [{ field: 'Impacts de gravillons capot', before, after }],
});

test('a defect or a cost that was noted is said with its amount in euros', () => {
  for (const kind of ['defect_added', 'cost_added']) {
    expect(changesSaid(event(kind, null, 15_000))[0]).toMatchObject({ before: '', after: expect.stringMatching(/^150,00\s€$/) });
  }
  expect(changesSaid(event('defect_removed', 15_000, null))[0]?.before).toMatch(/^150,00\s€$/);
});

test('a mileage is said in kilometres, and a number that names something as it is', () => {
  const change = (field: string) => ({ ...event('edited', 0, 0), changes: [{ field, before: 98_000, after: 99_500 }] });
  expect(changesSaid(change('mileage_km'))[0]?.after).toMatch(/^99\s500\skm$/);
  expect(changesSaid(change('police_number'))[0]?.after).toBe('99500');
});
