/** Loops over dispatches: which run, in which order, at which positions of their loops. */
import type { PlanDispatch, PlanEntry } from "./plan.ts";
import { evaluateSize, type Sizes } from "./sizes.ts";

/** One run of a dispatch. */
export interface Step {
  /** Its place in the entry. */
  readonly dispatch: number;
  /** Which of its slots has its words. */
  readonly slot: number;
}

/** For how many positions a dispatch has words of its own. */
export function slotsOf({ repeats }: PlanEntry, { turns = [] }: PlanDispatch): number {
  return turns.reduce((count, turn) => count * (repeats[turn]?.most ?? 1), 1);
}

/** What a kernel reads in a slot: offsets, then the positions of loops. */
export function wordsOf(
  { repeats }: PlanEntry,
  { offsets, turns = [] }: PlanDispatch,
  slot: number,
): readonly number[] {
  const positions: number[] = [];
  let rest = slot;
  for (const turn of [...turns].reverse()) {
    const most = repeats[turn]?.most ?? 1;
    positions.unshift(rest % most);
    rest = Math.floor(rest / most);
  }
  return [...offsets, ...positions];
}

/** The runs of the dispatches `from` to below `to`, which cut no loop, for the sizes of the day. */
export function stepsOf(entry: PlanEntry, sizes: Sizes, from: number, to: number): readonly Step[] {
  const steps: Step[] = [];
  const positions = new Map<number, number>();
  const run = (start: number, end: number): void => {
    for (let index = start; index < end; index += 1) {
      const inner = entry.repeats.findIndex((repeat, at) => repeat.from === index && !positions.has(at));
      const repeat = entry.repeats[inner];
      if (repeat !== undefined) {
        const count = evaluateSize(repeat.count, sizes);
        for (let turn = 0; turn < count; turn += 1) {
          positions.set(inner, repeat.reversed ? count - 1 - turn : turn);
          run(repeat.from, repeat.to);
        }
        positions.delete(inner);
        index = repeat.to - 1;
        continue;
      }
      const turns = entry.dispatches[index]?.turns ?? [];
      const slot = turns.reduce(
        (sum, turn) => sum * (entry.repeats[turn]?.most ?? 1) + (positions.get(turn) ?? 0),
        0,
      );
      steps.push({ dispatch: index, slot });
    }
  };
  run(from, to);
  return steps;
}

/** The most runs that an entry has. */
export function mostSteps({ dispatches, repeats }: PlanEntry): number {
  return dispatches.reduce((sum, _, index) => {
    const around = repeats.filter(({ from, to }) => from <= index && index < to);
    return sum + around.reduce((count, { most }) => count * most, 1);
  }, 0);
}

/** The entry's dispatches in parts that can run one after the other: single ones, and loops as a whole. */
export function partsOfEntry({ dispatches, repeats }: PlanEntry): readonly { from: number; to: number }[] {
  const parts: { from: number; to: number }[] = [];
  for (let from = 0; from < dispatches.length; from = parts.at(-1)?.to ?? from + 1) {
    parts.push({ from, to: repeats.find((repeat) => repeat.from === from)?.to ?? from + 1 });
  }
  return parts;
}
