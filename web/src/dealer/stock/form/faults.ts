/** The server's word on a field, in ours. */

import type { Problem } from '../../../api/problem';
import { m } from './words';

export function faultOf(problem: Problem | null, name: string): string | undefined {
  const error = problem?.of(`/${name}`);
  return error && ((m.faults as Record<string, string>)[error.code] ?? m.fault);
}
