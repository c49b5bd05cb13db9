/** Columns of the table of cars: how wide, on which side, sorted by what, and what a cell says. */

import { session } from '../../../app/session.svelte';
import { locale } from '../../../i18n/locale.svelte';
import { formatDate } from '../../../kit/dates';
import { formatMoney } from '../../../kit/money';
import { formatNumber } from '../../../kit/numbers';
import { formatPlate } from '../../../kit/plates';
import type { VehicleRow } from '../../../api.gen';
import { names, type FieldName } from '../words';

export interface Column {
  readonly key: FieldName;
  /** In px. */
  readonly width: number;
  readonly right: boolean;
  /** What the server sorts by. */
  readonly sort?: string;
}

const column = (key: FieldName, width: number, right = false, sort?: string): Column => ({ key, width, right, sort });

/** Every column but the car's own, which is always there. */
export const COLUMNS: readonly Column[] = [
  column('status', 176),
  column('destination', 112),
  column('days_in_stock', 84, true, 'days_in_stock'),
  column('days_late', 96, true, 'days_late'),
  column('market_value_cents', 128, true),
  column('proposed_price_cents', 128, true),
  column('retail_price_cents', 128, true, 'retail_price_cents'),
  column('proposed_trade_price_cents', 132, true),
  column('trade_price_cents', 128, true, 'trade_price_cents'),
  column('real_margin_cents', 116, true),
  column('staff_price_cents', 128, true),
  column('purchase_price_cents', 128, true),
  column('reserved_for', 168),
  column('point_of_sale_id', 168),
  column('physical_site_id', 168),
  column('mileage_km', 104, true, 'mileage_km'),
  column('first_registration', 112, true, 'first_registration'),
  column('entered_at', 120, true, 'entered_at'),
  column('sale_target_on', 128, true, 'sale_target_on'),
  column('number', 72, true, 'number'),
  column('plate', 112),
  column('internal_number', 112),
  column('vin', 172),
  column('police_number', 100, true),
  column('kind', 64),
  column('energy', 104),
  column('gearbox', 112),
  column('body', 112),
  column('outer_colour', 128),
  column('origin', 128),
  column('vat_regime', 136),
  column('sale_to_professionals_allowed', 128),
];
const BY_KEY = new Map<string, Column>(COLUMNS.map((one) => [one.key, one]));
export const USUAL: readonly string[] = [
  'status',
  'days_in_stock',
  'market_value_cents',
  'retail_price_cents',
  'trade_price_cents',
  'real_margin_cents',
];

const MARGINS: ReadonlySet<string> = new Set(['purchase_price_cents', 'real_margin_cents']);
/** What cars cost and earn is for who may see margins. */
export function seen({ key }: Column): boolean {
  return session.may('see_margins') || !MARGINS.has(key);
}

/** The columns chosen, in that order; the usual ones when none is. */
export function columnsOf(chosen: readonly string[]): Column[] {
  const found = chosen.flatMap((key) => BY_KEY.get(key) ?? []);
  return found.length > 0 ? found : columnsOf(USUAL);
}

/** The names of points of sale by id. */
export type Places = ReadonlyMap<string, string>;

/** What a cell says; status is drawn by the row itself. */
export function cell(key: FieldName, car: VehicleRow, places: Places): string {
  switch (key) {
    case 'status':
      return names.statuses[car.status];
    case 'destination':
      return names.destinations[car.destination];
    case 'kind':
      return names.kinds[car.kind];
    case 'vat_regime':
      return names.vatRegimes[car.vat_regime];
    case 'plate':
      return car.plate ? formatPlate(car.plate) : '–';
    case 'days_in_stock':
      return car.days_in_stock === null ? '–' : names.daysShort(car.days_in_stock);
    case 'days_late':
      return car.days_late === null || car.days_late <= 0 ? '–' : names.daysShort(car.days_late);
    case 'mileage_km':
      return car.mileage_km === null ? '–' : `${formatNumber(car.mileage_km, locale.current)}\u00a0km`;
    case 'reserved_for':
      return car.reserved_for?.name ?? '–';
    case 'point_of_sale_id':
    case 'physical_site_id':
      return places.get(car[key] ?? '') ?? '–';
    case 'first_registration':
    case 'entered_at':
    case 'sale_target_on':
      return day(car[key]);
    default:
      return plain(car[key as keyof VehicleRow], key);
  }
}

function day(date: string | null): string {
  return date ? formatDate(Date.parse(date), locale.current) : '–';
}

function plain(value: unknown, key: FieldName): string {
  if (typeof value === 'boolean') return value ? names.yes : names.no;
  if (typeof value === 'number') return key.endsWith('_cents') ? formatMoney(value, locale.current) : String(value);
  return typeof value === 'string' && value !== '' ? value : '–';
}
