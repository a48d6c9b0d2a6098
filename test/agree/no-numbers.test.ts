/** Rows in which some entries are no numbers: 0 / 0 has a sign on some devices, and bits of its own on each. */
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import { randoms } from "../3-graph/graphs.ts";
import { assert, suite } from "../harness.ts";
import { compileSpec } from "./compile-spec.ts";
import { backends, openMachine, runOnDevice } from "./device.ts";
import { randomValues } from "./values.ts";

const test = suite("what is no number");

const program = (length: number): string => `weft 1
axis a = ${length}
axis d = 5

model Rows(x: [a], y: [a]) -> (sorted: [a], best: [d], at: [d] in a, place: [a] int) {
  ratio = x / y
  some  = where(a % 2 == 0, ratio, -ratio)
  best, at = top_k[a as d](some)
  return sort[a](some), best, at, ordinal(some)
}
`;

// Few numbers are sorted by counting, many by merging.
for (const length of [12, 700])
  for (const backend of backends)
    test(`${length} numbers on ${backend}: it is larger than all, and keeps its order`, async () => {
      const spec = compileSpec("rows.weft", program(length));
      const [entry] = spec.graph.entries;
      if (entry === undefined) throw new Error("there is no entry");
      const given = randomValues(spec.graph, entry, randoms(5), ({ low }) => low);
      for (const { data } of given.environment.inputs.values())
        data.forEach((value, at) => (data[at] = at % 3 === 0 ? 0 : Math.ceil(8 * value) || 1));
      // An infinity is a number: 1 / 0.
      for (const at of [0, 3, 6]) given.environment.inputs.get("x")?.data.fill(1 - (at % 2) * 2, at, at + 1);
      const machine = await openMachine(spec.plan, backend);
      const actual = await runOnDevice(machine, spec.graph, 0, given);
      const expected = evaluateEntry(entry, given.environment, Math.fround);
      for (const { output, value } of expected)
        assert.equal([...(actual.get(output) ?? [])], [...value.data], output.name);
      const of = (name: string): readonly number[] => [
        ...(expected.find(({ output }) => output.name === name)?.value.data ?? []),
      ];
      const sorted = of("sorted");
      const count = sorted.filter((value) => Number.isNaN(value)).length;
      assert.ok(count >= 1);
      assert.ok(sorted.slice(-count).every((value) => Number.isNaN(value)));
      assert.is(sorted.at(-count - 1), Infinity);
      assert.is(
        of("best").findIndex((value) => !Number.isNaN(value)),
        Math.min(count, 5) % 5 === 0 ? -1 : count,
      );
      assert.ok(of("place").every((place) => place <= 0x7f800001));
      assert.is(new Set(of("at")).size, 5, "no position is told twice");
    });
