import type { SizeSymbol } from "../../compiler/3-graph/graph.ts";
import { growNumbers } from "../../runtime/generate/grow.ts";
import { initialParameters } from "../../runtime/parameters.ts";
import type { ModelPlan } from "../../runtime/plan.ts";
import { runEntry, type Machine } from "../../runtime/step.ts";
import { randoms } from "../3-graph/graphs.ts";
import { programs } from "../3-graph/grow/programs.ts";
import { specs } from "../3-graph/grow/specs.ts";
import { assert, suite } from "../harness.ts";
import { describe, disagreements } from "./agree.ts";
import { compileSpec, readSpec, type CompiledSpec } from "./compile-spec.ts";
import { backends, beginRun, openMachine, type Backend } from "./device.ts";
import { randomValues } from "./values.ts";

const test = suite("generators that grow by rows agree with the evaluator, and with growing afresh");

const seed = 5;
const specOf = (text: string): CompiledSpec => compileSpec("grown.weft", text, {});

for (const { name, text, symbol, end } of programs) {
  test(name, async () => {
    const found = await disagreements(specOf(text), seed, {
      entry: ({ kind }) => kind === "generate" || kind === "extend",
      choose: (size) => sizeOf(size, symbol, end - 2),
    });
    assert.is(describe(found), "");
  });
}

/** A text of the length, in an entry `extend` in room for it. */
function sizeOf({ symbol, lengthWithin, high, step }: SizeSymbol, axis: string, length: number): number {
  if (lengthWithin === axis) return length;
  return symbol === axis ? Math.ceil(length / step) * step : high;
}

for (const backend of ["cpu", "webgpu"] as const) {
  test(`the same labels on ${backend}, by rows and afresh`, async () => {
    for (const { name, text, generator } of programs) {
      const spec = specOf(text);
      const byRows = await grow(spec, backend, generator, ({ entries }) => entries);
      const afresh = await grow(spec, backend, generator, ({ entries }) =>
        entries.filter(({ kind }) => kind !== "extend"),
      );
      assert.ok(byRows.length > 0, `${name} grows nothing`);
      assert.equal(byRows, afresh, name);
    }
  });
}

test("each spec that grows a text gives the same labels by rows and afresh, beyond the cut to its window", async () => {
  for (const { file, set, vocabularies, generator } of specs) {
    const spec = compileSpec(`${file}.weft`, readSpec(`specs/${file}.weft`), { set, vocabularies });
    const byRows = await grow(spec, "cpu", generator, ({ entries }) => entries);
    const afresh = await grow(spec, "cpu", generator, ({ entries }) =>
      entries.filter(({ kind }) => kind !== "extend"),
    );
    assert.ok(byRows.length > 0, `${file} grows nothing`);
    assert.equal(byRows, afresh, file);
  }
});

test("a text that begins where another one ended reads none of its memory", async () => {
  // Where the text lies, behind its end, the search for the third largest leaves whole numbers that are no labels.
  const { plan } = specOf(`weft 1
axis vocab = { a, b, c, d, e }
axis seq   <= 12
axis embed = 3
model M(text: [seq] in vocab) -> [seq, vocab] {
  param W: vocab -> embed ~ normal(0, 1)
  param P: [seq, embed] ~ normal(0, 1)
  param O: embed -> vocab ~ normal(0, 1)
  use past = GRU[seq, embed, embed]
  return O(past(W(text) + P))
}
generate write(length: int = 4) {
  grow text: [seq] in vocab from "b" {
    yield sample[vocab](M(text)[seq = last], top_k = 3)
  }
}
`);
  const machine = await openMachine(plan, "cpu, exact");
  machine.engine.writeArena("parameters", 0, initialParameters(plan.model, seed));
  const write = async (): Promise<readonly number[]> => {
    const numbers: number[] = [];
    for await (const number of growNumbers(machine, "write", {}, { seed }, () => undefined))
      numbers.push(number);
    return numbers;
  };
  assert.equal(await write(), await write());
});

