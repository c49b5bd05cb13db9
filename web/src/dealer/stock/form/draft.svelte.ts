/** A car's record being written: a new one, or a change of one over what the server has. */

import { api } from '../../../api/client';
import { asProblem, type Problem } from '../../../api/problem';
import { session } from '../../../app/session.svelte';
import type { VehicleEvent, VehicleRecord } from '../../../api.gen';
import { PRICE_LINES } from '../fields';
import type { PriceLines } from '../fields';
import { changes, filled, shown, type Typed, type Values } from './fields';

export const SECTIONS = {
  identity: ['make', 'model', 'model_version', 'trim', 'plate', 'vin', 'internal_number', 'kind', 'first_registration', 'mileage_km'],
  technical: [
    'energy', 'gearbox', 'body', 'doors', 'fiscal_power_cv', 'power_hp', 'co2_g_km', 'outer_colour', 'inner_colour',
    'origin', 'first_owner',
  ],
  place: ['entity_id', 'point_of_sale_id', 'physical_site_id', 'destination', 'vat_regime', 'purchased_on', 'purchase_declared_on', 'sale_target_on'],
  prices: ['purchase_price_cents', 'market_value_cents', 'retail_price_cents', 'trade_price_cents', 'staff_price_cents'],
  equipment: ['options', 'comment', 'comment_for_pros'],
} as const;
const FLAGS = ['mileage_guaranteed', 'sale_to_professionals_allowed'] as const;
const NAMES = [...Object.values(SECTIONS).flat(), ...FLAGS];
const NO_LINES = Object.fromEntries([...PRICE_LINES, 'professional_discount_cents'].map((line) => [line, 0])) as PriceLines;

export class CarDraft {
  values = $state.raw<Values>({});
  lines = $state.raw<PriceLines>(NO_LINES);
  mileageReason = $state('');
  problem = $state.raw<Problem | null>(null);
  /** What others did since the record was read. */
  others = $state.raw<readonly VehicleEvent[] | null>(null);
  busy = $state(false);
  readonly car: VehicleRecord | null;
  private readonly before: Values;

  constructor(car: VehicleRecord | null) {
    this.car = car;
    const entity = session.current?.entities[0];
    const source: Record<string, unknown> = car
      ? { ...car }
      : { kind: 'used', destination: 'retail', vat_regime: 'margin', entity_id: entity?.id, point_of_sale_id: entity?.points_of_sale[0]?.id };
    this.before = Object.fromEntries(NAMES.map((name) => [name, shown(name, source[name])]));
    this.values = this.before;
    this.lines = { ...NO_LINES, ...car?.price_lines };
  }

  get asksReason(): boolean {
    return this.problem?.of('/mileage_km')?.code === 'mileage_goes_down' || this.mileageReason !== '';
  }

  /** Whether a sale or a reservation keeps this field as it is. */
  keeps(name: string): boolean {
    return this.car?.kept.includes(name) === true;
  }

  get changed(): boolean {
    return Object.keys(changes(this.values, this.before)).length > 0 || this.linesChanged;
  }

  set(name: string, value: Typed): void {
    this.values = { ...this.values, [name]: value };
    if (name !== 'entity_id') return;
    const entity = session.current?.entities.find((one) => one.id === value);
    this.values = { ...this.values, point_of_sale_id: entity?.points_of_sale[0]?.id ?? '' };
  }

  setLine(line: keyof PriceLines, cents: number): void {
    this.lines = { ...this.lines, [line]: cents };
  }

  async save(): Promise<VehicleRecord | null> {
    this.busy = true;
    this.problem = null;
    this.others = null;
    try {
      return this.car ? await this.change(this.car) : await api.post<VehicleRecord>('/vehicles', this.all());
    } catch (error) {
      this.problem = asProblem(error);
      if (this.problem.code === 'conflict') this.others = (this.problem.facts.changes as VehicleEvent[] | undefined) ?? [];
      return null;
    } finally {
      this.busy = false;
    }
  }

  private get linesChanged(): boolean {
    const before = this.car?.price_lines ?? NO_LINES;
    return Object.entries(this.lines).some(([line, cents]) => before[line as keyof PriceLines] !== cents);
  }

  private all(): Record<string, unknown> {
    return { ...filled(this.values), ...(this.linesChanged ? { price_lines: this.lines } : {}) };
  }

  private change(car: VehicleRecord): Promise<VehicleRecord> {
    return api.patch<VehicleRecord>(`/vehicles/${car.id}`, {
      version: car.version,
      ...changes(this.values, this.before),
      ...(this.linesChanged ? { price_lines: this.lines } : {}),
      ...(this.mileageReason.trim() ? { mileage_reason: this.mileageReason.trim() } : {}),
    });
  }
}
