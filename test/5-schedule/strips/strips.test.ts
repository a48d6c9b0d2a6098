import type { StripLimits } from "../../../compiler/5-schedule/strips/regions.ts";
import { verifyPlan } from "../../../compiler/5-schedule/verify.ts";
import { describe, disagreements, type AgreeOptions } from "../../agree/agree.ts";
import { compileSpec, readSpec } from "../../agree/compile-spec.ts";
import { backends } from "../../agree/device.ts";
import { assert, suite } from "../../harness.ts";
import { attentions, attentionSpec, classifierSpec, crossAttentionSpec } from "./specs.ts";

const test = suite("large values are made strip by strip");

/** Everything is large; sums over strips have so many products at least. */
const always = (depth: number): StripLimits => ({ large: 200, expansion: 1, height: 1, depth });

async function agree(text: string, depth: number, options: AgreeOptions): Promise<void> {
  const spec = compileSpec("strips.weft", text, { strips: always(depth) });
  verifyPlan(spec.plan);
  assert.ok((spec.plan.model.entries[0]?.repeats.length ?? 0) > 0, "nothing is made in strips");
  const entry = ({ kind }: { readonly kind: string }): boolean => kind === "train";
  assert.is(describe(await disagreements(spec, 7, { entry, runs: 2, ...options })), "");
}

for (const attention of attentions) {
  test(`attention ${attention.name}`, async () => {
    await agree(attentionSpec(attention, 12), 4, { on: ["cpu"] });
  });
}

const [padded] = attentions.filter(({ name }) => name === "padded, and causal");
for (const [seq, depth, on] of [
  [15, 4, backends],
  [12, 1, ["cpu"]],
  [9, 2, ["cpu"]],
] as const) {
  test(`${seq} positions, at least ${depth} at a time, on ${on.join(" and ")}`, async () => {
    assert.ok(padded !== undefined);
    if (padded !== undefined) await agree(attentionSpec(padded, seq), depth, { on });
  });
}

test("attention to another sequence, with shared keys", async () => {
  await agree(crossAttentionSpec(9, 7), 2, { on: ["cpu"] });
});

for (const isTied of [false, true]) {
  test(`a classifier${isTied ? " whose weights also embed" : ""}, and its cross-entropy`, async () => {
    await agree(classifierSpec(70, 10, isTied), 3, { on: ["cpu"] });
  });
}

function peakOf(name: string, set: Readonly<Record<string, string>>, vocab: number): number {
  const spec = compileSpec(name, readSpec(`specs/${name}`), { set, vocabularies: { vocab } });
  const at = spec.plan.model.entries.findIndex(({ kind }) => kind === "train");
  return spec.plan.entries[at]?.memory.peak ?? NaN;
}

test("the peak of a GPT's step grows linearly with the positions", () => {
  const peaks = ["512", "1024", "2048"].map((seq) => peakOf("gpt.weft", { seq, depth: "1" }, 81));
  const [first = NaN, second = NaN, third = NaN] = peaks;
  // Twice the positions need twice as much, and a little for what doesn't fit together.
  assert.ok(second < 2.1 * first && third < 2.1 * second, `${peaks.join(", ")} bytes`);
});

test("a large vocabulary's logits are never whole", () => {
  const logits = 12 * 64 * 50_000 * 4;
  const peak = peakOf("gpt.weft", { depth: "1" }, 50_000);
  const stored = 4 * (2 * 50_000 * 128 + 64 * 128 + 12 * 128 * 128);
  // Beside parameters, two states and gradients of each: all else is less than the logits alone.
  assert.ok(peak - 4 * stored < logits, `${peak} bytes, the logits have ${logits}`);
});

test("an update that is made in strips takes the place of what was there", () => {
  const { plan } = compileSpec("minimal.weft", readSpec("specs/minimal.weft"), {
    vocabularies: { vocab: 10_000 },
  });
  const entry = plan.model.entries.find(({ kind }) => kind === "train");
  const weights = plan.model.parameters.find(({ path }) => path.endsWith("W_o"));
  assert.ok(entry !== undefined && weights !== undefined && entry.repeats.length > 0);
  if (entry === undefined || weights === undefined) return;
  assert.ok(entry.arenas.work < weights.count, `${entry.arenas.work} elements of work`);
});

test("what is small stays whole", () => {
  const plain: StripLimits = { large: Number.MAX_SAFE_INTEGER, expansion: 1, height: 1, depth: 1 };
  const text = readSpec("specs/gpt.weft");
  const loops = (strips?: StripLimits): number =>
    compileSpec("gpt.weft", text, {
      vocabularies: { vocab: 81 },
      ...(strips === undefined ? {} : { strips }),
    }).plan.model.entries.reduce((sum, entry) => sum + entry.repeats.length, 0);
  assert.is(loops(), loops(plain));
});
