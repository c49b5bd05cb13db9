/** What was corrected of a car, as a line each. Pure but for the language. */

import type { Locale } from '../i18n/locale.svelte';
import { formatDate } from '../kit/dates';
import { formatNumber } from '../kit/numbers';
import { formatPlate } from '../kit/plates';
import type { CarCorrection, CorrectedField } from '../protocol.gen';
import { m } from './correction_words';

export function correctionSaid(correction: CarCorrection, locale: Locale): string {
  return m.said(correction.changes.map((change) => said(change, locale)).join(' ; '), correction.reason);
}

function said({ field, before, after }: CorrectedField, locale: Locale): string {
  const name = (m.fields as Record<string, string>)[field] ?? field;
  const unit = field === 'mileage_km' ? '\u00a0km' : '';
  return m.change(name, value(field, before, locale), value(field, after, locale) + unit);
}

function value(field: string, one: CorrectedField['before'], locale: Locale): string {
  if (one === undefined || one === null || one === '') return '–';
  if (typeof one === 'number') return formatNumber(one, locale);
  if (field === 'plate') return formatPlate(String(one));
  return field === 'first_registration' ? formatDate(Date.parse(String(one)), locale) : String(one);
}
