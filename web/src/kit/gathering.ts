/** Many calls, few acts: the first one waits a little for others, and none ever waits longer than that. */

export interface Gathering {
  nudge(): void;
  stop(): void;
}

/** `act` runs `wait_ms` after the first nudge since it last ran, however many follow. */
export function gather(act: () => void, wait_ms: number): Gathering {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = () => {
    timer = undefined;
    act();
  };
  return {
    nudge: () => {
      timer ??= setTimeout(run, wait_ms);
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
