/** Why an act of a manager was not done, in words. */

import { m } from './words';

export function refusalOf(code: string): string {
  const refusals: Readonly<Record<string, string>> = m.refusals;
  return refusals[code] ?? m.refusals.other;
}
