/** A change of the audit trail as lines: field, before, after. Pure. */

import type { Change } from '../../../api/organisations';

export interface Difference {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

const NOTHING = '–';

export function differences({ before, after }: Pick<Change, 'before' | 'after'>): readonly Difference[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields.map((field) => ({ field, before: text(before?.[field]), after: text(after?.[field]) }));
}

/** What it was done to, when the change says so itself. */
export function nameOf({ before, after }: Pick<Change, 'before' | 'after'>): string {
  const said = after?.['name'] ?? before?.['name'] ?? after?.['email'] ?? before?.['email'];
  return typeof said === 'string' ? said : '';
}

function text(value: unknown): string {
  if (value === undefined || value === null || value === '') return NOTHING;
  if (Array.isArray(value)) return value.length === 0 ? NOTHING : value.map(text).join(', ');
  if (typeof value === 'object') return Object.entries(value).map(([name, inner]) => `${name} ${text(inner)}`).join(' · ');
  return String(value);
}
