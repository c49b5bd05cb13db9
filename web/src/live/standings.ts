/** In how many running lots one leads, and in how many one was outbid. Pure. */

import type { OwnPosition } from '../protocol.gen';

export interface Counts {
  readonly leading: number;
  readonly outbid: number;
}

export function countStandings(positions: readonly OwnPosition[]): Counts {
  const count = (...wanted: readonly OwnPosition['standing'][]) =>
    positions.filter(({ standing }) => wanted.includes(standing)).length;
  return { leading: count('leading', 'leading_below_reserve'), outbid: count('outbid') };
}
