/** A customer's car as it is typed: texts until they are sent. Pure. */

import { keyOf } from '../../../app/kept';
import type { TradeInForm } from '../../../api.gen';

export interface Typed {
  make: string;
  model: string;
  model_version: string;
  plate: string;
  vin: string;
  energy: string;
  gearbox: string;
  body: string;
  mileage_km: string;
  mileage_guaranteed: boolean;
  first_registration: string;
  fiscal_power_cv: string;
  power_hp: string;
  co2_g_km: string;
  outer_colour: string;
  inner_colour: string;
  condition: string;
  vat_regime: 'margin' | 'standard';
}

export function blank(): Typed {
  return {
    make: '',
    model: '',
    model_version: '',
    plate: '',
    vin: '',
    energy: '',
    gearbox: '',
    body: '',
    mileage_km: '',
    mileage_guaranteed: false,
    first_registration: '',
    fiscal_power_cv: '',
    power_hp: '',
    co2_g_km: '',
    outer_colour: '',
    inner_colour: '',
    condition: '',
    vat_regime: 'margin',
  };
}

const KEPT = 'trade_in';

export interface Kept {
  typed: Typed;
  comment: string;
  for_manager: string;
}

/** Until it is sent, or whoever types it signs out. */
export function keep(account_id: string, kept: Kept): void {
  localStorage.setItem(keyOf(account_id, KEPT), JSON.stringify(kept));
}

export function forget(account_id: string): void {
  localStorage.removeItem(keyOf(account_id, KEPT));
}

/** What was kept, with the fields of today; null where nothing was, or nothing readable. */
export function kept(account_id: string): Kept | null {
  try {
    const found: Partial<Kept> | null = JSON.parse(localStorage.getItem(keyOf(account_id, KEPT)) ?? 'null');
    return found?.typed ? { comment: '', for_manager: '', ...found, typed: { ...blank(), ...found.typed } } : null;
  } catch {
    return null;
  }
}

export function untouched({ typed, comment, for_manager }: Kept): boolean {
  return JSON.stringify(typed) === JSON.stringify(blank()) && comment === '' && for_manager === '';
}

export type Fault = 'missing' | 'neededToAsk' | 'notANumber';

const NUMBERS = ['mileage_km', 'fiscal_power_cv', 'power_hp', 'co2_g_km'] as const;

/** What can't be sent, by JSON pointer; `asking` also needs what pros are asked with (domain 4.2). */
export function faultsOf(typed: Typed, { asking }: { asking: boolean }): ReadonlyMap<string, Fault> {
  const faults = new Map<string, Fault>();
  for (const field of ['make', 'model'] as const) if (typed[field].trim() === '') faults.set(`/${field}`, 'missing');
  for (const field of NUMBERS) if (numberOf(typed[field]) === undefined) faults.set(`/${field}`, 'notANumber');
  if (!asking) return faults;
  for (const field of ['plate', 'vin'] as const) if (typed[field].trim() === '') faults.set(`/${field}`, 'neededToAsk');
  return faults;
}

/** What is sent, where nothing is at fault. */
export function carOf(typed: Typed): Omit<TradeInForm, 'entity_id' | 'point_of_sale_id'> {
  return {
    make: typed.make.trim(),
    model: typed.model.trim(),
    model_version: typed.model_version.trim(),
    trim: '',
    plate: text(typed.plate),
    vin: text(typed.vin),
    energy: text(typed.energy),
    gearbox: text(typed.gearbox),
    body: text(typed.body),
    mileage_km: numberOf(typed.mileage_km) ?? null,
    mileage_guaranteed: typed.mileage_guaranteed,
    first_registration: text(typed.first_registration),
    fiscal_power_cv: numberOf(typed.fiscal_power_cv) ?? null,
    power_hp: numberOf(typed.power_hp) ?? null,
    co2_g_km: numberOf(typed.co2_g_km) ?? null,
    outer_colour: text(typed.outer_colour),
    inner_colour: text(typed.inner_colour),
    condition: typed.condition.trim(),
    vat_regime: typed.vat_regime,
  };
}

function text(typed: string): string | null {
  return typed.trim() === '' ? null : typed.trim();
}

/** Null where nothing was typed, undefined where it is no whole number. */
function numberOf(typed: string): number | null | undefined {
  const bare = typed.replace(/[\s.\u00a0\u202f]/g, '');
  if (bare === '') return null;
  return /^\d{1,7}$/.test(bare) ? Number(bare) : undefined;
}
