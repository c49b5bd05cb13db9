/** Where one stands, once a lot is over too. Pure. */

import type { OwnPosition, ProLot, Standing } from '../../live/contract';

type Seen = Pick<ProLot, 'standing' | 'outcome'>;

const LED: ReadonlySet<Standing> = new Set(['leading', 'leading_below_reserve', 'won', 'highest_below_reserve', 'sale_cancelled']);

/** How a lot that has its outcome ended for one, by what the server said last: nothing follows a close (domain 7.8). */
export function standingOf({ standing, outcome }: Seen): Standing {
  if (!outcome || standing === 'none' || standing === 'declined' || standing === 'quoted') return standing;
  if (standing === 'auction_cancelled') return standing;
  if (!LED.has(standing)) return 'lost';
  if (outcome === 'sold') return 'won';
  if (outcome === 'reserve_not_met') return 'highest_below_reserve';
  return outcome === 'sale_cancelled' ? 'sale_cancelled' : 'lost';
}

const OVER: ReadonlySet<Standing> = new Set(['won', 'lost', 'highest_below_reserve', 'sale_cancelled', 'auction_cancelled']);

export function isOver(standing: Standing): boolean {
  return OVER.has(standing);
}

export function isLeading(standing: OwnPosition['standing']): boolean {
  return standing === 'leading' || standing === 'leading_below_reserve';
}
