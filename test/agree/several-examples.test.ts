/** Models that are called with many examples give, for each, the bits that they give for it alone. */
import { callOnce, type Results } from "../../runtime/infer/infer.ts";
import { inferSeveral } from "../../runtime/infer/infer-several.ts";
import type { GenerateArguments } from "../../runtime/generate/generate.ts";
import type { PlanEntry } from "../../runtime/plan.ts";
import type { Machine } from "../../runtime/step.ts";
import { initialParameters, initialStates } from "../../runtime/parameters.ts";
import { failureOf } from "../cli/files.ts";
import { assert, suite } from "../harness.ts";
import { compileSpec } from "./compile-spec.ts";
import { backends, openMachine, type Backend } from "./device.ts";

const test = suite("many examples");

const bound = 9;

const shared = `weft 1
axis seq   <= ${bound}
axis src   like seq
axis embed = 12
axis label = { a, b, c }
axis best  = 1
`;

interface Program {
  readonly name: string;
  readonly text: string;
  /** Of the example with this number. */
  readonly example: (at: number) => GenerateArguments;
  /** As the model is called with it alone. */
  readonly alone?: (given: GenerateArguments) => GenerateArguments;
}

/** Lengths from 1 to the bound, so that calls are of all sizes and the last ones aren't full. */
const lengthOf = (at: number): number => 1 + ((at * 5) % bound);

const words = (at: number): GenerateArguments => {
  return { x: Int32Array.from({ length: lengthOf(at) }, (_, position) => (position * 7 + at) % 3) };
};

const programs: readonly Program[] = [
  {
    name: "attention, what is present, the last position, orders and exposed values",
    text: `${shared}
layer Attend(x: [seq, embed], keep: [seq] bool) -> [seq, embed] {
  param W_q, W_k, W_v: embed -> embed ~ xavier
  A = softmax[src where keep[seq as src] and src <= seq](W_q(x) @[embed] W_k(x)[seq as src])
  expose A
  return x + A @[src] W_v(x)[seq as src]
}
model M(x: [seq] in label, heat: real = 2) -> (mean: [embed], end: [label], top: in label, all: [seq, embed]) {
  param W_e: label -> embed ~ normal(0, 1)
  use blocks = Attend * 2
  use out    = Linear[embed, label]
  h = blocks(W_e(x), x.present)
  logits = out(h[seq = last]) * heat + cumsum[seq](h)[seq = last, embed = 0]
  return mean[seq where x.present](h), logits, argmax[label](logits), h
}`,
    example: (at) => (at % 4 === 0 ? { ...words(at), heat: at } : words(at)),
  },
  {
    name: "a network that goes along the text, with steps and a lower bound",
    text: `${shared.replace(`<= ${bound}`, `= 4 .. ${bound + 3} step 4`)}
model M(x: [seq] in label) -> [embed] {
  param W_e: label -> embed ~ normal(0, 1)
  use net = GRU[seq, embed, embed]
  return net(W_e(x))[seq = last]
}`,
    example: (at) => ({
      x: Int32Array.from({ length: 4 * (1 + (at % 3)) }, (_, position) => (position + at) % 3),
    }),
  },
  {
    name: "examples that a model couples in training only",
    text: `${shared}
model M(x: [batch, embed]) -> (y: [batch, label], best: [batch] in label) {
  use norm = BatchNorm[batch, embed]
  use out  = Linear[embed, label]
  y = out(norm(x))
  return y, argmax[label](y)
}`,
    example: (at) => ({ x: Float32Array.from({ length: 12 }, (_, position) => Math.sin(position + at)) }),
    alone: ({ x }) => ({ x: x instanceof Float32Array ? { sizes: [1, x.length], data: x } : 0 }),
  },
];

