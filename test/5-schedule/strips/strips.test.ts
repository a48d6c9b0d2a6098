import type { StripLimits } from "../../../compiler/5-schedule/strips/regions.ts";
import { verifyPlan } from "../../../compiler/5-schedule/verify.ts";
import { describe, disagreements, type AgreeOptions } from "../../agree/agree.ts";
import { compileSpec, readSpec } from "../../agree/compile-spec.ts";
import { backends, openMachine, runOnDevice } from "../../agree/device.ts";
import { randomValues } from "../../agree/values.ts";
import { randoms } from "../../3-graph/graphs.ts";
import { assert, suite } from "../../harness.ts";
import { attentions, attentionSpec, channelsSpec, classifierSpec, crossAttentionSpec } from "./specs.ts";

const test = suite("large values are made strip by strip");

/** Everything is large; sums over strips have so many products at least. */
const always = (depth: number): StripLimits => ({ large: 200, expansion: 1, height: 1, depth });

/** `shortened`: how many loops there are of which the strips see less than all of another axis; not asked for unless given. */
async function agree(text: string, depth: number, options: AgreeOptions, shortened?: number): Promise<void> {
  const spec = compileSpec("strips.weft", text, { strips: always(depth) });
  verifyPlan(spec.plan);
  const repeats = spec.plan.model.entries[0]?.repeats ?? [];
  assert.ok(repeats.length > 0, "nothing is made in strips");
  const seen = repeats
    .flatMap(({ sizes = [] }) => sizes)
    .filter(({ symbol }) => symbol.includes(" seen in "));
  if (shortened !== undefined) assert.is(seen.length, shortened, "loops that see less than all");
  const entry = ({ kind }: { readonly kind: string }): boolean => kind === "train";
  assert.is(describe(await disagreements(spec, 7, { entry, runs: 2, ...options })), "");
}

for (const attention of attentions) {
  test(`attention ${attention.name}`, async () => {
    // Two attentions, forward and backward; a gradient of biases by distance is read at other rows, so that its strips stay whole.
    const loops = attention.name.includes("learned") ? 2 : 4;
    const text = attentionSpec(attention, 12);
    await agree(text, 4, { on: ["cpu"] }, attention.isShort ? loops : 0);
  });
}

const [padded] = attentions.filter(({ name }) => name === "padded, and causal");
for (const [seq, depth, on] of [
  [15, 4, backends],
  [12, 1, ["cpu"]],
  [9, 2, ["cpu"]],
  // No number of rows divides them: the last strip is shorter.
  [13, 3, ["cpu"]],
  [17, 4, ["cpu"]],
] as const) {
  test(`${seq} positions, at least ${depth} at a time, on ${on.join(" and ")}`, async () => {
    assert.ok(padded !== undefined);
    if (padded !== undefined) await agree(attentionSpec(padded, seq), depth, { on });
  });
}

test("attention to another sequence, with shared keys", async () => {
  await agree(crossAttentionSpec(9, 7), 2, { on: ["cpu"] });
});

// Each position of the target sees about as much of a source that is twice as long, and of one that is shorter.
for (const [positions, others, where] of [
  [8, 16, " and from <= 2 * to"],
  [8, 16, " and from < 2 * to and from >= 2 * to - 6"],
  [16, 5, " and 3 * from <= to"],
] as const) {
  test(`attention to ${others} others from ${positions}${where}`, async () => {
    await agree(crossAttentionSpec(positions, others, where), 2, { on: ["cpu"] }, 2);
  });
}

/** What a training's step computes and needs, with the strips that it usually has. */
function costs(scores: string, seq: number): { readonly flops: number; readonly peak: number } {
  const spec = compileSpec("strips.weft", attentionSpec({ name: "", isShort: true, scores }, seq));
  const { dispatches, memory } = spec.plan.entries[0] ?? { dispatches: [], memory: { peak: NaN } };
  return { flops: dispatches.reduce((sum, { flops }) => sum + flops, 0), peak: memory.peak };
}

const scored = "(q @[key] k / sqrt(|key|))";
const causal = `softmax[src where src <= seq]${scored}`;
const windowed = `softmax[src where src <= seq and seq - src < 64]${scored}`;

test("a causal attention does half of the work, and a window as much for each position", () => {
  // As many formulas, of which no strip knows what they rule out.
  const whole = costs(`softmax[src where keep[seq as src]]${scored}`, 2048).flops;
  const half = costs(causal, 2048).flops;
  // 16 strips or more, each of which sees up to its own end: (16 + 1) / 32, and what isn't attention.
  assert.ok(half < 0.56 * whole && half > 0.5 * whole, `${half} of ${whole} FLOP`);
  const [short, long] = [costs(windowed, 1024).flops, costs(windowed, 2048).flops];
  // A strip sees its rows and 64 positions before them; both grow no faster than the positions.
  assert.ok(long < 2.1 * short && long < half / 4, `${short}, ${long} FLOP`);
});

test("the peak of a step grows linearly from 512 to 4096 positions", () => {
  for (const scores of [causal, windowed]) {
    const peaks = [512, 1024, 2048, 4096].map((seq) => costs(scores, seq).peak);
    for (const [at, peak] of peaks.slice(1).entries())
      assert.ok(peak < 2.1 * (peaks[at] ?? 0), `${peaks.join(", ")} bytes`);
  }
});

