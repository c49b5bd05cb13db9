/** What is allowed and probably forgotten, before an auction is launched. Pure. */

import type { Draft } from './draft.svelte';

export interface Warnings {
  readonly without_photo: number;
  /** Lots that sell at any price. */
  readonly without_reserve: number;
}

export function warningsOf({ kind, cars, reserve_cents }: Pick<Draft, 'kind' | 'cars' | 'reserve_cents'>): Warnings {
  return {
    without_photo: cars.filter(({ vehicle }) => vehicle.photo === null).length,
    without_reserve:
      kind === 'whole_lot' ? Number(reserve_cents === null) : cars.filter((car) => car.reserve_cents === null).length,
  };
}
