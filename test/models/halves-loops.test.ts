/**
 * Half precision where a step has loops: scans, their segments, strips of attention, arenas in chunks, plans for less memory. Each is compared
 * with the evaluator, whose operator `half` rounds as the kernels' bits do.
 */
import type { Entry } from "../../compiler/3-graph/graph.ts";
import { topologicalOrder } from "../../compiler/3-graph/topology.ts";
import { verifyPlan } from "../../compiler/5-schedule/verify.ts";
import { describe, disagreements } from "../agree/agree.ts";
import { compileSpec, readSpec, type CompiledSpec, type SpecOptions } from "../agree/compile-spec.ts";
import { attentions, attentionSpec } from "../5-schedule/strips/specs.ts";
import { assert, suite } from "../harness.ts";
import { layers, specOf } from "./recurrent-specs.ts";

const test = suite("half precision in loops");

function inHalves(text: string, options: SpecOptions = {}): CompiledSpec {
  const spec = compileSpec(
    "halves.weft",
    text.replace(/^( +)batch( +)?= /m, "$1precision = f16\n$&"),
    options,
  );
  verifyPlan(spec.plan);
  return spec;
}

function roundedIn({ outputs }: Entry): number {
  const all = topologicalOrder(outputs.map(({ node }) => node));
  return all.filter((node) => node.kind === "map" && node.operator === "half").length;
}

/** So many runs with random rounding meet what may be rounded to either side. */
const runs = 8;

async function agree(spec: CompiledSpec): Promise<void> {
  const step = spec.graph.entries.find(({ kind }) => kind === "train");
  assert.ok(step !== undefined && roundedIn(step) >= 4, "something is rounded");
  const entry = ({ kind }: Entry): boolean => kind === "train";
  assert.is(describe(await disagreements(spec, 5, { entry, runs, on: ["cpu"] })), "");
}

const [lstm] = layers;
const causal = attentions.find(({ name }) => name === "causal");
if (lstm === undefined || causal === undefined) throw new Error("the specs are gone");
const recurrent = specOf(lstm, { time: "<= 6", in: 4, cell: 8 });

test(`${lstm.name}, all positions kept`, () => agree(inHalves(recurrent)));

test(`${lstm.name}, in segments`, () => agree(inHalves(recurrent, { segments: 1 })));

test(`attention ${causal.name}, strip by strip`, async () => {
  const strips = { large: 200, expansion: 1, height: 1, depth: 4 };
  const spec = inHalves(attentionSpec(causal, 12), { strips });
  assert.ok((spec.plan.model.entries[0]?.repeats.length ?? 0) > 0, "nothing is made in strips");
  await agree(spec);
});

const small = { vocab: "30", seq: "12", embed: "16", head: "2", hidden: "96" };
const minimal = { set: small, vocabularies: { vocab: 30 } };

test("minimal, in chunks", async () => {
  const spec = inHalves(readSpec("specs/minimal.weft"), { ...minimal, chunk: 4800 });
  assert.is(spec.plan.model.chunk, 4800);
  await agree(spec);
});

test("what is evaluated, inferred and generated isn't rounded", () => {
  const { graph } = inHalves(readSpec("specs/minimal.weft"), minimal);
  const kinds = graph.entries.map(({ kind }) => kind);
  assert.equal(kinds, ["train", "evaluate", "conclude", "infer", "generate", "extend", "extendAll"]);
  assert.equal(
    graph.entries.map(roundedIn).map((count) => count > 0),
    kinds.map((kind) => kind === "train"),
  );
});
