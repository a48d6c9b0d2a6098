/** Which value went bad first: steps are repeated from the last good state, the one that spoils it a dispatch at a time. */
import type { Region } from "../engine.ts";
import { WeftError } from "../errors.ts";
import { countGroups } from "../layout.ts";
import {
  badTensor,
  readState,
  restorePointOf,
  restoreState,
  writeState,
  type ModelState,
} from "../checkpoint/model-state.ts";
import type { PlanDispatch, PlanEntry, PlanRepeat } from "../plan.ts";
import { partsOfEntry, stepsOf } from "../repeats.ts";
import { sizesOfTheDay } from "../sizes.ts";
import { runEntry, writeCall, type Call, type Machine, type PreparedEntry } from "../step.ts";

/**
 * The error that tells why the training stopped after `lastStep`: `symptom`, and the first bad value. The state is afterwards the last good
 * one. What is told may come late: a loss goes bad by parameters that the step before has spoilt, a state perhaps for long in no loss at all.
 */
export async function explainBadNumber(
  machine: Machine,
  state: ModelState,
  prepared: PreparedEntry,
  callOf: (step: number) => Call,
  lastStep: number,
  symptom: string,
): Promise<WeftError> {
  restoreState(machine, state);
  const good = state.progress.step;
  const end = `The training stopped; the state of step ${good} is kept.`;
  try {
    let before = restorePointOf(state).checkpoint();
    for (let step = good + 1; step <= lastStep; step += 1) {
      await runEntry(machine, prepared, callOf(step));
      if (step < lastStep && (await badTensor(machine)) === undefined) {
        before = await readState(machine, state);
        continue;
      }
      writeState(machine, before);
      const found = await firstBadDispatch(machine, prepared, callOf(step));
      if (found === undefined) break;
      const { name, source, value, position } = found;
      const where = `\`${name}\` in step ${step}, which is ${value} at element ${position}`;
      return new WeftError("number", `${symptom}: the first bad value is ${where}. ${end}`, source);
    }
    return new WeftError("number", `${symptom}, and no dispatch's result shows why. ${end}`);
  } finally {
    restoreState(machine, state);
  }
}

interface BadValue {
  readonly name: string;
  /** The spec's line, where the dispatch makes that value before all. */
  readonly source: string | undefined;
  readonly value: number;
  readonly position: number;
}

/** A dispatch may make several values: which one has this element, by what the plan knows to lie there. */
function badValue(
  { plan }: Machine,
  { outputs }: PlanEntry,
  { makes, source }: PlanDispatch,
  { arena, offset }: Region,
  value: number,
  position: number,
): BadValue {
  const at = offset + position;
  const stored = arena === "parameters" ? plan.parameters : arena === "states" ? plan.states : [];
  const item = stored.find(({ offset: from, count }) => from <= at && at < from + count);
  if (item !== undefined) return { name: item.path, source, value, position: at - item.offset };
  const output = outputs.find(({ places }) =>
    places.some((one) => one.arena === arena && one.offset === offset),
  );
  if (output === undefined || output.name === makes) return { name: makes, source, value, position };
  return { name: output.name, source: undefined, value, position };
}

function isWithin(dispatch: number, { from, to }: PlanRepeat): boolean {
  return from <= dispatch && dispatch < to;
}

/** Runs all dispatches of the call, one after the other, until one has written a NaN or an infinity. */
async function firstBadDispatch(
  machine: Machine,
  prepared: PreparedEntry,
  call: Call,
): Promise<BadValue | undefined> {
  const { engine } = machine;
  const { entry } = prepared;
  const real = entry.written.filter((region) => region.arena !== "integers" || region.halves === true);
  const sizes = sizesOfTheDay(entry, call.sizes);
  writeCall(machine, prepared, sizes, call);
  for (const { from, to } of partsOfEntry(entry)) {
    const steps = stepsOf(entry, sizes, from, to);
    await engine.run({ entry, groups: countGroups(entry, steps, engine.grid), steps, reads: [], slot: 0 });
    for (const { arena, offset, count, dispatch: index, halves } of real) {
      const dispatch = entry.dispatches[index];
      if (dispatch === undefined || index < from || index >= to) continue;
      // What a loop goes on to write isn't whole before it.
      const isBegun = real.some((other) => {
        const isSame = other.arena === arena && other.offset === offset;
        return isSame && entry.repeats.some((loop) => to <= loop.from && isWithin(other.dispatch, loop));
      });
      if (isBegun) continue;
      const bytes = await engine.readArena(arena, offset, count);
      const values = halves === true ? numbersOfHalves(bytes) : new Float32Array(bytes);
      const position = values.findIndex((value) => !Number.isFinite(value));
      const value = values[position] ?? Number.NaN;
      if (position >= 0) return badValue(machine, entry, dispatch, { arena, offset, count }, value, position);
    }
  }
  return undefined;
}

/** Numbers of half precision (IEEE 754 binary16), two in a word. */
function numbersOfHalves(bytes: ArrayBuffer): Float32Array {
  return Float32Array.from(new Uint16Array(bytes), (bits) => {
    const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
    const sign = (bits & 0x8000) === 0 ? 1 : -1;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
  });
}