test("where a text is cut it is asked whether it is done, by rows, afresh and with beams", async () => {
  for (const beam of ["", " beam 2"])
    for (const ahead of ["", " - mean[src](z[seq as src])"]) {
      const next = 'where(text[seq = last] == "e", vocab == 0, vocab == text[seq = last] + 1)';
      const logits = `${next} + 0.001 * M(text)[seq = last]`;
      const { plan } = specOf(`weft 1
axis vocab = { a, b, c, d, e }
axis seq   <= 6
axis src   like seq
axis embed = 3
model M(text: [seq] in vocab) -> [seq, vocab] {
  param W: vocab -> embed ~ normal(0, 1)
  param O: embed -> vocab ~ normal(0, 1)
  z = W(text)
  y = tanh(z${ahead})
  return O(y${ahead.replace("z", "y")})
}
generate write(prompt: [seq] in vocab, length: int = 9) {
  grow text: [seq] in vocab from prompt window 3${beam} {
    yield ${beam === "" ? `argmax[vocab](${logits})` : `9 * (${logits})`}
  } until text[seq = last] == "b"
}
`);
      assert.is(
        plan.model.entries.some(({ kind }) => kind === "extend"),
        ahead === "",
      );
      const machine = await openMachine(plan, "cpu, exact");
      machine.engine.writeArena("parameters", 0, initialParameters(plan.model, seed));
      // The first is cut before it grows, too; the second ends before it would be.
      for (const prompt of [
        [1, 2, 3, 4, 0, 1, 2],
        [1, 2],
        [0, 1, 2],
      ]) {
        const numbers: number[] = [];
        const given = { prompt: Int32Array.from(prompt) };
        for await (const number of growNumbers(machine, "write", given, { seed }, () => undefined))
          numbers.push(number);
        assert.equal(numbers, [3, 4, 0, 1], `${prompt.join()}${beam}${ahead}`);
      }
    }
});

test("two texts that take turns don't disturb each other", async () => {
  const [program] = programs;
  if (program === undefined) throw new Error("there are no programs");
  const { plan } = specOf(program.text);
  const alone = await Promise.all([[1, 3], [2]].map((begin) => takeTurns(plan, program.generator, [begin])));
  const together = await takeTurns(plan, program.generator, [[1, 3], [2]]);
  assert.equal(together, alone.flat());
});

test("what an evaluation computes where a text is kept doesn't change the text", async () => {
  const spec = compileSpec("gpt.weft", readSpec("specs/gpt.weft"), {
    set: { embed: "16", head: "2", seq: "36", depth: "2" },
    vocabularies: { vocab: 13 },
  });
  const index = spec.graph.entries.findIndex(({ kind }) => kind === "evaluate");
  const entry = spec.graph.entries[index];
  if (entry === undefined) throw new Error("nothing is evaluated");
  const given = randomValues(spec.graph, entry, randoms(seed));
  for (const backend of ["cpu", "webgpu"] as const) {
    const machine = await openMachine(spec.plan, backend);
    const { prepared, call } = await beginRun(machine, spec.graph, index, given);
    const text = async (isDisturbed: boolean): Promise<readonly number[]> => {
      const numbers: number[] = [];
      const evaluations: Promise<unknown>[] = [];
      const evaluate = (): void => void evaluations.push(runEntry(machine, prepared, call));
      const prompt = { prompt: Int32Array.from([1, 2]), length: 12 };
      for await (const number of growNumbers(machine, "write", prompt, { seed }, () => undefined)) {
        numbers.push(number);
        // Just before a trip to the device that goes on with the text, and after one.
        if (isDisturbed && numbers.length % 6 === 3) evaluate();
        if (isDisturbed && numbers.length % 6 === 0) queueMicrotask(evaluate);
      }
      await Promise.all(evaluations);
      return numbers;
    };
    assert.equal(await text(true), await text(false), backend);
  }
});

async function takeTurns(
  plan: CompiledSpec["plan"],
  generator: string,
  begins: readonly (readonly number[])[],
): Promise<readonly (readonly number[])[]> {
  const machine = await openMachine(plan, "cpu");
  machine.engine.writeArena("parameters", 0, initialParameters(plan.model, seed));
  const texts = begins.map((begin) =>
    growNumbers(machine, generator, { prompt: Int32Array.from(begin) }, { seed }, () => undefined),
  );
  const grown: number[][] = begins.map(() => []);
  for (let turn = 0; turn < 6; turn++) {
    for (const [index, text] of texts.entries()) {
      const { value } = await text.next();
      if (value !== undefined) grown[index]?.push(value);
    }
  }
  return grown;
}

async function grow(
  { plan }: CompiledSpec,
  backend: Backend,
  generator: string,
  entriesOf: (model: ModelPlan) => ModelPlan["entries"],
): Promise<readonly number[]> {
  assert.ok(backends.includes(backend));
  const model = { ...plan.model, entries: entriesOf(plan.model) };
  const machine: Machine = await openMachine({ ...plan, model }, backend);
  machine.engine.writeArena("parameters", 0, initialParameters(model, seed));
  const numbers: number[] = [];
  const begin = Int32Array.from([1, 3, 0]);
  const wanted = model.entries.find(({ kind, name }) => kind === "generate" && name === generator);
  const takesSource = wanted?.inputs.some(({ name }) => name === "source") === true;
  const { grow: text, options } = model.generators.find(({ name }) => name === generator) ?? {};
  const argument = takesSource ? "source" : text?.from.kind === "argument" ? text.from.name : undefined;
  const given = {
    ...(argument === undefined ? {} : { [argument]: begin }),
    ...(options?.some(({ name }) => name === "length") === true ? { length: (text?.bound ?? 0) + 4 } : {}),
  };
  for await (const number of growNumbers(machine, generator, given, { seed }, () => undefined))
    numbers.push(number);
  return numbers;
}
