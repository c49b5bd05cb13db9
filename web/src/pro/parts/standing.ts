/** Where one stands, once a lot is over too. Pure. */

import type { OwnPosition, ProLot, Standing } from '../../live/contract';

type Seen = Pick<ProLot, 'standing' | 'outcome'>;

/** A lot that has its outcome is won or lost by what the server said last: nothing follows a close. */
export function standingOf({ standing, outcome }: Seen): Standing {
  if (!outcome || standing === 'none' || standing === 'declined' || standing === 'quoted') return standing;
  if (outcome === 'sold') return standing === 'outbid' || standing === 'lost' ? 'lost' : 'won';
  return 'lost';
}

export function isLeading(standing: OwnPosition['standing']): boolean {
  return standing === 'leading' || standing === 'leading_below_reserve';
}
