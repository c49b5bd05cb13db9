/** Purchases as cards: the cars of one offer together, a car handed over without one by itself. */

import type { Purchase } from '../../api.gen';

export interface Bought {
  readonly key: string;
  readonly first: Purchase;
  readonly cars: readonly Purchase[];
  /** Of the sales that stand; null where a price wasn't said. */
  readonly total_cents: number | null;
}

/** In their order; cars of an offer follow each other. */
export function grouped(purchases: readonly Purchase[]): readonly Bought[] {
  const cards = new Map<string, Purchase[]>();
  for (const purchase of purchases) {
    const key = keyOf(purchase);
    cards.set(key, [...(cards.get(key) ?? []), purchase]);
  }
  return [...cards].flatMap(([key, cars]) => {
    const [first] = cars;
    return first ? [{ key, first, cars, total_cents: totalOf(cars) }] : [];
  });
}

function keyOf({ offer_id, vehicle_id }: Purchase): string {
  return offer_id ?? vehicle_id ?? '';
}

function totalOf(cars: readonly Purchase[]): number | null {
  let total = 0;
  for (const { amount_cents, cancelled_reason } of cars) {
    if (cancelled_reason !== null) continue;
    if (amount_cents === null) return null;
    total += amount_cents;
  }
  return total;
}
