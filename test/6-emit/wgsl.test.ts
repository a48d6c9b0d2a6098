import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { denoExecutable } from "../../compiler/cli/deno.ts";
import { normal, uniform } from "../../compiler/operators/random.ts";
import { printWgsl } from "../../compiler/6-emit/wgsl/wgsl.ts";
import { runKernel } from "../device.ts";
import { assert, suite } from "../harness.ts";
import { day, embedding, maskedRow, noise, productAndTanh } from "./kernels.ts";

const test = suite("kernels in WGSL");
const kernels = [productAndTanh, maskedRow, embedding, noise];
const numbers = [
  { type: "uint", value: 5 },
  { type: "uint", value: 9 },
  { type: "int", value: 7 },
  { type: "real", value: 0.5 },
] as const;

for (const kernel of kernels) {
  test(`${kernel.name} is printed as the golden file shows`, () => {
    const golden = readFileSync(new URL(`kernels/${kernel.name}.wgsl`, import.meta.url), "utf8");
    assert.fixture(printWgsl(kernel, day), golden);
  });
}

test("Deno's shader compiler, naga, takes all of them", () => {
  const texts = JSON.stringify(kernels.map((kernel) => printWgsl(kernel, day)));
  const program = `
    const device = await (await navigator.gpu.requestAdapter()).requestDevice();
    for (const code of ${texts}) {
      device.pushErrorScope("validation");
      const module = device.createShaderModule({ code });
      device.createComputePipeline({ layout: "auto", compute: { module } });
      const error = await device.popErrorScope();
      console.log(error === null ? "ok" : error.message);
    }`;
  const { stdout, stderr } = spawnSync(denoExecutable(), ["eval", program], { encoding: "utf8" });
  assert.equal(stdout.trim().split("\n"), ["ok", "ok", "ok", "ok"], stderr);
});

/** Values from -1 to 1 without a pattern. */
function values(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, at) => Math.sin(12.9898 * (at + 1)));
}

test("a product with bias and tanh computes its formula; rows beyond the size stay", async () => {
  const parameters = values(64 + 128 + 16);
  const work = new Float32Array(64 + 128);
  work.set(values(64));
  const wgsl = printWgsl(productAndTanh, day);
  const { work: after } = await runKernel({
    wgsl,
    entry: productAndTanh.name,
    offsets: [0, 64, 192, 64],
    groups: [1, 4, 1],
    day: numbers,
    arenas: { parameters, work },
  });
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 16; column++) {
      let sum = parameters[192 + column] ?? NaN;
      for (let k = 0; k < 8; k++)
        sum += (work[row * 8 + k] ?? NaN) * (parameters[64 + k * 16 + column] ?? NaN);
      // Nine terms of at most 1 and tanh, whose slope is at most 1: 2^-24 a rounding.
      assert.close(after?.[64 + row * 16 + column] ?? NaN, row < 7 ? Math.tanh(sum) : 0, 2 ** -19);
    }
  }
});

test("a masked softmax of four lanes sums to one over the positions that it keeps", async () => {
  const work = values(42);
  const keep = Int32Array.from([1, 0, 1, 1, 0, 1, 1]);
  const { work: after } = await runKernel({
    wgsl: printWgsl(maskedRow, day),
    entry: maskedRow.name,
    offsets: [0, 0, 21],
    groups: [3, 1, 1],
    day: numbers,
    arenas: { work, integers: keep },
  });
  for (let row = 0; row < 3; row++) {
    const powers = [...keep].map((kept, at) => kept * Math.exp(work[row * 7 + at] ?? NaN));
    const total = powers.reduce((a, b) => a + b);
    for (const [at, power] of powers.entries()) {
      assert.close(after?.[21 + row * 7 + at] ?? NaN, power / total, 2 ** -20);
    }
  }
});

test("rows of a table are copied in vectors, and single elements of them are read and written", async () => {
  const parameters = Float32Array.from({ length: 64 + 40 }, (_, at) => at);
  const tokens = Int32Array.from([4, 0, 3, 1, 2, 2, 0]);
  const { work } = await runKernel({
    wgsl: printWgsl(embedding, day),
    entry: embedding.name,
    offsets: [0, 64, 0, 64],
    groups: [7, 1, 1],
    arenas: { parameters, work: new Float32Array(72), integers: tokens },
  });
  for (const [at, token] of tokens.entries()) {
    const row = Array.from({ length: 8 }, (_, column) => 64 + token * 8 + (column === 7 ? 4 : column));
    assert.equal([...(work?.slice(at * 8, at * 8 + 8) ?? [])], row);
    assert.is(work?.[64 + at], 64 + token * 8 + at);
  }
});

test("random numbers are those of the reference, and remainders are floored", async () => {
  const { work, integers } = await runKernel({
    wgsl: printWgsl(noise, day),
    entry: noise.name,
    offsets: [0, 8, 0, 77],
    groups: [1, 1, 1],
    day: numbers,
    arenas: { work: new Float32Array(16), integers: new Int32Array(8) },
  });
  for (let position = 0; position < 8; position++) {
    // The logarithm, the cosine and the root are good to a few units of their last place.
    assert.close(work?.[position] ?? NaN, 0.5 * normal([5, 9, 77, position]), 1e-5);
    assert.is(work?.[8 + position], uniform([5, 9, 77, position]));
    assert.is(integers?.[position], [3, 4, 0][position % 3]);
  }
});
