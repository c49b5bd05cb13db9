/** What came of a file of cars, in a line. */

import type { Problem } from '../../../api/problem';
import { m as common } from '../../../i18n/common';
import { locale } from '../../../i18n/locale.svelte';
import { formatNumber } from '../../../kit/numbers';
import type { VehicleImport } from '../../../api.gen';
import { m } from './words';

/** A count twice: to choose the word by, and as it is shown. */
export const counted = (count: number): [number, string] => [count, formatNumber(count, locale.current)];

/** Nothing of a file that has not been tried. */
export function outcome(file: VehicleImport): string {
  if (file.state === 'failed') return (m.reasons as Record<string, string>)[file.failure ?? ''] ?? m.failed;
  if (file.state === 'imported') return m.done(...counted(file.rows_good));
  if (file.state !== 'checked') return '';
  if (file.error_count === 0) return m.fine(...counted(file.rows_good));
  return `${m.errors(...counted(file.error_count))}, ${m.good(...counted(file.rows_good))}.`;
}

/** Why a file wasn't taken at all. */
export function reasonOf(problem: Problem): string {
  if (problem.code === 'offline') return common.failures.offlineBody;
  const reason = problem.status === 413 ? 'too_large' : problem.code === 'not_a_table' ? String(problem.facts.reason) : '';
  return (m.reasons as Record<string, string>)[reason] ?? common.notDone;
}
