/** Many calls, few acts: the first one waits a little for others, and none ever waits longer than that. */

export interface Gathering {
  nudge(): void;
  stop(): void;
}

/**
 * `act` runs `wait_ms` after the first nudge since it last ran, however many follow; up to `spread_ms` later, by chance,
 * where many screens are nudged at one instant.
 */
export function gather(act: () => void, wait_ms: number, spread_ms = 0): Gathering {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = () => {
    timer = undefined;
    act();
  };
  return {
    nudge: () => {
      timer ??= setTimeout(run, wait_ms + Math.random() * spread_ms);
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