/** What the model gives for random words, and for the same ones but one. */
async function changesOf(name: string, seq: number, position: number): Promise<readonly boolean[]> {
  const attention = attentions.find((each) => each.name === name);
  assert.ok(attention !== undefined);
  if (attention === undefined) return [];
  const spec = compileSpec("strips.weft", attentionSpec(attention, seq, true), { strips: always(4) });
  const index = spec.graph.entries.findIndex(({ kind }) => kind === "infer");
  const entry = spec.graph.entries[index];
  assert.ok((spec.plan.model.entries[index]?.repeats.length ?? 0) > 0, "nothing is made in strips");
  if (entry === undefined) return [];
  const one = ({ symbol, high }: { symbol: string; high: number }): number => (symbol === "batch" ? 1 : high);
  const given = randomValues(spec.graph, entry, randoms(3), one);
  const words = given.environment.inputs.get("tokens");
  const [machine, again] = [await openMachine(spec.plan, "cpu"), await openMachine(spec.plan, "cpu")];
  const before = [...(await runOnDevice(machine, spec.graph, index, given)).values()][0] ?? [];
  if (words !== undefined) words.data[position] = ((words.data[position] ?? 0) + 1) % 5;
  const after = [...(await runOnDevice(again, spec.graph, index, given)).values()][0] ?? [];
  const each = before.length / seq;
  return Array.from({ length: seq }, (_, at) =>
    Array.from({ length: each }, (_, label) => at * each + label).some((i) => before[i] !== after[i]),
  );
}

// Two attentions one after the other: the second sees what the first has spread.
for (const [name, position, from, to] of [
  ["causal", 7, 7, 12],
  ["of later positions", 7, 0, 7],
  ["in a window", 5, 5, 9],
  ["in a window to both sides", 6, 2, 10],
] as const) {
  test(`another word at ${position} changes ${from} to ${to} of 13, ${name}`, async () => {
    const changed = await changesOf(name, 13, position);
    const wanted = changed.map((_, at) => from <= at && at <= to);
    assert.equal(changed, wanted);
  });
}

for (const isTied of [false, true]) {
  test(`a classifier${isTied ? " whose weights also embed" : ""}, and its cross-entropy`, async () => {
    await agree(classifierSpec(70, 10, isTied), 3, { on: ["cpu"] });
  });
}

test("channels that meet in a norm after a window aren't cut, though they are more than pictures", async () => {
  const text = channelsSpec(16, 32, 64);
  const { plan } = compileSpec("strips.weft", text);
  const at = plan.model.entries.findIndex(({ kind }) => kind === "train");
  assert.ok((plan.model.entries[at]?.repeats.length ?? 0) > 0, "nothing is made in strips");
  const shapes = plan.entries[at]?.dispatches.map(({ shape }) => shape) ?? [];
  assert.not(
    shapes.some((shape) => /channel \d\b/.test(shape)),
    shapes.join("\n"),
  );
  await agree(channelsSpec(4, 4, 8), 1, { on: ["cpu"] });
});

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

// A gradient that a norm reads, too, is made twice, strip by strip.
for (const [name, more, isInStrips] of [
  ["goes straight into its update", "", false],
  ["that is clipped is made in strips, and so is its update", "\n  clip      = 1", true],
] as const) {
  test(`a large weight's gradient ${name}, in the place of what was there`, () => {
    const optimizer = "optimizer = adam(rate = 1e-3)";
    const text = readSpec("specs/minimal.weft").replace(optimizer, optimizer + more);
    const { plan } = compileSpec("minimal.weft", text, { vocabularies: { vocab: 10_000 } });
    const entry = plan.model.entries.find(({ kind }) => kind === "train");
    const weights = plan.model.parameters.find(({ path }) => path.endsWith("W_o"));
    assert.ok(entry !== undefined && weights !== undefined);
    if (entry === undefined || weights === undefined) return;
    assert.is(entry.repeats.length > 0, isInStrips);
    assert.ok(entry.arenas.work < weights.count, `${entry.arenas.work} elements of work`);
  });
}

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

test("several texts of which rows are kept", async () => {
  const spec = compileSpec("wavenet.weft", readSpec("specs/wavenet.weft"), {
    set: { level: "7", time: "11", chan: "5", skip: "3", depth: "4" },
    strips: { large: 64, expansion: 1, height: 2, depth: 2 },
  });
  verifyPlan(spec.plan);
  const entry = ({ kind }: { readonly kind: string }): boolean => kind === "extendAll";
  assert.ok((spec.plan.model.entries.find(entry)?.repeats.length ?? 0) > 0, "nothing is made in strips");
  assert.is(describe(await disagreements(spec, 7, { entry, runs: 4, on: ["cpu"] })), "");
});

test("kernels alike, of which one asks for the turn of a size that no loop around it names", () => {
  const text = readSpec("test/programs/llama.weft").replace(/^( +batch +=) \d+$/gm, "$1 4");
  const { plan } = compileSpec("llama.weft", text, {
    set: { embed: "12", group: "3", share: "1", hidden: "5", seq: "7", depth: "3" },
    strips: { large: 100, expansion: 1, height: 1, depth: 1 },
  });
  verifyPlan(plan);
});

// What a condition leaves of the products is summed as it is made: a strip has as many rows as the scores let it.
test("products of a restricted sum take no memory, and don't make strips thin", () => {
  const text = `weft 1
axis seq  = 256
axis src  like seq
axis head = 4
axis key  = 32
model Mix(x: [seq, head, key]) -> [seq, head, key] {
  param W: head, key -> head, key ~ xavier
  s = W(x) @[key] x[seq as src]
  return sum[src where src <= seq](s * x[seq as src])
}
data rows = jsonl("rows.jsonl") {
  x: [seq, head, key]
}
train on rows {
  minimize mean[batch, seq, head, key](Mix(x)^2)
  optimizer = sgd(rate = 0.1)
  batch = 4
  steps = 1
}
`;
  const { plan } = compileSpec("mix.weft", text);
  const [entry] = plan.model.entries;
  assert.equal(
    entry?.repeats.map(({ most }) => most),
    [2, 2],
  );
});
