import { growNumbers } from "../../runtime/generate/grow.ts";
import { growSeveral } from "../../runtime/generate/grow-several.ts";
import { seedOf } from "../../runtime/random.ts";
import { listName } from "../../runtime/generate/growth.ts";
import type { GenerateArguments } from "../../runtime/generate/generate.ts";
import { initialParameters } from "../../runtime/parameters.ts";
import type { Machine } from "../../runtime/step.ts";
import { programs } from "../3-graph/grow/programs.ts";
import { assert, suite } from "../harness.ts";
import { compileSpec, type CompiledSpec } from "./compile-spec.ts";
import { backends, openMachine, type Backend } from "./device.ts";

const test = suite("a text among several is what it is by itself");

const seed = 4_294_967_294;

/** Draws its labels, is cut to a window, and ends where a label says so. */
const drawn = `weft 1
axis vocab = { a, b, c, d, e, f, g }
axis seq   <= 12
axis src   like seq
axis embed = 8
axis head  = 2
axis key   = 4
model M(tokens: [seq] in vocab) -> [seq, vocab] causal in seq {
  param W_e: vocab -> embed ~ xavier
  param W_q, W_k, W_v: embed -> head, key ~ xavier
  param P: [seq, embed] ~ normal(0, 0.5)
  param W_o: head, key -> embed ~ xavier
  param W: embed -> vocab ~ xavier
  x = W_e(tokens) + P
  a = softmax[src where src <= seq](W_q(x) @[key] W_k(x)[seq as src] / sqrt(|key|))
  return W(x + W_o(a @[src] W_v(x)[seq as src]))
}
generate write(prompt: [seq] in vocab, temperature: real = 1, length: int = 20) {
  grow text: [seq] in vocab from prompt window 7 {
    yield sample[vocab](M(text)[seq = last], temperature)
  } until text[seq = last] == "g"
}
`;

/** No `where` hides what a shorter source lacks; and a scan along another axis than the text's. */
const translated = `weft 1
axis vocab = { a, b, c, d, e, f, g }
axis from  <= 7
axis to    <= 6
axis embed = 8
model Encode(source: [from] in vocab) -> [from, embed] {
  param W_e: vocab -> embed ~ normal(0, 2)
  return tanh(W_e(source))
}
model Decode(target: [to] in vocab, memory: [from, embed]) -> [to, vocab] causal in to {
  param W_e: vocab -> embed ~ normal(0, 2)
  param W_q, W_k, W_v: embed -> embed ~ xavier
  param W_o: embed -> vocab ~ normal(0, 2)
  y = W_e(target)
  c = softmax[from](W_q(y) @[embed] W_k(memory))
  far = max[from](memory) + memory[from = last] / |from|
  y = y + c @[from] W_v(memory) + far
  z = scan[embed](carried: [to] = 0) {
    carried' = 0.5 * carried + y
    yield tanh(carried')
  }
  return W_o(z)
}
generate write(source: [from] in vocab, strength: real = 1) {
  memory = Encode(source)
  grow text: [to] in vocab from "a" {
    yield sample[vocab](strength * Decode(text, memory)[to = last])
  } until text[to = last] == "b"
}
`;

const beginnings = [[1, 3, 0], [2], [0, 1, 2, 3, 4, 0, 1], [4, 4], [3, 1, 2, 0, 1], [0]];

interface Program {
  readonly name: string;
  readonly text: string;
  readonly generator: string;
}

const all: readonly Program[] = [
  { name: "drawn, cut and ended", text: drawn, generator: "write" },
  { name: "sources of their own, of different lengths", text: translated, generator: "write" },
  ...programs,
];

for (const backend of backends) {
  test(`the same labels on ${backend}`, async () => {
    // The exact CPU gives the same bits, whatever rounds elsewhere; a program each is enough there.
    for (const program of backend === "cpu, exact" ? all : all.slice(0, 1)) {
      const spec = compileSpec("several.weft", program.text, {});
      const machine = await open(spec, backend);
      assert.ok(
        machine.plan.entries.some(({ kind }) => kind === "extendAll"),
        `${program.name}: grown one after the other`,
      );
      const argument = argumentOf(machine);
      const alone: number[][] = [];
      for (const [text, numbers] of beginnings.entries())
        alone.push(
          await growAlone(machine, program.generator, { [argument]: Int32Array.from(numbers) }, text),
        );
      const together = await growTogether(machine, program.generator);
      assert.equal(together, alone, program.name);
      const kinds = alone.map((numbers) => (argument === "source" ? numbers.join() : numbers.length));
      assert.ok(new Set<string | number>(kinds).size > 1, `${program.name}: all are alike`);
    }
  });
}

async function open({ plan }: CompiledSpec, backend: Backend): Promise<Machine> {
  const machine = await openMachine(plan, backend);
  machine.engine.writeArena("parameters", 0, initialParameters(plan.model, 5));
  return machine;
}

/** What differs between the texts: what they begin with, or a generator's own input. */
function argumentOf({ plan }: Machine): string {
  const from = plan.generators[0]?.grow?.from;
  return from?.kind === "argument" ? from.name : "source";
}

async function growAlone(
  machine: Machine,
  generator: string,
  given: GenerateArguments,
  text: number,
): Promise<number[]> {
  const numbers: number[] = [];
  const options = { seed: seedOf(seed, text) };
  for await (const number of growNumbers(machine, generator, given, options, () => undefined))
    numbers.push(number);
  return numbers;
}

async function growTogether(machine: Machine, generator: string): Promise<readonly (readonly number[])[]> {
  const grown: number[][] = beginnings.map(() => []);
  const given = { [listName(argumentOf(machine))]: beginnings.map((numbers) => Int32Array.from(numbers)) };
  for await (const { text, number } of growSeveral(machine, generator, given, { seed }, () => undefined))
    grown[text]?.push(number);
  return grown;
}

test("lists of another length than the number of texts are refused", async () => {
  const machine = await open(compileSpec("several.weft", translated, {}), "cpu, exact");
  const sources = beginnings.map((numbers) => Int32Array.from(numbers));
  const first = (given: GenerateArguments) =>
    growSeveral(machine, "write", given, { seed }, () => undefined).next();
  const refusal = (given: GenerateArguments): Promise<string> =>
    first(given).then(
      () => "none",
      (error: unknown) => String(error),
    );
  assert.match(await refusal({ texts: 2, sources }), "`sources` has 6 values, but there are 2 texts");
  assert.match(await refusal({ texts: 2 }), "`write` needs the input `source`");
  assert.match(
    await refusal({ texts: 2, sources: 3 }),
    "`sources` must be a list, with a value for each text",
  );
  const { done } = await first({ texts: 2, source: Int32Array.of(1, 2) });
  assert.is(done, false);
});
