/** How a car is told in a line. Pure. */

import type { Locale } from '../../kit/money';
import { formatNumber } from '../../kit/numbers';
import type { Vehicle } from '../../live/contract';
import { words } from '../words';

export function carName(car: Vehicle): string {
  return `${car.make} ${car.model}`;
}

/** "MOKKA" or "XSARA PICASSO + 2": the name of a lot on one line. */
export function lotName(cars: readonly Vehicle[]): string {
  const [first, ...others] = cars;
  if (!first) return '';
  return others.length > 0 ? `${carName(first)} + ${others.length}` : carName(first);
}

/** "2019 · 84 000 km · Diesel · Manuelle": what one compares first. */
type Compared = Pick<Vehicle, 'first_registration' | 'mileage_km' | 'mileage_guaranteed' | 'energy' | 'gearbox'>;

export function carFacts(car: Compared, locale: Locale): string[] {
  const facts: string[] = [];
  if (car.first_registration) facts.push(car.first_registration.slice(0, 4));
  if (car.mileage_km !== undefined) facts.push(kilometres(car, locale));
  if (car.energy) facts.push(car.energy);
  if (car.gearbox) facts.push(car.gearbox);
  return facts;
}

/** As routes give a car: what isn't known is null. */
export interface Known {
  readonly first_registration: string | null;
  readonly mileage_km: number | null;
  readonly mileage_guaranteed: boolean | null;
  readonly energy: string | null;
  readonly gearbox?: string | null;
}

/** The same of a car that was read by itself or in a row. */
export function knownFacts(car: Known, locale: Locale): string[] {
  return carFacts(
    {
      first_registration: car.first_registration ?? undefined,
      mileage_km: car.mileage_km ?? undefined,
      mileage_guaranteed: car.mileage_guaranteed ?? false,
      energy: car.energy ?? undefined,
      gearbox: car.gearbox ?? undefined,
    },
    locale,
  );
}

export function kilometres(car: Pick<Vehicle, 'mileage_km' | 'mileage_guaranteed'>, locale: Locale): string {
  const text = words.km(formatNumber(car.mileage_km ?? 0, locale)).replaceAll(' ', '\u00a0');
  return car.mileage_guaranteed ? text : `${text} (${words.notGuaranteed})`;
}
