/**
 * Entries of compiled specs: the evaluator, which is the reference, against the backends. The tolerance of each output is four times
 * the largest deviation that random rounding to f32 after every operation causes in the evaluator itself, over a few runs: a device
 * rounds as often, in another order. An operator's own polynomial may stray by a few units in the last place more, which four times covers.
 * Four and eight runs belong together. Up or down at random is off by twice as much, in the mean of squares, as to the nearest. So of one
 * number, the sum of many such errors, a device's deviation is half a normal variable, |Z| / 2, and passes four times the largest of R runs
 * with the chance P(max |Z_i| < |Z| / 8), about E|Z|^R (sqrt(2 / pi) / 8)^R: 1e-2 of two runs, 3e-4 of four, 1e-6 of eight. Where an output has
 * many numbers the worst of them counts on both sides, and fewer runs do.
 * What is given is rounded in these runs, too: a sum in another order is that of terms which are each half a unit off, even where the
 * evaluator's own order happens to be exact.
 */
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import type { Environment } from "../../compiler/3-graph/evaluate/evaluation.ts";
import type { Entry, Output } from "../../compiler/3-graph/graph.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { randomRounding } from "../../compiler/3-graph/rounding.ts";
import { verifyPlan } from "../../compiler/5-schedule/verify.ts";
import { randoms } from "../3-graph/graphs.ts";
import type { CompiledSpec } from "./compile-spec.ts";
import { backends, openMachine, runOnDevice, type Backend } from "./device.ts";
import { randomValues } from "./values.ts";
import type { Given } from "./values.ts";

export const factor = 4;
/** One unit in the last place of f32 at 1: what a result that no operation rounds may still be off. */
export const unit = 2 ** -23;

export interface Disagreement {
  /** `train book on cpu` */
  readonly entry: string;
  readonly output: string;
  readonly at: number;
  readonly expected: number;
  readonly actual: number;
  readonly tolerance: number;
}

export interface AgreeOptions {
  /** The size of the day of each symbol; its bound unless given. */
  readonly choose?: Parameters<typeof randomValues>[3];
  readonly on?: readonly Backend[];
  /** How often the evaluator runs with random rounding; fewer than eight only where an output of many numbers is looked at. */
  readonly runs?: number;
  /** Which entries; all unless given. */
  readonly entry?: (entry: Entry) => boolean;
}

/** The plan is verified first. Every output of the entries that is not within its tolerance on one of the backends, the worst position of each. */
export async function disagreements(
  spec: CompiledSpec,
  seed: number,
  { choose, on = backends, runs = 8, entry: chosen = () => true }: AgreeOptions = {},
): Promise<readonly Disagreement[]> {
  verifyPlan(spec.plan);
  const machines = await Promise.all(on.map((backend) => openMachine(spec.plan, backend)));
  const found: Disagreement[] = [];
  for (const [index, entry] of spec.graph.entries.entries()) {
    if (!chosen(entry)) continue;
    const given = randomValues(spec.graph, entry, randoms(seed + index), choose);
    const expected = evaluateEntry(entry, given.environment);
    const tolerances = tolerancesOf(spec, index, given, expected, runs);
    for (const [at, machine] of machines.entries()) {
      const actual = await runOnDevice(machine, spec.graph, index, given);
      const where = `${entry.kind} ${entry.name} on ${on[at]}`;
      found.push(...compareOutputs(where, expected, actual, tolerances));
    }
  }
  return found;
}

function compareOutputs(
  entry: string,
  expected: Evaluated,
  actual: ReadonlyMap<Output, Float64Array>,
  tolerances: ReadonlyMap<Output, number>,
): readonly Disagreement[] {
  return expected.flatMap(({ output, value }) => {
    const numbers = actual.get(output) ?? new Float64Array();
    const tolerance = tolerances.get(output) ?? 0;
    const { at, deviation } = worstPosition(value.data, numbers);
    // A reference that overflows in f32 says nothing.
    const isKnown = Number.isFinite(tolerance);
    if (isKnown && numbers.length === value.data.length && deviation <= tolerance) return [];
    return {
      entry,
      output: `${output.role} ${output.name}`,
      at,
      expected: value.data[at] ?? NaN,
      actual: numbers[at] ?? NaN,
      tolerance,
    };
  });
}

type Evaluated = ReturnType<typeof evaluateEntry>;

function tolerancesOf(
  spec: CompiledSpec,
  index: number,
  given: Given,
  expected: Evaluated,
  runs: number,
): ReadonlyMap<Output, number> {
  const entry = spec.graph.entries[index];
  const tolerances = new Map<Output, number>();
  if (entry === undefined) return tolerances;
  for (const { output, value } of expected) {
    const largest = value.data.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
    tolerances.set(output, output.node.type === "real" ? unit * largest : 0);
  }
  for (let run = 0; run < runs; run++) {
    const random = randoms(1000 + run);
    const rounded = evaluateEntry(
      entry,
      halfUnitOff(entry, given.environment, random),
      randomRounding(() => (random() + 1) / 2),
    );
    for (const [at, { output, value }] of expected.entries()) {
      if (output.node.type !== "real") continue;
      const { deviation } = worstPosition(value.data, rounded[at]?.value.data ?? new Float64Array());
      tolerances.set(output, Math.max(tolerances.get(output) ?? 0, factor * deviation));
    }
  }
  return tolerances;
}

/** The real inputs and parameters, each up to half a unit in the last place off. */
function halfUnitOff(entry: Entry, environment: Environment, random: () => number): Environment {
  const off = (tensor: Tensor): Tensor => ({
    ...tensor,
    data: tensor.data.map((value) => value * (1 + (unit / 2) * random())),
  });
  const reals = new Set(entry.inputs.filter(({ type }) => type === "real").map(({ name }) => name));
  return {
    ...environment,
    inputs: new Map(
      [...environment.inputs].map(([name, tensor]) => [name, reals.has(name) ? off(tensor) : tensor]),
    ),
    parameters: new Map([...environment.parameters].map(([path, tensor]) => [path, off(tensor)])),
  };
}

function worstPosition(
  expected: Float64Array,
  actual: Float64Array,
): { readonly at: number; readonly deviation: number } {
  let at = 0;
  let deviation = 0;
  for (const [index, value] of expected.entries()) {
    const difference = Math.abs(value - (actual[index] ?? NaN));
    // A NaN is the worst there is.
    if (!(difference <= deviation)) {
      at = index;
      deviation = Number.isNaN(difference) ? Infinity : difference;
    }
  }
  return { at, deviation };
}

/** One line a disagreement. */
export function describe(found: readonly Disagreement[]): string {
  return found
    .map(
      ({ entry, output, at, expected, actual, tolerance }) =>
        `${entry}, ${output} at ${at}: ${actual}, the evaluator has ${expected}, tolerance ${tolerance}`,
    )
    .join("\n");
}
