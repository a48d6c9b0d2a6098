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
