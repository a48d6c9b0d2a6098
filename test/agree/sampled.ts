/**
 * Kernels at full size, one after the other: what each makes is compared, at sampled positions, with the formula computed from what the device
 * itself had in memory before the kernel ran. So a mistake shows in the kernel that makes it, and nothing is computed that isn't compared.
 */
import type { Entry } from "../../compiler/3-graph/graph.ts";
import type { Environment } from "../../compiler/3-graph/evaluate/evaluation.ts";
import { randomRounding } from "../../compiler/3-graph/rounding.ts";
import type { PlacedValue } from "../../compiler/5-schedule/plan.ts";
import { halfOfBits } from "../../compiler/operators/reference.ts";
import { evaluateSize } from "../../compiler/sizes/size.ts";
import { sizesOfTheDay } from "../../runtime/sizes.ts";
import { writeCall, type Machine } from "../../runtime/step.ts";
import { randoms } from "../3-graph/graphs.ts";
import { factor, unit } from "./agree.ts";
import type { CompiledSpec } from "./compile-spec.ts";
import { beginRun, openMachine, type Backend } from "./device.ts";
import { elementOf, type Memory } from "./elements.ts";
import { randomValues } from "./values.ts";

export interface Sampling {
  /** Positions of each value. */
  readonly samples: number;
  readonly on: Backend;
  /** How often the formula is computed with random rounding; more often where it has few positions (`leastDeviations`). */
  readonly runs: number;
  readonly entry: (entry: Entry) => boolean;
}

export interface Sampled {
  /** `attn_q_k: A_ratio at 3, 5: 0.1, the formula has 0.2, tolerance 1e-6` */
  readonly wrong: readonly string[];
  /** Kernels that were compared, and those with a value at another place in each turn of a loop, which weren't. */
  readonly compared: ReadonlySet<string>;
  readonly left: ReadonlySet<string>;
}

/** A tolerance is the largest of so many deviations at least: by chance, that of a single sum may be as good as none. */
const leastDeviations = 20;

/** Each kernel is compared once, where it first runs. */
export async function compareKernels(spec: CompiledSpec, seed: number, sampling: Sampling): Promise<Sampled> {
  const machine = await openMachine(spec.plan, sampling.on);
  // Parameters are many: all entries have the same.
  let stored: Environment | undefined;
  const wrong: string[] = [];
  const compared = new Set<string>();
  const left = new Set<string>();
  for (const [index, entry] of spec.graph.entries.entries()) {
    if (!sampling.entry(entry)) continue;
    const given = randomValues(spec.graph, entry, randoms(seed + index), undefined, stored);
    stored = given.environment;
    const { planned, prepared, call } = await beginRun(machine, spec.graph, index, given);
    writeCall(machine, prepared, sizesOfTheDay(planned, call.sizes), call);
    const { counts: groups, steps } = prepared.groups;
    for (const [at, step] of steps.entries()) {
      const dispatch = planned.dispatches[step.dispatch];
      const known = spec.plan.entries[index]?.dispatches[step.dispatch];
      if (dispatch === undefined || known === undefined) throw new Error(`no dispatch ${step.dispatch}`);
      const isNew = !compared.has(dispatch.kernel) && !left.has(dispatch.kernel);
      const isWhole = (dispatch.turns ?? []).length === 0 && known.makes.length > 0;
      // A kernel that adds up in memory reads what it makes.
      const operands = known.reads.filter(({ node }) => !known.makes.some((made) => made.node === node));
      const before = isNew && isWhole ? await copies(machine, operands) : [];
      await machine.engine.run({
        entry: planned,
        groups: groups.slice(at, at + 1),
        steps: [step],
        reads: [],
        slot: 0,
      });
      if (!isNew) continue;
      if (!isWhole) {
        left.add(dispatch.kernel);
        continue;
      }
      compared.add(dispatch.kernel);
      const after = await copies(machine, known.makes);
      for (const made of after)
        wrong.push(
          ...compare(made, before, given.environment, sampling).map((line) => `${dispatch.kernel}: ${line}`),
        );
    }
  }
  if (sampling.on !== "webgpu") machine.engine.destroy();
  return { wrong, compared, left };
}

interface Copy extends PlacedValue {
  readonly data: Float32Array | Int32Array;
}

function copies({ engine }: Machine, values: readonly PlacedValue[]): Promise<readonly Copy[]> {
  return Promise.all(
    values.map(async (value) => {
      const words = value.halves === true ? Math.ceil(value.count / 2) : value.count;
      const bytes = await engine.readArena(value.arena, value.offset, words);
      if (value.halves === true)
        return { ...value, data: Float32Array.from(new Uint16Array(bytes), halfOfBits) };
      return { ...value, data: value.arena === "integers" ? new Int32Array(bytes) : new Float32Array(bytes) };
    }),
  );
}

function compare(
  made: Copy,
  before: readonly Copy[],
  environment: Memory["environment"],
  { samples, runs }: Sampling,
): readonly string[] {
  const { node } = made;
  const placed: Memory["placed"] = (of) => {
    const copy = before.find((each) => each.node === of);
    if (copy === undefined) return undefined;
    const strides = of.axes.map((axis) => ({ axis, stride: copy.strides.get(axis.id) ?? 0 }));
    return (position) =>
      copy.data[strides.reduce((sum, { axis, stride }) => sum + position(axis) * stride, 0)] ?? NaN;
  };
  const lengths = node.axes.map(({ size }) => evaluateSize(size, environment.sizes));
  const random = randoms(node.id + 1);
  const below = (length: number): number => Math.min(length - 1, Math.floor(((random() + 1) / 2) * length));
  const positions = Array.from({ length: samples }, () => lengths.map(below));
  const values = (round: Memory["round"]): readonly number[] =>
    positions.map(elementOf(node, { placed, environment, round }));
  const expected = values((value) => value);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let tolerance = node.type === "real" ? unit * largest : 0;
  const places = Math.min(
    samples,
    lengths.reduce((product, length) => product * length, 1),
  );
  const least = Math.ceil(leastDeviations / places);
  for (let run = 0; run < Math.max(runs, least) && node.type === "real"; run++)
    values(randomRounding(() => (random() + 1) / 2)).forEach((value, i) => {
      tolerance = Math.max(tolerance, factor * Math.abs(value - (expected[i] ?? NaN)));
    });
  return positions.flatMap((position, i) => {
    const at = node.axes.reduce(
      (sum, axis, j) => sum + (position[j] ?? 0) * (made.strides.get(axis.id) ?? 0),
      0,
    );
    const actual = made.data[at] ?? NaN;
    if (Math.abs(actual - (expected[i] ?? NaN)) <= tolerance) return [];
    const name = node.label ?? node.kind;
    return `${name} at ${position.join(", ")}: ${actual}, the formula has ${expected[i]}, tolerance ${tolerance}`;
  });
}
