/** Events of a car's history in words: who did what, and each field before and after. */

import { m as correction } from '../../../car/correction_words';
import { locale } from '../../../i18n/locale.svelte';
import { formatDate } from '../../../kit/dates';
import { formatMoney } from '../../../kit/money';
import { formatNumber } from '../../../kit/numbers';
import { formatPlate } from '../../../kit/plates';
import type { FieldError, VehicleEvent } from '../../../api.gen';
import type { PriceLine } from '../fields';
import { places } from '../places';
import { names } from '../words';
import { m as warned } from './warning_words';
import { m } from './words';

export interface ChangeSaid {
  readonly field: string;
  readonly label: string;
  /** Empty where nothing was. */
  readonly before: string;
  readonly after: string;
}

/** Columns that follow from others, or say nothing to people. */
const UNSAID: ReadonlySet<string> = new Set(['version', 'photo_key', 'entered_at', 'exited_at', 'reserved_for_pro_id']);
/** What was noted by its own name, with what it costs. */
const AMOUNTS = /^(cost|defect)_(added|removed)$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

export function eventSaid(event: VehicleEvent): string {
  return (m.events as Record<string, string>)[event.kind] ?? m.otherEvent;
}

export function changesSaid(event: VehicleEvent): ChangeSaid[] {
  return event.changes
    .filter((change) => !UNSAID.has(change.field))
    .flatMap((change) => {
      if (change.field === 'price_lines') return linesSaid(change.before, change.after);
      if (AMOUNTS.test(event.kind)) return [amountSaid(change)];
      return [{ field: change.field, label: labelOf(change.field), before: then(change.field, change.before), after: said(change.field, change.after) }];
    });
}

function amountSaid({ field, before, after }: VehicleEvent['changes'][number]): ChangeSaid {
  const money = (value: unknown) => (typeof value === 'number' ? formatMoney(value, locale.current) : '');
  return { field, label: field, before: money(before), after: money(after) || m.nothing };
}

/** What was there is struck through; nothing isn't. */
function then(field: string, value: string | number | boolean | null): string {
  return value === null || value === '' ? '' : said(field, value);
}

function labelOf(field: string): string {
  const further = { reason: m.reason, invoice_number: m.exit, mileage_reason: m.mileage_reason, extra_status: names.fields.status, defect: correction.fields.defect };
  return (names.fields as Record<string, string>)[field] ?? (further as Record<string, string>)[field] ?? field;
}

function said(field: string, value: string | number | boolean | null): string {
  if (value === null || value === '') return m.nothing;
  if (typeof value === 'boolean') return value ? names.yes : names.no;
  if (typeof value === 'number') return field.endsWith('_cents') ? formatMoney(value, locale.current) : counted(field, value);
  if (field === 'plate') return formatPlate(value);
  if (field.endsWith('_id')) return places().get(value) ?? value;
  if (DATE.test(value)) return formatDate(Date.parse(value), locale.current);
  const words = { ...names.statuses, ...names.destinations, ...names.kinds, ...names.vatRegimes };
  return (words as Record<string, string>)[value] ?? value;
}

/** Kilometres are read in groups; numbers that name something aren't. */
function counted(field: string, value: number): string {
  return field === 'mileage_km' ? `${formatNumber(value, locale.current)}\u00a0km` : String(value);
}

function linesSaid(before: unknown, after: unknown): ChangeSaid[] {
  const [then, now] = [lines(before), lines(after)];
  return Object.keys({ ...then, ...now })
    .filter((line) => then[line] !== now[line])
    .map((line) => ({
      field: line,
      label: m.lines[line as PriceLine] ?? m.discount,
      before: formatMoney(then[line] ?? 0, locale.current),
      after: formatMoney(now[line] ?? 0, locale.current),
    }));
}

function lines(text: unknown): Record<string, number> {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as Record<string, number>) : {};
  } catch {
    return {};
  }
}

/** A warning of the record; those about a day name it. */
export function warningSaid(oddity: FieldError): string | null {
  const word = (warned as Record<string, string | ((day: string) => string)>)[oddity.code];
  if (word === undefined) return null;
  return typeof word === 'string' ? word : word(formatDate(Date.parse(String(oddity.facts?.due)), locale.current));
}
