/** Signals together, in browsers too that can't do it themselves (before Safari 17.4, Chrome 116, Firefox 124). */

/** Aborts with the first of them, for the same reason. */
export function anyOf(signals: readonly AbortSignal[]): AbortSignal {
  if ('any' in AbortSignal) return AbortSignal.any([...signals]);
  const all = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) {
      all.abort(signal.reason);
      break;
    }
    signal.addEventListener('abort', () => all.abort(signal.reason), { once: true, signal: all.signal });
  }
  return all.signal;
}
