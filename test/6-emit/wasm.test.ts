import { printKernel } from "../../compiler/5-schedule/print.ts";
import { schedule } from "../../compiler/5-schedule/schedule.ts";
import { normal, siteNumber, uniform } from "../../compiler/operators/random.ts";
import { evaluateSize } from "../../compiler/sizes/size.ts";
import type { PlanExtent } from "../../runtime/plan.ts";
import { wordsOf } from "../../runtime/repeats.ts";
import { axis, graphOf, noFacts, realInput } from "../5-schedule/compare.ts";
import { printWasm } from "../../compiler/6-emit/wasm/wasm.ts";
import { assert, suite } from "../harness.ts";
import { day, embedding, maskedRow, noise, productAndTanh } from "./kernels.ts";
import { runInWasm } from "./wasm-machine.ts";

const test = suite("kernels in WebAssembly");
const numbers = [5, 9, 7, 0.5];

test("all kernels make one valid module, the same bytes each time", () => {
  const kernels = [productAndTanh, maskedRow, embedding, noise];
  for (const shared of [false, true]) {
    const bytes = printWasm(kernels, day, { relaxed: false, shared });
    assert.ok(WebAssembly.validate(bytes));
    assert.equal(printWasm(kernels, day, { relaxed: false, shared }), bytes);
    const exported = WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
    assert.equal(
      exported,
      kernels.map(({ name }) => name),
    );
  }
});

/** Values from -1 to 1 without a pattern. */
function values(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, at) => Math.sin(12.9898 * (at + 1)));
}

test("a product with bias and tanh computes its formula; rows beyond the size stay", () => {
  const parameters = values(64 + 128 + 16);
  const work = new Float32Array(64 + 128);
  work.set(values(64));
  const { work: after } = runInWasm({
    kernel: productAndTanh,
    day,
    numbers,
    offsets: [0, 64, 192, 64],
    groups: 4,
    arenas: { parameters, work },
  });
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 16; column++) {
      let sum = parameters[192 + column] ?? NaN;
      for (let k = 0; k < 8; k++)
        sum += (work[row * 8 + k] ?? NaN) * (parameters[64 + k * 16 + column] ?? NaN);
      // Nine terms of at most 1 and tanh, whose slope is at most 1: 2^-24 a rounding.
      assert.close(after[64 + row * 16 + column] ?? NaN, row < 7 ? Math.tanh(sum) : 0, 2 ** -19);
    }
  }
});

test("a masked softmax of four lanes sums to one over the positions that it keeps", () => {
  const work = values(42);
  const keep = Int32Array.from([1, 0, 1, 1, 0, 1, 1]);
  const { work: after } = runInWasm({
    kernel: maskedRow,
    day,
    numbers,
    offsets: [0, 0, 21],
    groups: 3,
    arenas: { work, integers: keep },
  });
  for (let row = 0; row < 3; row++) {
    const powers = [...keep].map((kept, at) => kept * Math.exp(work[row * 7 + at] ?? NaN));
    const total = powers.reduce((a, b) => a + b);
    for (const [at, power] of powers.entries()) {
      assert.close(after[21 + row * 7 + at] ?? NaN, power / total, 2 ** -20);
    }
  }
});

test("rows of a table are copied in vectors, and single elements of them are read and written", () => {
  const parameters = Float32Array.from({ length: 64 + 40 }, (_, at) => at);
  const tokens = Int32Array.from([4, 0, 3, 1, 2, 2, 0]);
  const { work } = runInWasm({
    kernel: embedding,
    day,
    numbers,
    offsets: [0, 64, 0, 64],
    groups: 7,
    arenas: { parameters, work: new Float32Array(72), integers: tokens },
  });
  for (const [at, token] of tokens.entries()) {
    const row = Array.from({ length: 8 }, (_, column) => 64 + token * 8 + (column === 7 ? 4 : column));
    assert.equal([...work.slice(8 * at, 8 * at + 8)], row);
    assert.is(work[64 + at], 64 + 8 * token + at);
  }
});

test("random numbers are those of the host, and whole numbers are rounded down", () => {
  const { work, integers } = runInWasm({
    kernel: noise,
    day,
    numbers,
    offsets: [0, 8, 0, 77],
    groups: 1,
    arenas: { work: new Float32Array(16), integers: new Int32Array(8) },
  });
  for (let position = 0; position < 8; position++) {
    // A few units of log and cos, whose argument goes up to 2π, times a radius up to 6, halved.
    const bound = 3 * (2 * Math.PI + 8) * 2 ** -23;
    assert.close(work[position] ?? NaN, 0.5 * normal([5, 9, 77, position]), bound);
    assert.is(work[8 + position], uniform([5, 9, 77, position]));
    assert.is(integers[position], [3, 4, 0][position % 3]);
  }
});

test("four draws at once are those of the host, beside each other and apart", () => {
  // Positions count along `b` first; memory runs along `a` where it is there, as in what they are added to.
  for (const axes of [[axis("b", 16)], [axis("a", 4), axis("b", 8)]]) {
    for (const distribution of ["uniform", "normal"] as const) {
      const random = { kind: "random", distribution, site: "dropout" } as const;
      const graph = graphOf({
        inputs: [realInput("zeros", axes.toReversed())],
        results: (g, leaf) => ({ draws: g.apply("add", g.leaf(random, axes, "real"), leaf("zeros")) }),
      });
      const { model, kernels } = schedule(graph, noFacts);
      const [[kernel], [entry]] = [kernels, model.entries];
      const dispatch = entry?.dispatches[0];
      if (kernel === undefined || entry === undefined || dispatch === undefined) throw new Error("no kernel");
      assert.ok(printKernel(kernel).includes("]4 :="), printKernel(kernel));
      const groupsAlong = ({ size, tile }: PlanExtent): number =>
        Math.ceil(evaluateSize(size, new Map()) / tile);
      const count = axes.length === 1 ? 16 : 32;
      const { work } = runInWasm({
        kernel,
        day: model.day,
        numbers: [5, 9],
        offsets: wordsOf(entry, dispatch, 0, new Map()),
        groups: dispatch.groups.reduce((product, extent) => product * groupsAlong(extent), 1),
        arenas: { work: new Float32Array(entry.arenas.work) },
      });
      const { strides = [], offset = 0 } = entry.outputs[0]?.places[0] ?? {};
      assert.equal(strides, axes.length === 1 ? [1] : [1, 4]);
      for (let position = 0; position < count; position++) {
        const at = axes.length === 1 ? position : Math.floor(position / 8) + (position % 8) * 4;
        const counter = [5, 9, siteNumber("dropout"), position] as const;
        // The bound of the test above, which halves the number.
        if (distribution === "uniform") assert.is(work[offset + at], uniform(counter));
        else assert.close(work[offset + at] ?? NaN, normal(counter), 6 * (2 * Math.PI + 8) * 2 ** -23);
      }
    }
  }
});
