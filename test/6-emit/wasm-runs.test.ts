/** Workgroups of one call find what those before left in the worker's memory; what they make doesn't depend on it. */
import type { Axis } from "../../compiler/3-graph/graph.ts";
import { schedule } from "../../compiler/5-schedule/schedule.ts";
import { countGroups } from "../../runtime/layout.ts";
import { stepsOf } from "../../runtime/repeats.ts";
import { axis, graphOf, noFacts, realInput } from "../5-schedule/compare.ts";
import { assert, suite } from "../harness.ts";
import { runInWasm } from "./wasm-machine.ts";

const test = suite("workgroups that one call makes");

interface Shape {
  readonly batches: number;
  readonly rows: number;
  readonly columns: number;
  readonly steps: number;
  /** How many sides have panels that stay. */
  readonly kept: number;
}

/** For each number of workgroups that a call makes, the bits of a product of matrices, the first of which lies across. */
function bitsOf({ batches, rows, columns, steps, kept }: Shape, counts: readonly number[]): Uint32Array[] {
  const [b, m, n, k] = [axis("b", batches), axis("m", rows), axis("n", columns), axis("k", steps)];
  const all = (...axes: readonly Axis[]): readonly Axis[] => (batches === 1 ? axes : [b, ...axes]);
  const graph = graphOf({
    inputs: [realInput("A", all(k, m)), realInput("B", all(k, n))],
    results: (g, leaf) => ({ C: g.reduce("sum", [k], g.apply("multiply", leaf("A"), leaf("B"))) }),
  });
  const { model, kernels } = schedule(graph, noFacts);
  const [[kernel], [entry]] = [kernels, model.entries];
  if (kernel === undefined || entry === undefined) throw new Error("no kernel");
  const [dispatch] = entry.dispatches;
  const output = entry.outputs[0]?.places[0];
  if (dispatch === undefined || output === undefined) throw new Error("no dispatch");
  assert.is(JSON.stringify(kernel.cpu?.body).split('"groups_before"').length - 1, kept);
  const [sides = []] = countGroups(entry, stepsOf(entry, new Map(), 0, 1), "cpu");
  const groups = sides.reduce((product, side) => product * side, 1);
  assert.ok(groups > 3);
  const work = Float32Array.from({ length: entry.arenas.work }, (_, at) => Math.sin(at * at));
  return counts.map((count) => {
    const groupsOfCall = Math.min(count, groups);
    const { offsets } = dispatch;
    const after = runInWasm({
      kernel,
      day: [],
      numbers: [],
      offsets,
      groups,
      groupsOfCall,
      arenas: { work },
    });
    const { offset, count: length } = { ...output, count: batches * rows * columns };
    return new Uint32Array(after.work.slice(offset, offset + length).buffer);
  });
}

for (const [what, shape] of [
  ["panels of one side stay", { batches: 3, rows: 130, columns: 130, steps: 130, kept: 1 }],
  ["panels of both sides stay", { batches: 1, rows: 130, columns: 120, steps: 128, kept: 2 }],
  ["panels of all parts of the steps stay", { batches: 1, rows: 52, columns: 52, steps: 1036, kept: 2 }],
  ["a row times a large matrix", { batches: 1, rows: 1, columns: 576, steps: 120, kept: 2 }],
  ["two rows times large matrices", { batches: 2, rows: 1, columns: 5120, steps: 16, kept: 2 }],
  ["a batch begins anew", { batches: 2, rows: 100, columns: 200, steps: 130, kept: 2 }],
] as const) {
  test(`${what}, and runs of any length make the same bits`, () => {
    const [alone, ...others] = bitsOf(shape, [1, 2, 3, 5, 1000]);
    assert.ok(alone?.every((bits) => bits !== 0x7fc00000) === true);
    for (const bits of others) assert.equal(bits, alone);
  });
}
