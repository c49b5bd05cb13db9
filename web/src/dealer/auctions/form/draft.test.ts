import { describe, expect, test } from 'vitest';
import type { Entity, VehicleRow } from '../../../api.gen';
import { Draft, nextHour } from './draft.svelte';

const entity: Entity = {
  id: 'e1',
  name: 'Lyon',
  version: 1,
  points_of_sale: [
    { id: 's1', entity_id: 'e1', name: 'Point de vente 1', address: '', postcode: '69003', city: 'LYON', phone: '', version: 1 },
  ],
};

function aCar(id: string, trade_price_cents: number | null): VehicleRow {
  return { id, entity_id: 'e1', point_of_sale_id: 's2', make: 'OPEL', model: 'MOKKA', trade_price_cents } as VehicleRow;
}

function aDraft(...cars: VehicleRow[]): Draft {
  const draft = new Draft(entity);
  draft.add(cars);
  return draft;
}

describe('what is sent', () => {
  test('a whole lot starts at its trade prices and has one reserve', () => {
    const draft = aDraft(aCar('v1', 360_816), aCar('v2', 1_418_547));
    draft.reserve_cents = 2_079_900;
    expect(draft.body).toEqual({
      kind: 'whole_lot',
      entity_id: 'e1',
      point_of_sale_id: 's2',
      distribution_list_id: null,
      starts_at: null,
      duration_seconds: 1_800,
      minimum_raise_cents: 5_000,
      reserve_cents: 2_079_900,
      vehicles: [
        { vehicle_id: 'v1', starting_price_cents: 360_816, reserve_cents: null },
        { vehicle_id: 'v2', starting_price_cents: 1_418_547, reserve_cents: null },
      ],
    });
  });

  test('per unit each car has its own price and reserve, and a reserve typed for the lot is forgotten', () => {
    const draft = aDraft(aCar('v1', 360_816));
    draft.reserve_cents = 1;
    draft.kind = 'per_unit';
    const [car] = draft.cars;
    if (car) car.reserve_cents = 370_000;
    expect(draft.body).toMatchObject({
      reserve_cents: null,
      vehicles: [{ vehicle_id: 'v1', starting_price_cents: 360_816, reserve_cents: 370_000 }],
    });
  });

  test('durations in hours and days are seconds on the wire', () => {
    const draft = aDraft();
    draft.duration = '5';
    draft.unit = 'hours';
    expect(draft.duration_seconds).toBe(18_000);
    draft.unit = 'days';
    expect(draft.duration_seconds).toBe(432_000);
  });
});

describe('what can not be sent', () => {
  test('every missing or unreadable field is named at once', () => {
    const draft = aDraft(aCar('v1', 360_816));
    draft.kind = 'per_unit';
    draft.duration = '1h';
    draft.raise_wrong = true;
    draft.planned = true;
    draft.date = '';
    const [car] = draft.cars;
    if (car) car.reserve_wrong = true;
    expect(Object.fromEntries(draft.faults)).toEqual({
      '/duration_seconds': 'required',
      '/starts_at': 'required',
      '/minimum_raise_cents': 'amount',
      '/vehicles/0/reserve_cents': 'amount',
    });
    expect(draft.body).toBeNull();
  });

  test("a reserve that isn't an amount matters only to the kind that sends it", () => {
    const draft = aDraft(aCar('v1', 360_816));
    draft.reserve_wrong = true;
    expect(draft.body).toBeNull();
    draft.kind = 'per_unit';
    expect(draft.body).not.toBeNull();
  });
});

describe('choosing cars', () => {
  test('a car is in the draft once, and the first brings its point of sale', () => {
    const draft = aDraft(aCar('v1', 1));
    draft.add([aCar('v1', 1), aCar('v2', 2)]);
    expect(draft.cars.map((car) => car.vehicle.id)).toEqual(['v1', 'v2']);
    expect(draft.point_of_sale_id).toBe('s2');
  });

  test('removing by id leaves the others as they were typed', () => {
    const draft = aDraft(aCar('v1', 1), aCar('v2', 2));
    const [, second] = draft.cars;
    if (second) second.start_cents = 9;
    draft.remove(new Set(['v1']));
    expect(draft.cars.map((car) => car.start_cents)).toEqual([9]);
  });
});

test('a planned start is the next full hour until somebody chooses', () => {
  const start = new Date(nextHour(new Date(2026, 10, 24, 23, 17).getTime()));
  expect(start).toEqual(new Date(2026, 10, 25, 0, 0));
});
