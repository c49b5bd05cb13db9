/** The server's word on a field, in ours: its details begin with a code. */

import type { Problem } from '../../../api/problem';
import { m } from './words';

export function faultOf(problem: Problem | null, name: string): string | undefined {
  const error = problem?.of(`/${name}`);
  if (!error) return undefined;
  const code = error.code ?? error.detail.split(':')[0] ?? '';
  return (m.faults as Record<string, string>)[code] ?? m.fault;
}
