/**
 * Random texts on a device: by rows and afresh the same labels come, a text among several is what it is by itself, and so is one that is
 * searched for with beams. And a generator with inputs gives as many positions in a trip to a GPU as one without.
 */
import type { GenerateArguments } from "../../runtime/generate/generate.ts";
import { growNumbers } from "../../runtime/generate/grow.ts";
import { growSeveral } from "../../runtime/generate/grow-several.ts";
import { seedOf } from "../../runtime/random.ts";
import { initialParameters } from "../../runtime/parameters.ts";
import type { PlanEntry } from "../../runtime/plan.ts";
import type { Machine } from "../../runtime/step.ts";
import { compileSpec, type CompiledSpec } from "../agree/compile-spec.ts";
import { openMachine, type Backend } from "../agree/device.ts";
import { assert, suite } from "../harness.ts";
import { growingSpec } from "./spec/growing.ts";
import { choices } from "./spec/seeded.ts";

const test = suite("random texts on a device");

const seed = 7;
const beginnings = [[1, 3, 0], [2], [0, 1, 2, 3, 4, 0, 1]];

async function open(
  { plan }: CompiledSpec,
  isUsed: (entry: PlanEntry) => boolean = () => true,
  backend: Backend = "cpu, exact",
): Promise<Machine> {
  const model = { ...plan.model, entries: plan.model.entries.filter(isUsed) };
  const machine = await openMachine({ ...plan, model }, backend);
  machine.engine.writeArena("parameters", 0, initialParameters(model, 5));
  return machine;
}

async function growAlone(machine: Machine, given: GenerateArguments, text = 0): Promise<readonly number[]> {
  const numbers: number[] = [];
  const own = { seed: seedOf(seed, text) };
  for await (const number of growNumbers(machine, "write", given, own, () => undefined)) numbers.push(number);
  return numbers;
}

async function growEach(machine: Machine): Promise<readonly (readonly number[])[]> {
  const all: (readonly number[])[] = [];
  for (const [text, prompt] of beginnings.entries())
    all.push(await growAlone(machine, { prompt: Int32Array.from(prompt) }, text));
  return all;
}

async function growTogether(machine: Machine): Promise<readonly (readonly number[])[]> {
  const grown: number[][] = beginnings.map(() => []);
  const given = { prompts: beginnings.map((prompt) => Int32Array.from(prompt)) };
  for await (const { text, number } of growSeveral(machine, "write", given, { seed }, () => undefined))
    grown[text]?.push(number);
  return grown;
}

for (const [ways, clause, next] of [
  ["are drawn, and cut to a window", "window 5 ", "sample[vocab](logits)"],
  ["are searched for with beams", "beam 3 ", "logits"],
  ["are searched for behind a window", "window 5 beam 2 ", "logits"],
] as const)
  test(`they ${ways}: by rows, afresh, alone and among others`, async () => {
    let together = 0;
    for (const at of [11, 22]) {
      const text = growingSpec(choices(at), { formulas: 3, ahead: false, clause, next });
      const spec = compileSpec("texts.weft", text);
      const kinds = spec.plan.model.entries.map(({ kind }) => kind);
      assert.ok(kinds.includes("extend"), text);
      if (kinds.includes("extendAll")) together += 1;
      const machine = await open(spec);
      const alone = await growEach(machine);
      assert.ok(alone.every(({ length }) => length > 4) && new Set(alone.flat()).size > 1, text);
      assert.equal(await growEach(await open(spec, ({ kind }) => !kind.startsWith("extend"))), alone, text);
      assert.equal(await growTogether(machine), alone, text);
    }
    // Those that are searched for are grown one after the other.
    assert.is(together, clause.includes("beam") ? 0 : 2);
  });

const translated = `weft 1
axis vocab = { a, b, c, d, e }
axis from  <= 7
axis to    <= 40
axis embed = 4
model Decode(text: [to] in vocab, source: [from] in vocab, weight: [from]) -> [to, vocab] causal in to {
  param W, U: vocab -> embed ~ normal(0, 1)
  param O: embed -> vocab ~ normal(0, 2)
  memory = sum[from](tanh(U(source)) * weight)
  return O(sin(cumsum[to](W(text))) + memory)
}
generate write(source: [from] in vocab, weight: [from], strength: real = 1) {
  grow text: [to] in vocab from "a" {
    yield sample[vocab](strength * Decode(text, source, weight)[to = last])
  }
}
`;

test("a generator with inputs takes many positions in a trip to WebGPU", async () => {
  const spec = compileSpec("texts.weft", translated);
  const given = { source: Int32Array.of(1, 0, 4), weight: Float32Array.of(0.5, -1, 0.25), strength: 0.7 };
  const expected = await growAlone(await open(spec), given);
  assert.ok(expected.length === 40 && new Set(expected).size > 2, expected.join());
  const machine = await open(spec, () => true, "webgpu");
  const trips: number[] = [];
  const { engine } = machine;
  const runInTurn: typeof engine.runInTurn = (runs) => {
    trips.push(runs.length);
    return engine.runInTurn(runs);
  };
  assert.equal(await growAlone({ ...machine, engine: { ...engine, runInTurn } }, given), expected);
  // The first position comes with the beginning, the second alone; then twice as many each time, and what is left.
  assert.equal(trips, [2, 4, 8, 16, 8]);
});
