/**
 * Chooses what to make again, so that no step holds more than a target: step by step what frees most bytes above it for each operation,
 * whole consequences counted; at last what turned out not to be needed is kept after all.
 */
import type { Place, Steps } from "./steps.ts";

export interface Choice {
  /** The step after which each is let go of, to be made again before its next reader. */
  readonly cuts: ReadonlyMap<Place, number>;
  /** Before which step each is made again. */
  readonly moments: ReadonlyMap<Place, number>;
  /** The most that any step holds, in elements. */
  readonly peak: number;
}

type Cuts = Map<Place, number>;

interface Profile {
  readonly live: Float64Array;
  readonly moments: ReadonlyMap<Place, number>;
}

/** How many of those that look best are tried before one is taken. */
const tried = 16;

export function chooseAgain(steps: Steps, target: number): Choice {
  const cuts: Cuts = new Map();
  let profile = profileOf(steps, cuts);
  for (let excess = excessOf(profile, target); excess > 0; excess = excessOf(profile, target)) {
    const best = bestStep(steps, cuts, profile, excess, target);
    if (best === undefined) break;
    cuts.set(best.place, best.cut);
    profile = profileOf(steps, cuts);
  }
  if (excessOf(profile, target) === 0) profile = dropUnneeded(steps, cuts, profile, target);
  return { cuts, moments: profile.moments, peak: Math.max(...profile.live) };
}

function bestStep(
  steps: Steps,
  cuts: Cuts,
  { live }: Profile,
  excess: number,
  target: number,
): { readonly place: Place; readonly cut: number } | undefined {
  const cut = live.indexOf(Math.max(...live));
  const costOf = ({ again }: Place): number => (again?.flops ?? 0) + 1;
  const open = steps.places
    .filter((place) => place.again !== undefined && !cuts.has(place) && isIdle(place, cut))
    .sort((a, b) => b.count / costOf(b) - a.count / costOf(a));
  let best: { readonly place: Place; readonly worth: number } | undefined;
  for (const [at, place] of open.entries()) {
    if (at % tried === 0 && best !== undefined) break;
    const after = excessOf(profileOf(steps, new Map([...cuts, [place, cut]])), target);
    const worth = (excess - after) / costOf(place);
    if (worth > 0 && worth > (best?.worth ?? 0)) best = { place, worth };
  }
  return best === undefined ? undefined : { place: best.place, cut };
}

/** There at the step, and read only before and after it. */
function isIdle({ made, uses }: Place, step: number): boolean {
  return made < step && !uses.includes(step) && uses.some((use) => use > step);
}

function excessOf({ live }: Profile, target: number): number {
  return live.reduce((sum, count) => sum + Math.max(0, count - target), 0);
}

function dropUnneeded(steps: Steps, cuts: Cuts, enough: Profile, target: number): Profile {
  let profile = enough;
  const dear = [...cuts].sort(([a], [b]) => (b.again?.flops ?? 0) - (a.again?.flops ?? 0));
  for (const [place, cut] of dear) {
    cuts.delete(place);
    const without = profileOf(steps, cuts);
    if (excessOf(without, target) === 0) profile = without;
    else cuts.set(place, cut);
  }
  return dear.length === cuts.size ? profile : profileOf(steps, cuts);
}

/** What each step holds. A value that is made again needs what it is made from just before its first reader after the cut. */
function profileOf({ count, places }: Steps, cuts: ReadonlyMap<Place, number>): Profile {
  const moments = new Map<Place, number>();
  const further = new Map<Place, number[]>();
  const change = new Float64Array(count + 2);
  const hold = (elements: number, from: number, to: number): void => {
    const first = Math.max(0, from);
    if (to < first) return;
    change[first] = (change[first] ?? 0) + elements;
    change[Math.min(to, count) + 1] = (change[Math.min(to, count) + 1] ?? 0) - elements;
  };
  // Readers before what they read: all that reads a place was made after it.
  for (let at = places.length - 1; at >= 0; at--) {
    const place = places[at];
    if (place === undefined) continue;
    const uses = [...place.uses, ...(further.get(place) ?? [])];
    const cut = cuts.get(place);
    const late = cut === undefined ? [] : uses.filter((use) => use > cut);
    const early = cut === undefined ? uses : uses.filter((use) => use <= cut);
    hold(place.count, place.made, Math.max(place.made, ...early));
    if (late.length === 0) continue;
    const moment = Math.min(...late);
    moments.set(place, moment);
    hold(place.count, moment, Math.max(...late));
    for (const read of place.again?.reads ?? []) {
      const known = further.get(read);
      if (known === undefined) further.set(read, [moment]);
      else known.push(moment);
    }
  }
  const live = new Float64Array(count + 1);
  let sum = 0;
  for (let step = 0; step <= count; step++) live[step] = sum += change[step] ?? 0;
  return { live, moments };
}
