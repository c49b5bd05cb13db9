/** What a room says about itself in one line: its rule for the end, and how it ended for oneself. */

import type { AuctionHead, ProLot } from '../../live/contract';
import { standingOf } from '../parts/standing';
import { m } from './words';

/** Told before it happens (domain 7.11). */
export function extensionRule(rule: AuctionHead['soft_close']): string {
  return rule ? m.softClose(rule.window_seconds, rule.extension_seconds) : m.hardClose;
}

/** "1 remporté, 2 perdus"; nothing while a lot is open, or where the sale was called off. */
export function results(auction: Pick<AuctionHead, 'state'>, lots: readonly ProLot[]): string {
  if (auction.state === 'cancelled' || lots.length === 0 || lots.some((lot) => !lot.outcome)) return '';
  const standings = lots.map(standingOf);
  const count = (standing: ProLot['standing']) => standings.filter((each) => each === standing).length;
  const [won, lost, below, cancelled] = [count('won'), count('lost'), count('highest_below_reserve'), count('sale_cancelled')];
  if (won + lost + below + cancelled === 0) return m.resultNone;
  const said = [m.resultWon(won), ...(lost > 0 ? [m.resultLost(lost)] : [])];
  if (below > 0) said.push(m.resultBelowReserve(below));
  if (cancelled > 0) said.push(m.resultCancelled(cancelled));
  return `${m.resultTitle} ${said.join(', ')}.`;
}
