/** When to come back after the connection broke (protocol 1.6). Pure. */

const FIRST_MS = 500;
const LONGEST_MS = 20_000;
/** Where seconds decide: the first time at once, then at most so long between tries. */
const URGENT_MS = 1_000;

/** Full jitter, so that a thousand phones don't come back in the same instant. `attempt` counts from 0. */
export function waitFor(attempt: number, { urgent, random }: { urgent: boolean; random: number }): number {
  if (urgent) return attempt === 0 ? 0 : random * URGENT_MS;
  return random * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
}

/** Codes from 4500 say: don't come back (4000-4499, and what networks do by themselves, say the contrary). */
export function isFinal(code: number): boolean {
  return code >= 4_500 && code <= 4_999;
}
