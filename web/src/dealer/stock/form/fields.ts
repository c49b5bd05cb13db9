/** How each field of a car is typed, and what of it goes to the server. Pure. */

import { formatPlate } from '../../../kit/plates';
import type { FieldName } from '../words';

export type Form = 'text' | 'long' | 'date' | 'integer' | 'money' | 'flag' | 'tri' | 'plate' | 'vin' | 'choice' | 'list';

export const FORMS: Partial<Record<FieldName | MoveField, Form>> = {
  kind: 'choice',
  destination: 'choice',
  vat_regime: 'choice',
  entity_id: 'choice',
  point_of_sale_id: 'choice',
  physical_site_id: 'choice',
  plate: 'plate',
  vin: 'vin',
  first_registration: 'date',
  purchased_on: 'date',
  purchase_declared_on: 'date',
  sale_target_on: 'date',
  entered_on: 'date',
  delivered_on: 'date',
  mileage_km: 'integer',
  doors: 'integer',
  fiscal_power_cv: 'integer',
  power_hp: 'integer',
  co2_g_km: 'integer',
  police_number: 'integer',
  mileage_guaranteed: 'flag',
  sale_to_professionals_allowed: 'flag',
  first_owner: 'tri',
  purchase_price_cents: 'money',
  market_value_cents: 'money',
  retail_price_cents: 'money',
  trade_price_cents: 'money',
  staff_price_cents: 'money',
  options: 'list',
  comment: 'long',
  comment_for_pros: 'long',
  seller_id: 'choice',
  delivery_point_of_sale_id: 'choice',
};

/** Fields that only a move along the life-line has. */
export type MoveField =
  | 'entered_on'
  | 'seller_id'
  | 'client'
  | 'delivered_on'
  | 'delivery_point_of_sale_id'
  | 'seller_name'
  | 'seller_address'
  | 'seller_document'
  | 'payment_method'
  | 'mileage_reason';

/** Fields the server stores as text that is never null. */
const NEVER_NULL: ReadonlySet<string> = new Set(['model_version', 'trim', 'comment', 'comment_for_pros']);

/** What is typed: text as it stands, cents of amounts, flags. */
export type Typed = string | number | boolean | null;
export type Values = Readonly<Record<string, Typed>>;

export function formOf(name: string): Form {
  return (FORMS as Record<string, Form>)[name] ?? 'text';
}

/** As a form shows what the server says. */
export function shown(name: string, value: unknown): Typed {
  switch (formOf(name)) {
    case 'money':
      return typeof value === 'number' ? value : null;
    case 'flag':
      return value === true;
    case 'tri':
      return value === true ? 'true' : value === false ? 'false' : '';
    case 'plate':
      return typeof value === 'string' ? formatPlate(value) : '';
    case 'list':
      return Array.isArray(value) ? value.join('\n') : '';
    default:
      return value === null || value === undefined ? '' : String(value);
  }
}

/** As the server takes what was typed; what is no number goes as it is, for the server to refuse beside its field. */
export function sent(name: string, typed: Typed): unknown {
  if (typeof typed !== 'string') return typed;
  const text = typed.trim();
  switch (formOf(name)) {
    case 'tri':
      return text === '' ? null : text === 'true';
    case 'list':
      return text.split('\n').map((line) => line.trim()).filter(Boolean);
    case 'integer': {
      const digits = text.replace(/[\s\u00a0\u202f.]/g, '');
      return text === '' ? null : /^\d{1,12}$/.test(digits) ? Number(digits) : text;
    }
    default:
      return text === '' && !NEVER_NULL.has(name) ? null : text;
  }
}

/** The fields that differ from what the server has. */
export function changes(values: Values, before: Values): Record<string, unknown> {
  const names = Object.keys(values).filter((name) => values[name] !== before[name]);
  return Object.fromEntries(names.map((name) => [name, sent(name, values[name] ?? null)]));
}

/** Everything that was filled in: for a new car, where silence leaves the server's defaults. */
export function filled(values: Values): Record<string, unknown> {
  const pairs = Object.entries(values).map(([name, typed]) => [name, sent(name, typed)] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)));
}
