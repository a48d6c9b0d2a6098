/**
 * Which positions of a value are real is tried on random chains of renames and indices: what is padded is changed, and no position that is
 * said to be real may change; what is real is changed, and exactly those change. So it is where the chain is written, and in a model that is
 * given its end.
 */
import { assert, suite } from "../harness.ts";
import { compileGraph } from "../agree/compile-spec.ts";
import { evaluated } from "../language/formulas.ts";
import { choices } from "./spec/seeded.ts";
import { pick, type Choose } from "./spec/writing.ts";

const test = suite("which positions are real");

const size = 6;
const rows = 2;
const order = [4, 0, 5, 5, 1, 2];

interface Chain {
  readonly lines: string[];
  value: string;
  /** The axis of time that the value has. */
  axis: string;
}

/** One index of a value along its axis, and the axis that the result has. */
function step(choose: Choose, axis: string): { readonly index: string; readonly to: string } {
  const other = pick(
    choose,
    ["seq", "src", "far"].filter((name) => name !== axis),
  );
  const amount = 1 + choose(3);
  const forms = [
    { index: `[${axis} as ${other}]`, to: other },
    { index: `[${axis} = ${axis} - ${amount} else 0]`, to: axis },
    { index: `[${axis} = ${axis} + ${amount} else 7]`, to: axis },
    { index: `[${axis} = ${other} - ${amount} else 0]`, to: other },
    { index: `[${axis} = |${axis}| - 1 - ${axis}]`, to: axis },
    { index: `[${axis} = ${axis} div ${amount + 1}]`, to: axis },
    { index: `[${axis} = maximum(${axis} - ${amount}, 0)]`, to: axis },
    { index: `[${axis} = minimum(${axis}, ${amount})]`, to: axis },
    { index: `[${axis} = (${axis} div 2) * 2]`, to: axis },
    { index: `[${axis} = last - ${axis} else 0]`, to: axis },
    ...(axis === "far" ? [] : [{ index: `[${axis} = order]`, to: "far" }]),
  ];
  return pick(choose, forms);
}

/** What ends a chain: it has another axis, or none. */
const ends: readonly { readonly index: string; readonly type: string }[] = [
  { index: "[seq = 1]", type: "[batch]" },
  { index: "[seq = last]", type: "[batch]" },
  { index: "[seq = seq + tap - 1 else 0]", type: "[batch, seq, tap]" },
  { index: "[seq = 2 * half + 1]", type: "[batch, half]" },
  { index: "[seq as (part, half)]", type: "[batch, part, half]" },
];

function chainOf(choose: Choose): Chain {
  const chain: Chain = { lines: [], value: "x", axis: "seq" };
  for (let count = 1 + choose(4); count > 0; count--) {
    const { index, to } = step(choose, chain.axis);
    chain.value += index;
    chain.axis = to;
    if (choose(2) === 0) continue;
    const name = `v${chain.lines.length}`;
    chain.lines.push(`  ${name} = ${chain.value}`);
    chain.value = name;
  }
  if (chain.axis !== "seq") chain.value += `[${chain.axis} as seq]`;
  return chain;
}

function specOf(choose: Choose): string {
  const { lines, value } = chainOf(choose);
  const end = pick(choose, ends);
  return `weft 1
axis seq <= ${size} step 2
axis src like seq
axis far like seq
axis tap = 3
axis part = 2
axis half = seq/2
model Given(y: [seq]) -> [seq] {
  return where(y.present, 1, 0)
}
model M(x: [batch, seq], order: [far] in seq) -> (here: [batch, seq], real: [batch, seq], given: [batch, seq], end: ${end.type}, there: ${end.type}) {
${lines.join("\n")}
  here = ${value}
  end  = here${end.index}
  return here, where(here.present, 1, 0), Given(${value}), end, where(end.present, 1, 0)
}
`;
}

const counts = { real: 0, padded: 0, constant: 0 };

for (let seed = 0; seed < 24; seed++)
  test(`seed ${seed}`, () => {
    const choose = choices(9000 + seed);
    const spec = specOf(choose);
    const graph = compileGraph("presence.weft", spec);
    const lengths = [1 + choose(size), size - 1];
    const run = (changes: (isReal: boolean) => boolean) => {
      const x = lengths.map((length, row) =>
        Array.from({ length: size }, (_, at) => 10 + row * size + at + (changes(at < length) ? 100 : 0)),
      );
      return evaluated({ graph }, "infer M", { inputs: { x, order }, lengths: { "x.seq": lengths } });
    };
    const before = run(() => false);
    const real = run((isReal) => isReal);
    const padded = run((isReal) => !isReal);
    for (const [value, ...tells] of [
      ["here", "real", "given"],
      ["end", "there"],
    ] as const)
      before[value]?.forEach((number, at) => {
        const isReal = number !== real[value]?.[at];
        const isPadded = number !== padded[value]?.[at];
        counts[isReal ? "real" : isPadded ? "padded" : "constant"] += 1;
        for (const tell of tells)
          assert.is(
            before[tell]?.[at],
            Number(isReal),
            `${tell} at ${at} of lengths ${lengths.join()}\n${spec}`,
          );
      });
    assert.is(before["here"]?.length, rows * size);
  });

test("there are positions of each kind", () => {
  assert.ok(counts.real > 200 && counts.padded > 50 && counts.constant > 100, JSON.stringify(counts));
});
