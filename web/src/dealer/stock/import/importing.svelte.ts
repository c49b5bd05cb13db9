/** A file of cars on its way into the stock: sent, mapped, tried, taken in (server/stock/exchanging). */

import type { VehicleImport } from '../../../api.gen';
import { api } from '../../../api/client';
import { asProblem, type Problem } from '../../../api/problem';
import { sendFile } from './sending';

/** Fields a file may hold; the first three it has to. */
export const NEEDED = ['make', 'model', 'purchase_price_cents'] as const;
export const FIELDS = [
  ...NEEDED,
  'model_version', 'trim', 'plate', 'vin', 'internal_number', 'kind', 'first_registration', 'mileage_km', 'mileage_guaranteed',
  'first_owner', 'origin', 'energy', 'gearbox', 'body', 'doors', 'fiscal_power_cv', 'power_hp', 'co2_g_km', 'outer_colour',
  'inner_colour', 'vat_regime', 'market_value_cents', 'retail_price_cents', 'trade_price_cents', 'staff_price_cents',
  'destination', 'status', 'sale_to_professionals_allowed', 'entered_at', 'purchased_on', 'sale_target_on', 'comment',
] as const;

export class Importing {
  value = $state.raw<VehicleImport | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Of the sending, from 0 to 1; null when nothing is sent. */
  sent = $state<number | null>(null);
  mapping = $state.raw<Readonly<Record<string, string>>>({});

  get running(): boolean {
    return this.value?.state === 'queued' || this.value?.state === 'running';
  }

  /** What no column gives yet, though every car needs it. */
  get lacking(): readonly (typeof NEEDED)[number][] {
    return NEEDED.filter((field) => !this.mapping[field]);
  }

  async send(file: File, entity_id: string, point_of_sale_id: string): Promise<void> {
    this.problem = null;
    this.sent = 0;
    try {
      const query = new URLSearchParams({ entity_id, point_of_sale_id, name: file.name.slice(0, 200) });
      this.take(await sendFile<VehicleImport>(`/api/vehicle-imports?${query}`, file, (part) => (this.sent = part)));
    } catch (error) {
      this.problem = asProblem(error);
    } finally {
      this.sent = null;
    }
  }

  async open(id: string): Promise<void> {
    await this.act(() => api.get<VehicleImport>(`/vehicle-imports/${id}`));
  }

  /** What a column of the file is; "" for nothing we keep. A result of another mapping no longer counts. */
  assign(header: string, field: string): void {
    const others = Object.entries(this.mapping).filter(([name, of]) => name !== field && of !== header);
    this.mapping = Object.fromEntries(field === '' ? others : [...others, [field, header]]);
    if (this.value) this.value = { ...this.value, state: 'uploaded', errors: [], error_count: 0 };
  }

  async run(dry_run: boolean, skip_errors = false): Promise<void> {
    const id = this.value?.id;
    const body = { mapping: this.mapping, dry_run, skip_errors };
    await this.act(() => api.post<VehicleImport>(`/vehicle-imports/${id}/run`, body));
  }

  async forget(): Promise<void> {
    if (this.value && this.value.state !== 'imported') await api.delete(`/vehicle-imports/${this.value.id}`);
    this.value = null;
    this.problem = null;
  }

  /** How far it has got. */
  async look(): Promise<void> {
    if (this.value && this.running) await this.open(this.value.id);
  }

  private async act(work: () => Promise<VehicleImport>): Promise<void> {
    this.problem = null;
    try {
      this.take(await work());
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  private take(value: VehicleImport): void {
    if (this.value?.id !== value.id || Object.keys(this.mapping).length === 0) this.mapping = value.mapping;
    this.value = value;
  }
}
