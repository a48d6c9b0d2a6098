/**
 * Growing a text. The entry `generate` evaluates all of the text so far and keeps what later positions need of it; `extend` then takes one
 * position more each time. A generator without `extend` evaluates the whole text for each position.
 */
import { searchBeams } from "./beam.ts";
import type { CompileProgress } from "../engine.ts";
import { findGenerator, type GenerateArguments, type GenerateOptions } from "./generate.ts";
import {
  callOfRow,
  callOfWhole,
  clearKept,
  numbersOf,
  prepareGrowth,
  readBeginning,
  withinWindow,
  type GrownText,
  type Growth,
} from "./growth.ts";
import { ownKept, ownsKept, unlessLost } from "../kept.ts";
import { runEntry, runInTurn, type Machine, type PreparedEntry } from "../step.ts";
import type { Tensor } from "../tensor.ts";
import { writerOf } from "../vocabularies.ts";
import { own } from "../own.ts";

/**
 * Yields the number of each next position; a generator with beams those of the text that it has found, at the end. Ends at `until`, at the option `length`, at the bound without a window, or by the
 * signal.
 */
export async function* growNumbers(
  machine: Machine,
  name: string,
  given: GenerateArguments,
  options: GenerateOptions,
  progress: CompileProgress,
): AsyncGenerator<number, void, undefined> {
  const { seed, signal } = options;
  const argument = ({ from }: Growth["grow"]): string | undefined =>
    from.kind === "argument" ? from.name : undefined;
  const growth = await prepareGrowth(machine, name, given, argument, { seed, several: false }, progress);
  const { grow, most, whole, row, ends } = growth;
  const { from, bound } = grow;
  const begin =
    from.kind === "labels"
      ? [...from.labels]
      : readBeginning(machine, growth, own(given, from.name), from.name);
  if (grow.beam !== undefined) {
    yield* await searchBeams(machine, growth, begin, grow.beam, signal);
    return;
  }
  let numbers = withinWindow(grow, begin);
  let length = begin.length;
  // The beginning is evaluated as a whole, and so is what is left of a text that was cut.
  let owner = {};
  // Positions that were computed in one trip, and how many the next trip may have: the first ones come soon.
  const ready: (readonly [next: number, isDone: boolean])[] = [];
  let atOnce = 1;
  // A run may use the place of an input that it has read, so that the next one needs it written again.
  const mostAtOnce = row?.entry.inputs.length === 0 ? machine.engine.runsAtOnce : 1;
  for (let count = 0; count < most && signal?.aborted !== true; count += 1) {
    if (ready.length === 0) {
      if (numbers.length > bound) return;
      const text = { numbers, length };
      if (row !== undefined && ownsKept(machine.engine, owner)) {
        const positions = Math.min(atOnce, most - count, bound - numbers.length + 1);
        atOnce = Math.min(2 * atOnce, mostAtOnce);
        ready.push(...((await unlessLost(takeRows(machine, growth, row, text, positions, owner))) ?? []));
      }
      if (ready.length === 0) {
        clearKept(machine, growth.name, "text");
        ownKept(machine.engine, owner);
        ready.push(resultOf(whole, await runEntry(machine, whole, callOfWhole(growth, text))));
      }
    }
    const [next, isDone] = ready.shift() ?? [0, true];
    // A text isn't asked before its first new position.
    if (isDone && count > 0) return;
    const all = [...numbers, next];
    numbers = withinWindow(grow, all);
    if (numbers !== all) owner = {};
    length += 1;
    yield next;
    if (ends === undefined || numbers.length > bound) continue;
    const asked = await runEntry(machine, ends, callOfWhole(growth, { numbers, length }));
    if (numbersOf(ends, asked, "done")[0] === 1) return;
  }
}

/** So many positions more, each with whether the text was done before it. */
async function takeRows(
  machine: Machine,
  growth: Growth,
  row: PreparedEntry,
  text: GrownText,
  positions: number,
  owner: object,
): Promise<readonly (readonly [next: number, isDone: boolean])[]> {
  const calls = Array.from({ length: positions }, (_, at) => ({
    ...callOfRow(growth, text, at, row),
    owner,
  }));
  const [first, ...others] = calls;
  if (first === undefined) return [];
  if (others.length === 0) return [resultOf(row, await runEntry(machine, row, first))];
  return (await runInTurn(machine, row, calls)).map((results) => resultOf(row, results));
}

function resultOf(used: PreparedEntry, results: readonly Tensor[]): readonly [number, boolean] {
  return [numbersOf(used, results, "next")[0] ?? 0, numbersOf(used, results, "done")[0] === 1];
}

/** As `growNumbers`, but the text of each position, as far as it is complete; of a special label it is empty. */
export async function* growText(
  machine: Machine,
  name: string,
  given: GenerateArguments,
  options: GenerateOptions,
  progress: CompileProgress,
): AsyncGenerator<string, void, undefined> {
  const vocabulary = machine.vocabularies.get(findGenerator(machine, name).generator.grow?.vocabulary ?? "");
  const write = writerOf(vocabulary);
  for await (const number of growNumbers(machine, name, given, options, progress)) {
    options.grown?.(number);
    yield write(number);
  }
}
