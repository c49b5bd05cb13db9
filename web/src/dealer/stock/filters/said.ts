/** A narrowing in words: what its mark says. */

import { locale } from '../../../i18n/locale.svelte';
import { formatNumber } from '../../../kit/numbers';
import type { Places } from '../table/columns';
import { names } from '../words';
import type { Narrowing } from './filters';
import { m } from './words';

export function choiceSaid(name: string, value: string, places: Places): string {
  if (name === 'status') return names.statuses[value as keyof typeof names.statuses] ?? value;
  if (name === 'destination') return names.destinations[value as keyof typeof names.destinations] ?? value;
  if (name === 'kind') return names.kinds[value as keyof typeof names.kinds] ?? value;
  if (name === 'vat_regime') return names.vatRegimes[value as keyof typeof names.vatRegimes] ?? value;
  if (name === 'point_of_sale_id' || name === 'entity_id') return places.get(value) ?? value;
  return value;
}

export function said(narrowing: Narrowing, places: Places): string {
  if (narrowing.kind === 'choice') return choiceSaid(narrowing.name, narrowing.value, places);
  if (narrowing.kind === 'flag') return m.flags[narrowing.name][narrowing.value ? 'on' : 'off'];
  const what = m.ranges[narrowing.name];
  const amount = (value: number) => `${formatNumber(value, locale.current)}\u00a0${m.units[narrowing.name]}`;
  if (narrowing.min === null) return m.atMost(what, amount(narrowing.max ?? 0));
  if (narrowing.max === null) return m.atLeast(what, amount(narrowing.min));
  return m.between(what, formatNumber(narrowing.min, locale.current), amount(narrowing.max));
}
