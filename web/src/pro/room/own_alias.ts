/**
 * Which pseudonym is one's own: the server doesn't say, but where one leads with the price one stood for, the leader
 * is oneself. Pseudonyms are stable in an auction, so once known it is known for all its lots.
 */

import type { ProLot } from '../../live/contract';
import { isLeading } from '../parts/standing';

type Seen = Pick<ProLot, 'standing' | 'my_bid_cents' | 'price_cents' | 'leader_alias'>;

export class OwnAlias {
  private known: string | undefined;

  of(lot: Seen): string | undefined {
    const stood = isLeading(lot.standing) || lot.standing === 'won';
    if (stood && lot.my_bid_cents === lot.price_cents && lot.leader_alias) this.known = lot.leader_alias;
    return this.known;
  }
}
