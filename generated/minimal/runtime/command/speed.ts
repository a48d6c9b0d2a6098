/** How fast a text grows, from its first position to its last. */

export interface Speed {
  /** Positions a second, without the first; null of fewer than two. */
  readonly tokensPerSecond: number | null;
  /** Positions a second in each quarter of what follows the tenth, so that a text that grows ever slower shows; null of a short one. */
  readonly tokensPerSecondByQuarter: readonly number[] | null;
}

/** The tenth and those before it: kernels are compiled, and trips to the device become longer. */
const warm = 10;

/** `note` is called at each position. */
export function createSpeed(now: () => number = () => performance.now()): {
  readonly note: () => void;
  readonly read: () => Speed;
} {
  const times: number[] = [];
  const rate = (from: number, to: number): number =>
    (1000 * (to - from)) / ((times[to] ?? NaN) - (times[from] ?? NaN));
  return {
    note: () => void times.push(now()),
    read: () => {
      const last = times.length - 1;
      // Two trips of 16 positions in each quarter at least, or a quarter is one moment.
      const isLong = last - warm >= 4 * 32;
      const ends = Array.from({ length: 5 }, (_, at) => warm + Math.round((at * (last - warm)) / 4));
      return {
        // The first position brings the prompt with it, and the compilation of the kernels.
        tokensPerSecond: last < 1 ? null : rate(0, last),
        tokensPerSecondByQuarter: isLong ? ends.slice(1).map((end, at) => rate(ends[at] ?? warm, end)) : null,
      };
    },
  };
}
