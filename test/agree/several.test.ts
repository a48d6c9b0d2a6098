import { growNumbers } from "../../runtime/grow.ts";
import { growSeveral, seedOf, severalName } from "../../runtime/grow-several.ts";
import type { GenerateArguments } from "../../runtime/generate.ts";
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

const beginnings = [[1, 3, 0], [2], [0, 1, 2, 3, 4, 0, 1], [4, 4], [3, 1, 2, 0, 1], [0]];

interface Program {
  readonly name: string;
  readonly text: string;
  readonly generator: string;
}

const all: readonly Program[] = [
  { name: "drawn, cut and ended", text: drawn, generator: "write" },
  ...programs,
];

for (const backend of backends) {
  test(`the same labels on ${backend}`, async () => {
    // The exact CPU gives the same bits, whatever rounds elsewhere; a program each is enough there.
    for (const program of backend === "cpu, exact" ? all : all.slice(0, 1)) {
      const spec = compileSpec("several.weft", program.text, {});
      const machine = await open(spec, backend);
      // One that begins with a label has no beginnings of different lengths.
      if (machine.plan.generators[0]?.grow?.from.kind === "labels") continue;
      const alone: number[][] = [];
      for (const [text, numbers] of beginnings.entries())
        alone.push(await growAlone(machine, program.generator, { prompt: Int32Array.from(numbers) }, text));
      const together = await growTogether(machine, program.generator);
      assert.equal(together, alone, program.name);
      assert.ok(
        new Set(alone.map((numbers) => numbers.length)).size > 1,
        `${program.name}: all end together`,
      );
    }
  });
}

async function open({ plan }: CompiledSpec, backend: Backend): Promise<Machine> {
  const machine = await openMachine(plan, backend);
  machine.engine.writeArena("parameters", 0, initialParameters(plan.model, 5));
  return machine;
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
  const grow = machine.plan.generators[0]?.grow;
  if (grow === undefined) throw new Error("the program grows nothing");
  const grown: number[][] = beginnings.map(() => []);
  const given = { [severalName(grow)]: beginnings.map((numbers) => Int32Array.from(numbers)) };
  for await (const { text, number } of growSeveral(machine, generator, given, { seed }, () => undefined))
    grown[text]?.push(number);
  return grown;
}
