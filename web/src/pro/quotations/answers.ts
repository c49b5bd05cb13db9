/** What one has answered to a sealed request. Pure. */

import type { Standing } from '../../live/contract';

export type Answer = 'todo' | 'quoted' | 'declined' | 'unanswered';

/** `over`: nothing can be answered any more. */
export function answerOf(standing: Standing, over: boolean): Answer {
  if (standing === 'quoted' || standing === 'declined') return standing;
  return over ? 'unanswered' : 'todo';
}

interface Asked {
  readonly answer: Answer;
  readonly ends_at_ms: number;
}

/** Those one still has to answer first, the next to end before the others. */
export function urgency(one: Asked, other: Asked): number {
  const open = Number(other.answer === 'todo') - Number(one.answer === 'todo');
  return open || one.ends_at_ms - other.ends_at_ms;
}