/** With the first parameters. */
async function open(
  text: string,
  backend: Backend,
): Promise<{ readonly machine: Machine; readonly entry: PlanEntry }> {
  const { plan } = compileSpec("many.weft", text);
  const machine = await openMachine(plan, backend);
  const { engine } = machine;
  engine.writeArena("parameters", 0, initialParameters(plan.model, 3));
  engine.writeArena("states", 0, initialStates(plan.model));
  const entry = plan.model.entries.find(({ kind }) => kind === "infer");
  if (entry === undefined) throw new Error("there is no model");
  return { machine, entry };
}

const settings = new Map([
  ["seed", 1],
  ["step", 1],
]);

function several(
  machine: Machine,
  entry: PlanEntry,
  records: Parameters<typeof inferSeveral>[2],
  options: Parameters<typeof inferSeveral>[3] = {},
): AsyncGenerator<Results, void, undefined> {
  const names = entry.inputs.map(({ name }) => name);
  return inferSeveral(
    machine,
    { entry, names, settingsOf: () => settings },
    records,
    options,
    () => undefined,
  );
}

async function listOf<T>(all: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const one of all) list.push(one);
  return list;
}

function numbersOf(results: Results): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(results).map(([name, result]) => [
      name,
      typeof result === "object" ? [...result.data] : result,
    ]),
  );
}

for (const backend of backends)
  for (const { name, text, example, alone } of programs)
    test(`${name}, on ${backend}`, async () => {
      const { machine, entry } = await open(text, backend);
      assert.ok(entry.examples?.kind === "own" || entry.examples?.kind === "added");
      const records = Array.from({ length: backend === "webgpu" ? 70 : 700 }, (_, at) => example(at));
      const outputs = entry.outputs.filter(({ role }) => role === "result").map((output) => output.name);
      const found = await listOf(several(machine, entry, records));
      assert.is(found.length, records.length);
      for (const [at, record] of records.entries()) {
        const given = alone === undefined ? record : alone(record);
        const one = numbersOf(await callOnce(machine, entry, given, settings, () => undefined));
        const each = numbersOf(found[at] ?? {});
        assert.equal(Object.keys(each), outputs);
        // Of a batch of one there is a list of one where an example has one number.
        for (const output of outputs)
          assert.equal([each[output]].flat(), [one[output]].flat(), `${output} of example ${at}`);
      }
    });

const [first] = programs;
if (first === undefined) throw new Error("there are no programs");

test("what can't be read is told by its number, after the results of what came before", async () => {
  const { machine, entry } = await open(first.text, "cpu, exact");
  const failures: readonly (readonly [unknown, string])[] = [
    [{ x: [0, 3] }, "record 2: `x` at position 1 is 3, but `label` has the positions 0 to 2"],
    [{ x: new Int32Array(bound + 1) }, "record 2: `seq` is 10, but must be from 1 to 9"],
    [{ y: [0] }, "record 2: `M` has no argument `y`; it has x, heat"],
    [{}, "record 2: `M` needs the input `x`"],
    [[0], "record 2: must be an object with the inputs of `M` by their names"],
  ];
  for (const [bad, message] of failures) {
    const records = (async function* () {
      yield* [words(0), words(1), bad as GenerateArguments];
      throw new Error("nothing is read beyond it");
    })();
    const found: Results[] = [];
    const failure = await failureOf(async () => {
      for await (const results of several(machine, entry, records)) found.push(results);
    });
    assert.is(failure, message);
    assert.is(found.length, 2);
  }
  const none = several(machine, entry, JSON.parse("1") as GenerateArguments[]);
  assert.is(await failureOf(() => none.next()), "`M` takes a list with the inputs of each example");
});

