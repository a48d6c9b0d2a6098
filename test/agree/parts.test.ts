/** What a stack exposes is one value for a caller, and lies where each of its instances made it. */
import { callOnce } from "../../runtime/infer/infer.ts";
import { initialParameters } from "../../runtime/parameters.ts";
import { assert, suite } from "../harness.ts";
import { compileSpec } from "./compile-spec.ts";
import { backends, openMachine } from "./device.ts";

const test = suite("what a stack exposes");

const maps = (depth: number, exposes: boolean): string => `weft 1
axis seq <= 64
axis src like seq
axis embed = 8
layer Attend(x: [seq, embed]) -> [seq, embed] {
  param W_q, W_k: embed -> embed ~ xavier
  A = softmax[src](W_q(x) @[embed] W_k(x)[seq as src])
  ${exposes ? "expose A" : ""}
  return x + A @[src] x[seq as src]
}
model M(x: [seq, embed]) -> [seq, embed] {
  use blocks = Attend * ${depth}
  return blocks(x)
}`;

test("no kernel copies it, and it takes its own memory alone", () => {
  const [few, many] = [2, 6].map((depth) => compileSpec("maps.weft", maps(depth, true)).plan);
  const names = (plan: typeof few): readonly string[] => plan?.model.kernels.map(({ name }) => name) ?? [];
  assert.equal(names(many), names(few));
  const [of2, of6] = [few?.model.entries[0], many?.model.entries[0]];
  const each = ((of6?.dispatches.length ?? 0) - (of2?.dispatches.length ?? 0)) / 4;
  assert.is(of6?.dispatches.length, 6 * each);
  const batch = of6?.symbols.find(({ symbol }) => symbol === "batch")?.high ?? NaN;
  const map = 64 * 64 * batch;
  const made = of6?.outputs.find(({ name }) => name === "A");
  assert.is(made?.places.length, 6);
  assert.equal(
    made?.axes.map(({ name, inParts }) => `${name} ${inParts ?? false}`),
    ["batch false", "blocks true", "seq false", "src false"],
  );
  // Beside the maps: x, queries, keys, the scores and what comes out.
  const beside = map + 5 * 64 * 8 * batch;
  assert.ok((of6?.arenas.work ?? NaN) <= 6 * map + beside, `${of6?.arenas.work} for ${6 * map} of maps`);
});

const steps = `weft 1
axis seq <= 9
axis embed = 3
layer Step(x: [seq, embed]) -> [embed, seq] {
  y = x + 1
  expose y
  small = y < 3
  expose small
  return 2 * y
}
layer Pair(x: [seq, embed]) -> [seq, embed] {
  use inner = Step * 2
  return inner(x)
}
`;

const once = `${steps}model M(x: [seq, embed]) -> [seq, embed] {
  use outer = Pair * 2
  return outer(x)
}`;

const own = `${steps}model M(x: [batch, seq, embed]) -> [batch, seq, embed] {
  use outer = Pair * 2
  return outer(x)
}`;

for (const backend of backends)
  for (const [what, text, before] of [
    ["called with one example", once, []],
    ["called with a batch", own, [2]],
  ] as const)
    test(`${what} of few positions, on ${backend}`, async () => {
      const { plan } = compileSpec("steps.weft", text);
      const machine = await openMachine(plan, backend);
      machine.engine.writeArena("parameters", 0, initialParameters(plan.model, 1));
      const [entry] = plan.model.entries;
      if (entry === undefined) throw new Error("no entry");
      const count = 6 * (before[0] ?? 1);
      const x = Float32Array.from({ length: count }, (_, at) => at);
      const settings = new Map([["seed", 1] as const, ["step", 1] as const]);
      const given = { x: { sizes: [...before, 2, 3], data: x } };
      const { y, small } = await callOnce(machine, entry, given, settings, () => undefined);
      if (typeof y !== "object" || typeof small !== "object") throw new Error("y isn't there");
      assert.equal(y.axes, [...before.map(() => "batch"), "outer", "inner", "embed", "seq"]);
      assert.equal(y.sizes, [...before, 2, 2, 3, 2]);
      // After n instances x is 2^n x + 2^(n + 1) - 2.
      const wanted = Array.from({ length: count * 4 }, (_, at) => {
        const [example, rest] = [Math.floor(at / 24), at % 24];
        const power = 2 ** Math.floor(rest / 6);
        const [embed, seq] = [Math.floor((rest % 6) / 2), rest % 2];
        return power * (example * 6 + seq * 3 + embed) + 2 * power - 1;
      });
      assert.equal([...y.data], wanted);
      assert.equal(
        [...small.data],
        wanted.map((value) => Number(value < 3)),
      );
    });
