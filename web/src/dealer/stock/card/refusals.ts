/** A refusal of something done to a car, in words; null when fields say it already. */

import type { Problem } from '../../../api/problem';
import { m as correction } from '../../../car/correction_words';
import { m as common } from '../../../i18n/common';
import { m as form } from '../form/words';
import { m } from './words';

export function refusalSaid(problem: Problem): string | null {
  if (problem.errors.length > 0 || problem.code === 'register_moved') return null;
  if (problem.code === 'not_movable') {
    const reasons = (problem.facts.reasons as string[] | undefined) ?? [];
    return reasons.map((code) => (m.reasonsAgainst as Record<string, string>)[code] ?? code).join(' ');
  }
  if (problem.code === 'in_sale') return correction.inSale;
  if (problem.code === 'not_in_sale') return correction.notInSale;
  if (problem.code === 'price_locked') return form.lockedPrice(String(problem.facts.reserved_for ?? ''));
  if (problem.code === 'duplicate') return form.duplicate(Number(problem.facts.number ?? 0));
  if (problem.status === 403) return common.failures.forbiddenBody;
  return problem.code === 'offline' ? common.failures.offlineBody : common.notDone;
}
