/** Wall time, in milliseconds. */

export interface Clock {
  /** Forgets what it measured, and runs. */
  readonly restart: () => void;
  readonly start: () => void;
  readonly stop: () => void;
  /** Between starts and stops; the time since the last start included. */
  readonly elapsed: () => number;
}

/** A clock that can be stopped for a while: it begins stopped. */
export function createClock(now: () => number = () => performance.now()): Clock {
  let total = 0;
  let since: number | undefined;
  const elapsed = (): number => total + (since === undefined ? 0 : now() - since);
  return {
    restart: () => {
      total = 0;
      since = now();
    },
    start: () => {
      since ??= now();
    },
    stop: () => {
      total = elapsed();
      since = undefined;
    },
    elapsed,
  };
}
