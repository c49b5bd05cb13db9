/** Why pros could not be asked, in words. */

import type { Problem } from '../../api/problem';
import { m } from './words';

export function failureOf({ code }: Problem): string {
  const failures: Readonly<Record<string, string>> = m.failures;
  return failures[code] ?? m.failures.other;
}
