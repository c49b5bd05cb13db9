/** A move along the life-line being filled in: what is missing, what is proposed, what the server says of it. */

import { api } from '../../../api/client';
import { asProblem, Problem } from '../../../api/problem';
import type { List } from '../../../api/kinds';
import { session } from '../../../app/session.svelte';
import type { Head, Move, VehicleEvent, VehicleRecord } from '../../../api.gen';
import { SELLER_FIELDS } from '../fields';
import type { SellerField } from '../fields';
import { sent, type Typed } from '../form/fields';

interface Person {
  readonly id: string;
  readonly name: string;
}

export class Moving {
  values = $state.raw<Readonly<Record<string, Typed>>>({});
  problem = $state.raw<Problem | null>(null);
  changes = $state.raw<readonly VehicleEvent[] | null>(null);
  /** Fields to ask for: what is missing, and what the server asked for since. */
  names = $state.raw<readonly string[]>([]);
  sellers = $state.raw<readonly Person[]>([]);
  clients = $state.raw<readonly Person[]>([]);
  busy = $state(false);
  /** The police number was taken by somebody meanwhile; this is the next. */
  nextNumber = $state<number | null>(null);
  readonly car: VehicleRecord;
  readonly move: Move;

  constructor(car: VehicleRecord, move: Move, today: string) {
    this.car = car;
    this.move = move;
    this.names = move.missing;
    const proposals: Record<string, Typed> = {
      entered_on: today,
      delivered_on: today,
      seller_id: session.current?.user_id ?? '',
      delivery_point_of_sale_id: car.point_of_sale_id,
      physical_site_id: car.physical_site_id ?? car.point_of_sale_id,
    };
    this.values = Object.fromEntries(move.missing.map((name) => [name, proposals[name] ?? (name.endsWith('_cents') ? null : '')]));
    void this.propose();
  }

  get registers(): boolean {
    return this.names.includes('police_number');
  }

  /** What the register's entry would lack, to be completed later. */
  get unsaid(): readonly SellerField[] {
    return this.registers ? SELLER_FIELDS.filter((name) => !sent(name, this.values[name] ?? '')) : [];
  }

  set(name: string, value: Typed): void {
    this.values = { ...this.values, [name]: value };
  }

  /** The car as it is after the move, or null when it was refused. */
  async go(): Promise<VehicleRecord | null> {
    this.changes = null;
    this.problem = this.lacking();
    if (this.problem) return null;
    this.busy = true;
    try {
      return await api.post<VehicleRecord>(`/vehicles/${this.car.id}/transitions`, this.body());
    } catch (error) {
      this.refused(asProblem(error));
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** Everything asked for that is still empty, as the server would say it. */
  private lacking(): Problem | null {
    const empty = this.names.filter((name) => [null, ''].includes(sent(name, this.values[name] ?? '') as string | null));
    const errors = empty.map((name) => ({ pointer: `/${name}`, code: 'required', detail: '' }));
    return errors.length > 0 ? new Problem(422, 'invalid', '', errors) : null;
  }

  private body(): Record<string, unknown> {
    const body: Record<string, unknown> = { to: this.move.to, version: this.car.version };
    for (const [name, typed] of Object.entries(this.values)) {
      const value = sent(name, typed);
      if (value === null || value === '') continue;
      if (name === 'client') Object.assign(body, this.client(String(value)));
      else body[name] = value;
    }
    return body;
  }

  /** A connected professional by its name, else whoever is called so. */
  private client(typed: string): Record<string, string> {
    const pro = this.clients.find((one) => one.name.toLowerCase() === typed.toLowerCase());
    return pro ? { client_pro_id: pro.id } : { client_name: typed };
  }

  private refused(problem: Problem): void {
    this.problem = problem;
    if (problem.code === 'conflict') this.changes = (problem.facts.changes as VehicleEvent[] | undefined) ?? [];
    const next = problem.facts.next_police_number;
    if (problem.code === 'register_moved' && typeof next === 'number') {
      this.nextNumber = next;
      this.set('police_number', String(next));
    }
    const asked = problem.errors.map((error) => error.pointer.slice(1)).filter((name) => !this.names.includes(name));
    // A lower mileage is accepted with a reason.
    if (problem.of('/mileage_km')?.code === 'mileage_goes_down') asked.push('mileage_reason');
    this.names = [...this.names, ...asked.filter((name, place) => !this.names.includes(name) && asked.indexOf(name) === place)];
  }

  private async propose(): Promise<void> {
    const { entity_id } = this.car;
    if (this.registers) {
      const next = await api.get<Head>('/police-register/next', { query: { entity_id } });
      if (!this.values.police_number) this.set('police_number', String(next.number));
    }
    if (this.names.includes('seller_id')) this.sellers = (await api.get<List<Person>>('/users', { query: { limit: 200 } })).items;
    if (this.names.includes('client')) {
      this.clients = (await api.get<List<Person>>('/professionals', { query: { connected: true, entity_id, limit: 200 } })).items;
    }
  }
}
