/** An evaluation in batches, the last one smaller: the figures of all held-out examples at once. */
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import { evaluateHeldOut } from "../../runtime/train/evaluate.ts";
import type { BatchSource } from "../../runtime/data/source.ts";
import { prepareEntries } from "../../runtime/step.ts";
import { randoms } from "../3-graph/graphs.ts";
import { assert, suite } from "../harness.ts";
import { compileSpec } from "./compile-spec.ts";
import { openMachine, writeParameters } from "./device.ts";
import { randomValues } from "./values.ts";

const test = suite("evaluation over batches");

const records = 7;
const specOf = (batch: number): string => `weft 1

axis step <= 5
axis kind = { low, middle, high }
axis embed = 4

model Score(x: [step, embed]) -> [step, kind] {
  param W: embed -> kind ~ normal(0, 1)
  return W(x)
}

data rows = jsonl("rows.jsonl") {
  x: [step, embed] = field("x")
  y: [step] in kind = field("y")
}

train on rows {
  logits = Score(x)
  loss   = mean[batch, step](cross_entropy[kind](logits, y))
  minimize loss
  report perplexity = exp(loss)
  right  = sum[batch, step](where(argmax[kind](logits) == y and y == kind, 1, 0))
  all    = sum[batch, step](where(y == kind, 1, 0))
  report recall = mean[kind](right / maximum(all, 1))
  report worst  = max[batch, step](cross_entropy[kind](logits, y))
  report whole  = mean[batch](mean[step](x[embed = 0])) + 1
  optimizer = sgd(rate = 0.1)
  batch = ${batch}
  steps = 1
}
`;

test("losses, ratios, totals of classes and maxima are those of all records", async () => {
  const whole = compileSpec("rows.weft", specOf(records));
  const at = whole.graph.entries.findIndex(({ kind }) => kind === "train");
  const entry = whole.graph.entries[at];
  if (entry === undefined) throw new Error("no training");
  const { environment } = randomValues(whole.graph, entry, randoms(5));
  const lengths = [5, 1, 2, 4, 3, 5, 1];
  const padded = new Map(
    entry.inputs.map((input) => {
      const [batchAxis] = input.axes;
      if (batchAxis === undefined) throw new Error("no batch");
      return [
        `${input.name}.step`,
        { axes: [batchAxis], shape: [records], data: Float64Array.from(lengths) },
      ] as const;
    }),
  );
  const expected = new Map(
    evaluateEntry(entry, { ...environment, lengths: padded }).flatMap(({ output, value }) =>
      output.role === "loss" || output.role === "report"
        ? [[output.name, value.data[0] ?? NaN] as const]
        : [],
    ),
  );
  assert.is(expected.size, 5);
  for (const batch of [3, 4, 7]) {
    const { plan, graph } = compileSpec("rows.weft", specOf(batch));
    const machine = await openMachine(plan, "cpu");
    writeParameters(machine, environment.parameters);
    const entries = plan.model.entries.filter(({ kind }) => kind === "evaluate" || kind === "conclude");
    const [evaluation, conclusion] = await prepareEntries(machine, entries, () => undefined);
    if (evaluation === undefined) throw new Error("nothing to evaluate");
    const source: BatchSource = {
      stepsPerEpoch: 1,
      trainingBatch: () => ({ rows: 0, inputs: new Map() }),
      evaluationBatches: Math.ceil(records / batch),
      evaluationBatch: (index) => {
        const from = index * batch;
        const rows = Math.min(batch, records - from);
        const inputs = new Map(
          [...environment.inputs].map(([name, { shape, data }]) => {
            const each = data.length / records;
            const part = data.subarray(from * each, (from + rows) * each);
            const values = name === "x" ? new Float32Array(part) : new Int32Array(part);
            const own = new Int32Array(lengths.slice(from, from + rows));
            return [name, { sizes: [rows, ...shape.slice(1)], data: values, lengths: own }] as const;
          }),
        );
        return { rows, inputs };
      },
    };
    const settings = new Map([["seed", 1] as const, ["step", 1] as const]);
    const evaluating = evaluateHeldOut(machine, { evaluation, conclusion }, source, settings);
    let next = await evaluating.next();
    while (next.done !== true) next = await evaluating.next();
    const measured = next.value;
    machine.engine.destroy();
    assert.is(measured?.rows, records);
    const found = new Map([["loss", measured?.loss ?? NaN], ...Object.entries(measured?.reports ?? {})]);
    for (const [name, value] of expected) {
      const deviation = Math.abs((found.get(name) ?? NaN) - value);
      // A sum of 35 f32 terms and a few operations after it.
      assert.ok(
        deviation <= 40 * 2 ** -23 * Math.max(1, Math.abs(value)),
        `${name} in batches of ${batch}: ${found.get(name)}, ${value}`,
      );
    }
    assert.is(graph.entries.filter(({ kind }) => kind === "conclude").length, 1);
  }
});

const noisy = `weft 1

axis embed = 2

model Score(x: [embed]) -> real {
  param w: [embed] = 1
  return sum[embed](w * x)
}

data rows = jsonl("rows.jsonl") {
  x: [embed]
}

train on rows {
  drawn = uniform[batch](0, 1)
  minimize mean[batch](Score(x))
  report reach = max[batch](drawn) - min[batch](drawn)
  optimizer = sgd(rate = 0.1)
  batch = 1
  steps = 1
}
`;

test("each batch draws noise of its own", async () => {
  const { plan } = compileSpec("noisy.weft", noisy);
  const machine = await openMachine(plan, "cpu");
  const entries = plan.model.entries.filter(({ kind }) => kind === "evaluate" || kind === "conclude");
  const [evaluation, conclusion] = await prepareEntries(machine, entries, () => undefined);
  if (evaluation === undefined) throw new Error("nothing to evaluate");
  const source: BatchSource = {
    stepsPerEpoch: 1,
    trainingBatch: () => ({ rows: 0, inputs: new Map() }),
    evaluationBatches: 32,
    evaluationBatch: () => ({
      rows: 1,
      inputs: new Map([["x", { sizes: [1, 2], data: new Float32Array(2) }]]),
    }),
  };
  const settings = new Map([["seed", 1] as const, ["step", 1] as const]);
  const evaluating = evaluateHeldOut(machine, { evaluation, conclusion }, source, settings);
  let next = await evaluating.next();
  while (next.done !== true) next = await evaluating.next();
  machine.engine.destroy();
  // From the least to the largest of 32 numbers between 0 and 1.
  const reach = next.value?.reports["reach"] ?? NaN;
  assert.ok(reach > 0.8, String(reach));
});