test("an error in what gives the records comes after their results, and a signal ends it", async () => {
  const { machine, entry } = await open(first.text, "cpu, exact");
  const controller = new AbortController();
  const records = (async function* () {
    for (let at = 0; ; at += 1) {
      if (at === 2500) controller.abort();
      yield words(at);
    }
  })();
  const found = await listOf(several(machine, entry, records, { signal: controller.signal }));
  assert.ok(found.length > 0 && found.length <= 2500, String(found.length));
  // One waits for others of its size, behind which two whole calls were computed.
  const behind = new AbortController();
  const rare = (function* () {
    yield { x: [0] };
    for (let at = 0; at < 129; at += 1) yield { x: [at % 3, 1] };
    behind.abort();
    yield { x: [1] };
  })();
  const computed = await listOf(several(machine, entry, rare, { signal: behind.signal }));
  assert.is(computed.length, 129);
  const broken = (function* () {
    yield words(0);
    throw new Error("line 2");
  })();
  const all = several(machine, entry, broken, { placeOf: (record) => `line ${record + 1}` });
  assert.not((await all.next()).done);
  assert.is(await failureOf(() => all.next()), "line 2");
});

test("where examples see each other, they are computed one after the other, and it is said why", async () => {
  const coupled: readonly (readonly [string, string])[] = [
    ["x - mean[batch](x)", "takes a sum over all of `batch`"],
    ["x + batch", "reads the positions of `batch`"],
    ["x * |batch|", "reads the size of `batch`"],
    ["x + uniform[batch](0, 1)", "draws noise for each example of a `batch`"],
    ["x[batch = batch - 1 else 0]", "reads other positions of `batch`"],
  ];
  for (const [formula, reason] of coupled) {
    const text = `${shared}model M(x: [batch, embed]) -> [batch, embed] {\n  return ${formula}\n}`;
    const { plan } = compileSpec("coupled.weft", text);
    const { examples } = plan.model.entries[0] ?? {};
    assert.is(examples?.kind, "apart", formula);
    assert.ok(examples?.kind === "apart" && examples.reason.endsWith(reason), JSON.stringify(examples));
  }
  const text = `${shared}model M(x: [batch, embed]) -> [batch] {\n  return sum[embed](x - mean[batch](x))\n}`;
  const { machine, entry } = await open(text, "cpu");
  const x = { sizes: [2, 12], data: Float32Array.from({ length: 24 }, (_, at) => at) };
  const found = await listOf(several(machine, entry, [{ x }, { x }]));
  assert.equal(found.map(numbersOf), [{ result: [-72, 72] }, { result: [-72, 72] }]);
});

test("a call takes as many examples as have room, at most 64", () => {
  const most = (axes: string, memory?: number): number => {
    const text = `${shared}axis wide = 100000\nmodel M(x: [${axes}]) -> real {\n  return sum[${axes}](x^2)\n}`;
    const { plan } = compileSpec("wide.weft", text, memory === undefined ? {} : { memory });
    return plan.model.entries[0]?.symbols.find(({ symbol }) => symbol === "batch")?.high ?? 1;
  };
  assert.is(most("embed"), 64);
  assert.is(most("wide"), 10);
  assert.is(most("wide", 16_000_000), 10);
  assert.is(most("wide", 2_000_000), 1);
});

test("what shares its kernels with a generator that grows a text is called one after the other", () => {
  const text = `${shared}model M(x: [seq] in label) -> [seq, label] causal in seq {
  param W: label -> embed ~ normal(0, 1)
  param V: embed -> label ~ normal(0, 1)
  return V(W(x))
}
model Other(x: [seq] in label) -> [seq, embed] {
  param W: label -> embed ~ normal(0, 1)
  return W(x)
}
generate write(prompt: [seq] in label) {
  grow text: [seq] in label from prompt {
    yield argmax[label](M(text)[seq = last])
  }
}`;
  const { plan } = compileSpec("growing.weft", text);
  const examplesOf = (of: string) =>
    plan.model.entries.find(({ kind, name }) => kind === "infer" && name === of)?.examples;
  assert.equal(examplesOf("M"), { kind: "apart", reason: "it shares the kernels of `write`" });
  assert.equal(examplesOf("Other"), { kind: "added" });
});
