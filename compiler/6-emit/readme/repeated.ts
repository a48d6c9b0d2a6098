/** Which stretches of a list repeat, as the dispatches of a stack's blocks do. */

/** From `from` on so many things, which come `times` times, one after the other. */
export interface Stretch {
  readonly from: number;
  readonly length: number;
  readonly times: number;
}

/** What a stretch leaves out at least: a shorter list is read as fast without it. */
const leastLeftOut = 4;

/** In order, those that leave out the most; where one may begin at several places, it does where `begins` says so. */
export function repeatedIn(keys: readonly string[], begins: (at: number) => boolean): readonly Stretch[] {
  const numbers = new Map<string, number>();
  const list = Int32Array.from(keys, (key) => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
  const found: Stretch[] = [];
  const visit = (from: number, to: number): void => {
    const best = largestIn(list, from, to, begins);
    if (best === undefined) return;
    visit(from, best.from);
    found.push(best);
    visit(best.from + best.length * best.times, to);
  };
  visit(0, list.length);
  return found;
}

function largestIn(
  list: Int32Array,
  from: number,
  to: number,
  begins: (at: number) => boolean,
): Stretch | undefined {
  let best: { readonly at: number; readonly length: number; readonly alike: number } | undefined;
  let most = leastLeftOut - 1;
  for (let length = 1; 2 * length <= to - from; length += 1) {
    let alike = 0;
    for (let at = from; at + length <= to; at += 1) {
      if (at + length < to && list[at] === list[at + length]) {
        alike += 1;
        continue;
      }
      const leftOut = alike - (alike % length);
      if (leftOut > most) {
        most = leftOut;
        best = { at: at - alike, length, alike };
      }
      alike = 0;
    }
  }
  if (best === undefined) return undefined;
  const { at, length, alike } = best;
  const starts = Array.from({ length: (alike % length) + 1 }, (_, later) => at + later);
  return { from: starts.find(begins) ?? at, length, times: 1 + Math.floor(alike / length) };
}
