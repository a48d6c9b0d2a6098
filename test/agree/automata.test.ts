/** Cellular automata: scans whose body is a convolution, over windows that wrap around, that end in zeros, and that are pooled. */
import { assert, suite } from "../harness.ts";
import { describe, disagreements } from "./agree.ts";
import { compileSpec } from "./compile-spec.ts";

const test = suite("automata agree with the evaluator");

const wrapping = "x[row = (row + dy + |row| - 1) % |row|, col = (col + dx + |col| - 1) % |col|]";
const padded = "x[row = row + dy - 1, col = col + dx - 1 else 0]";

interface Sizes {
  readonly row: number;
  readonly col: number;
  readonly channel: number;
  readonly hidden: number;
  readonly batch: number;
}

/** Of three turns. */
const automaton = (near: string, { row, col, channel, hidden, batch }: Sizes): string => `weft 1
axis row = ${row}
axis col = ${col}
axis channel = ${channel}
axis hidden = ${hidden}
axis time = 3
axis dy = 3
axis dx = 3

model Grow(from: [row, col, channel]) -> [row, col, channel] {
  param W: dy, dx, channel -> hidden ~ he
  param b: [hidden] = 0.1
  param V: hidden -> channel ~ he
  return scan[time](x: [row, col, channel] = from) {
    near = ${near}
    alive = uniform[row, col](0, 1) < 0.5
    x' = x + where(alive, V(relu(W(near) + b)), 0)
    yield x'
  }[time = last]
}

data pictures = module("./pictures.ts") {
  from: [row, col, channel]
  to: [row, col]
}

train on pictures {
  y = Grow(from)
  minimize mean[batch, row, col]((y[channel = 0] - to)^2)
  optimizer = sgd(rate = 0.1)
  batch = ${batch}
  steps = 3
}
`;

const sizes: readonly Sizes[] = [
  { row: 5, col: 7, channel: 12, hidden: 16, batch: 3 },
  { row: 8, col: 4, channel: 3, hidden: 9, batch: 1 },
  { row: 3, col: 2, channel: 8, hidden: 24, batch: 2 },
];

for (const [name, near] of [
  ["on a torus", wrapping],
  ["in a frame of zeros", padded],
] as const) {
  for (const own of sizes) {
    test(`${name}, ${Object.values(own).join(" x ")}`, async () => {
      const spec = compileSpec("automaton.weft", automaton(near, own));
      assert.is(describe(await disagreements(spec, 4, { on: ["cpu", "cpu, exact"] })), "");
    });
  }
}

test("its rows lie as those of convolutions do: channels side by side", () => {
  const { plan } = compileSpec(
    "automaton.weft",
    automaton(wrapping, { row: 8, col: 8, channel: 12, hidden: 16, batch: 2 }),
  );
  const at = plan.model.entries.findIndex(({ kind }) => kind === "train");
  const shapes = plan.entries[at]?.dispatches.filter(({ runs }) => runs === 3).map(({ shape }) => shape);
  assert.is(shapes?.length, 5);
  for (const shape of shapes ?? []) assert.ok(/(channel 12|hidden 16)\]$/.test(shape), shape);
});

/** Two stages, each a product, a mean of windows that overlap, and what it is spread to again. */
const pooled = (row: number, col: number, hidden: number, channel = 5): string => `weft 1
axis row = ${row}
axis col = ${col}
axis channel = ${channel}
axis hidden = ${hidden}
axis dy = 3
axis dx = 3
axis low  = row/2
axis left = col/2

layer Up(from: [row, col, channel]) -> [row, col, channel] {
  param W: channel -> hidden ~ he
  param V: hidden -> channel ~ he
  small = mean[dy, dx](W(from)[row = 2 * low + dy - 1, col = 2 * left + dx - 1 else 0])
  return V(relu(small[low = row div 2, left = col div 2]))
}

model Twice(from: [row, col, channel]) -> [row, col, channel] {
  use stages = Up * 2
  return stages(from)
}

data pictures = module("./pictures.ts") {
  from: [row, col, channel]
}

train on pictures {
  minimize mean[batch, row, col](Twice(from)[channel = 0]^2)
  optimizer = sgd(rate = 0.1)
  batch = 3
  steps = 3
}
`;

for (const [row, col, hidden] of [
  [6, 10, 12],
  [4, 2, 20],
  [2, 6, 24],
  [4, 6, 7],
] as const) {
  test(`means of windows that overlap, ${row} x ${col} x ${hidden}`, async () => {
    const spec = compileSpec("pooled.weft", pooled(row, col, hidden));
    assert.is(describe(await disagreements(spec, 4, { on: ["cpu", "cpu, exact"] })), "");
  });
}

test("their gradient is made of vectors of channels, also where a product sums over the pixels", () => {
  const { plan } = compileSpec("pooled.weft", pooled(8, 12, 24, 8));
  const at = plan.model.entries.findIndex(({ kind }) => kind === "train");
  const entry = plan.entries[at];
  const made = (entry?.dispatches ?? []).flatMap(({ shape, formula }, index) => {
    const name = plan.model.entries[at]?.dispatches[index]?.kernel;
    const kernel = plan.kernels.find((one) => one.name === name);
    const isRow = /\b24 rows at a time, in vectors of 4$/.test(kernel?.cpu?.schedule ?? "");
    return isRow && formula.startsWith("gradient of W(from)[") ? [shape] : [];
  });
  assert.equal(made, ["[batch 3, row 8, col 12, hidden 24]", "[batch 3, row 8, col 12, hidden 24]"]);
});
