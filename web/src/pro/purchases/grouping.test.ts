import { expect, test } from 'vitest';
import type { Purchase } from '../../api.gen';
import { grouped } from './grouping';

function bought(offer_id: string | null, vehicle_id: string, amount_cents: number | null, position = 1): Purchase {
  return {
    offer_id,
    offer_number: offer_id ? 7 : null,
    position,
    state: offer_id ? 'in_progress' : 'by_hand',
    abandoned_reason: null,
    cancelled_reason: null,
    entity: { id: 'e', name: 'Maison' },
    point_of_sale: { id: 'p', name: 'Nord', address: '1, rue du Nord', postcode: '71000', city: 'Mâcon', phone: '' },
    auction: null,
    vehicle_id,
    vehicle_status: 'delivery',
    label: 'PEUGEOT 208',
    plate: null,
    vin: null,
    first_registration: null,
    mileage_km: null,
    mileage_guaranteed: null,
    energy: null,
    amount_cents,
    bought_at: '2026-11-24T10:00:00Z',
    delivered_on: null,
  };
}

test('the cars of an offer are one card with their sum, a car by hand is its own', () => {
  const cards = grouped([bought(null, 'c', 900), bought('o', 'a', 100), bought('o', 'b', 250, 2), { ...bought('o', 'e', 70, 3), cancelled_reason: 'Doublon' }, bought(null, 'd', null)]);
  expect(cards.map(({ key, cars, total_cents }) => [key, cars.length, total_cents])).toEqual([
    ['c', 1, 900],
    ['o', 3, 350],
    ['d', 1, null],
  ]);
});
