/**
 * Rewritten graphs of random specs give the values of the graphs that they were made from, where numbers are equal, 0 or whole, and axes as
 * short as may be: in f64, so that nothing but the last bits differs.
 */
import { compile } from "../../compiler/compile.ts";
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import type { Entry, Graph } from "../../compiler/3-graph/graph.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { libraryFiles } from "../agree/compile-spec.ts";
import { randomValues, type Given } from "../agree/values.ts";
import { randoms } from "../3-graph/graphs.ts";
import { assert, suite } from "../harness.ts";
import { seededSpec, sharedFiles } from "./spec/seeded.ts";

const test = suite("random specs, rewritten");

const few = [0, 0, 1, 1, -1, 0.5, -0.5, 2, -2];
const files = { ...libraryFiles(), ...sharedFiles };
const labels = ["[START]", "[END]", ..."abcdefgh"];
const tokenizers = new Map([
  ["word", { kind: "characters", labels, special: ["[START]", "[END]"] } as const],
]);

/** Reals of few values. */
function valuesOf(graph: Graph, entry: Entry, seed: number, isShort: boolean): Given["environment"] {
  const random = randoms(seed);
  const { environment } = randomValues(graph, entry, random, ({ low, high }) => (isShort ? low : high));
  const chosen = (): number => few[Math.floor(((random() + 1) / 2) * few.length)] ?? 0;
  const ofFew = (tensor: Tensor): Tensor => ({ ...tensor, data: tensor.data.map(chosen) });
  const reals = new Set(entry.inputs.filter(({ type }) => type === "real").map(({ name }) => name));
  const { inputs, parameters } = environment;
  return {
    ...environment,
    inputs: new Map([...inputs].map(([name, tensor]) => [name, reals.has(name) ? ofFew(tensor) : tensor])),
    parameters: new Map([...parameters].map(([path, tensor]) => [path, ofFew(tensor)])),
  };
}

function furthest(before: Tensor, after: Tensor): number {
  return before.data.reduce((most, value, at) => {
    const other = after.data[at] ?? NaN;
    if (Object.is(value, other)) return most;
    const distance = Math.abs(value - other) / Math.max(1, Math.abs(value));
    return Math.max(most, Number.isNaN(distance) ? Infinity : distance);
  }, 0);
}

test("have the same values at ties, at 0 and on axes of one position", () => {
  let compared = 0;
  for (let seed = 0; seed < 24; seed++) {
    const text = seededSpec(seed);
    const options = { set: {}, tokenizers, hash: "test", after: "grow" } as const;
    const { differentiated, simplified, grown } = compile({ name: "random.weft", text }, files, options);
    if (differentiated === undefined || simplified === undefined || grown === undefined)
      throw new Error(`seed ${seed} is wrong`);
    for (const [index, entry] of differentiated.entries.entries()) {
      const found = ({ entries }: Graph): Entry | undefined =>
        entries.find(({ kind, name }) => kind === entry.kind && name === entry.name);
      const last = found(grown);
      // One that got a batch has other inputs then; agree/several-examples asks whether it gives the same.
      const after = last?.examples?.kind === "added" ? found(simplified) : last;
      // One that grows is another entry then.
      if (after === undefined || entry.kind === "generate" || entry.kind === "until") continue;
      for (const isShort of [false, true]) {
        const environment = valuesOf(differentiated, entry, 100 * seed + index, isShort);
        const results = evaluateEntry(after, environment);
        for (const { output, value } of evaluateEntry(entry, environment)) {
          const result = results.find(
            (other) => other.output.role === output.role && other.output.name === output.name,
          );
          // What an optimizer would keep and nobody reads isn't kept.
          const isUnread = output.role === "state" && !grown.states.some(({ path }) => path === output.name);
          if (result === undefined && isUnread) continue;
          if (result === undefined) throw new Error(`no ${output.name}`);
          const far = furthest(value, result.value);
          assert.ok(far < 1e-9, `seed ${seed}, ${entry.kind} ${output.name} is off by ${far} of\n${text}`);
          compared += value.data.length;
        }
      }
    }
  }
  assert.ok(compared > 10_000, `${compared} numbers`);
});
