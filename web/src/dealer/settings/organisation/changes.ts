/** A change of the audit trail as lines: field, before, after. Pure but for the language in use. */

import type { AuditEntry } from '../../../api.gen';
import { locale } from '../../../i18n/locale.svelte';
import { formatMoney } from '../../../kit/money';
import { formatRate } from '../rates';
import { m as settings } from '../words';
import { nameOfField } from './fields';

export interface Difference {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** What an id is called, where one knows. */
export type Names = ReadonlyMap<string, string>;

const NOTHING = '–';

export function differences({ before, after }: Pick<AuditEntry, 'before' | 'after'>, names: Names = new Map()): readonly Difference[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields.map((field) => ({
    field: nameOfField(field),
    before: text(field, before?.[field], names),
    after: text(field, after?.[field], names),
  }));
}

/** What it was done to, when the change says so itself. */
export function nameOf({ before, after }: Pick<AuditEntry, 'before' | 'after'>): string {
  const said = after?.['name'] ?? before?.['name'] ?? after?.['email'] ?? before?.['email'];
  return typeof said === 'string' ? said : '';
}

function text(field: string, value: unknown, names: Names): string {
  if (value === undefined || value === null || value === '') return NOTHING;
  if (typeof value === 'boolean') return value ? settings.yes : settings.no;
  if (typeof value === 'number' && field.endsWith('_cents')) return formatMoney(value, locale.current);
  if (typeof value === 'number' && field.endsWith('_bp')) return `${formatRate(value, locale.current)} ${settings.percent}`;
  if (Array.isArray(value)) return value.length === 0 ? NOTHING : value.map((one) => text(field, one, names)).join(', ');
  if (typeof value === 'object') {
    return Object.entries(value)
      .filter(([inner]) => inner !== 'kind')
      .map(([inner, said]) => `${nameOfField(inner)} ${text(inner, said, names)}`)
      .join(' · ');
  }
  return names.get(String(value)) ?? String(value);
}
