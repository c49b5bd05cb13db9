/** What is being filled in, before it is an auction. Local faults are those that keep it from being sent at all. */

import type { AuctionForm, Entity, VehicleRow } from '../../../api.gen';
import type { AuctionKind } from '../../../api/kinds';
import type { Cents } from '../../../kit/money';

export type Unit = 'minutes' | 'hours' | 'days';

export const SECONDS: Record<Unit, number> = { minutes: 60, hours: 3_600, days: 86_400 };
const RAISE_CENTS = 5_000; // what the guide's auctions use: 50 EUR
const DURATION = '30';

/** A chosen car with what is typed beside it. `wrong` says that the text isn't an amount. */
export class ChosenCar {
  readonly vehicle: VehicleRow;
  start_cents = $state<Cents | null>(null);
  start_wrong = $state(false);
  reserve_cents = $state<Cents | null>(null);
  reserve_wrong = $state(false);

  constructor(vehicle: VehicleRow) {
    this.vehicle = vehicle;
    this.start_cents = vehicle.trade_price_cents;
  }

  get label(): string {
    return `${this.vehicle.make} ${this.vehicle.model}`;
  }
}

/** The next full hour by the clock on the wall: a date that can stand as it is. */
export function nextHour(now_ms: number): string {
  const date = new Date(now_ms);
  date.setHours(date.getHours() + 1, 0, 0, 0);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export class Draft {
  kind = $state<AuctionKind>('whole_lot');
  entity_id = $state('');
  point_of_sale_id = $state('');
  list_id = $state<string | null>(null);
  planned = $state(false);
  /** As <input type="datetime-local"> gives it. */
  date = $state(nextHour(Date.now()));
  duration = $state(DURATION);
  unit = $state<Unit>('minutes');
  raise_cents = $state<Cents | null>(RAISE_CENTS);
  raise_wrong = $state(false);
  reserve_cents = $state<Cents | null>(null);
  reserve_wrong = $state(false);
  cars = $state.raw<readonly ChosenCar[]>([]);

  constructor(entity: Entity | undefined) {
    if (entity) this.belong(entity);
  }

  belong(entity: Entity): void {
    this.entity_id = entity.id;
    this.point_of_sale_id = entity.points_of_sale[0]?.id ?? '';
    this.list_id = null;
  }

  /** Adds cars that aren't there yet; the first one brings its point of sale. */
  add(vehicles: readonly VehicleRow[]): void {
    const known = new Set(this.cars.map((car) => car.vehicle.id));
    const fresh = vehicles.filter((vehicle) => !known.has(vehicle.id));
    if (this.cars.length === 0 && fresh[0]) this.point_of_sale_id = fresh[0].point_of_sale_id;
    this.cars = [...this.cars, ...fresh.map((vehicle) => new ChosenCar(vehicle))];
  }

  remove(ids: ReadonlySet<string>): void {
    this.cars = this.cars.filter((car) => !ids.has(car.vehicle.id));
  }

  get duration_seconds(): number | null {
    if (!/^\d{1,5}$/.test(this.duration.trim())) return null;
    return Number(this.duration) * SECONDS[this.unit];
  }

  /** Pointers of what is missing or unreadable, with the code of its words. */
  get faults(): ReadonlyMap<string, 'required' | 'amount'> {
    const found = new Map<string, 'required' | 'amount'>();
    if (this.duration_seconds === null) found.set('/duration_seconds', 'required');
    if (this.planned && !this.date) found.set('/starts_at', 'required');
    if (this.raise_wrong) found.set('/minimum_raise_cents', 'amount');
    else if (this.raise_cents === null) found.set('/minimum_raise_cents', 'required');
    if (this.kind === 'whole_lot' && this.reserve_wrong) found.set('/reserve_cents', 'amount');
    if (this.kind === 'per_unit') this.carFaults(found);
    return found;
  }

  private carFaults(found: Map<string, 'required' | 'amount'>): void {
    for (const [place, car] of this.cars.entries()) {
      if (car.start_wrong) found.set(`/vehicles/${place}/starting_price_cents`, 'amount');
      if (car.reserve_wrong) found.set(`/vehicles/${place}/reserve_cents`, 'amount');
    }
  }

  /** What is sent; null while it can't be. A whole lot has one reserve and starts at its trade prices (domain 7.2). */
  get body(): AuctionForm | null {
    const { duration_seconds, raise_cents } = this;
    if (this.faults.size > 0 || duration_seconds === null || raise_cents === null) return null;
    const whole = this.kind === 'whole_lot';
    return {
      kind: this.kind,
      entity_id: this.entity_id,
      point_of_sale_id: this.point_of_sale_id,
      distribution_list_id: this.list_id,
      starts_at: this.planned ? new Date(this.date).toISOString() : null,
      duration_seconds,
      minimum_raise_cents: raise_cents,
      reserve_cents: whole ? this.reserve_cents : null,
      vehicles: this.cars.map((car) => ({
        vehicle_id: car.vehicle.id,
        starting_price_cents: whole ? car.vehicle.trade_price_cents : car.start_cents,
        reserve_cents: whole ? null : car.reserve_cents,
      })),
    };
  }
}
