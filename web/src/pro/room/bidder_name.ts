/** How the reader is told of a bidder: in the reader's language, and "you" where it is oneself. */

import { m } from './words';

export function nameOf(number: number | undefined, mine: number | undefined): string {
  if (number === undefined) return '';
  return number === mine ? m.you : m.bidder(number);
}
