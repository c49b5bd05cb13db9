/**
 * Which number is one's own: the server doesn't say, but where one leads with the price one stood for, the leader
 * is oneself. A bidder keeps its number in an auction, so once known it is known for all its lots.
 */

import type { ProLot } from '../../live/contract';
import { isLeading } from '../parts/standing';
import { m } from './words';

type Seen = Pick<ProLot, 'standing' | 'my_bid_cents' | 'price_cents' | 'leader_number'>;

export class OwnAlias {
  private known: number | undefined;

  of(lot: Seen): number | undefined {
    const stood = isLeading(lot.standing) || lot.standing === 'won';
    if (stood && lot.my_bid_cents === lot.price_cents && lot.leader_number) this.known = lot.leader_number;
    return this.known;
  }
}

/** How the reader is told of a bidder: in the reader's language, and "you" where it is oneself. */
export function nameOf(number: number | undefined, mine: number | undefined): string {
  if (number === undefined) return '';
  return number === mine ? m.you : m.bidder(number);
}
