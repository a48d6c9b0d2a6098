/** The products of test/bench/products.ts in jax-js, jitted, each awaited. `deno run -A jax-js-products.ts`. */
import { defaultDevice, init, jit, numpy as np } from "@jax-js/jax";
import { reportProducts } from "../products.ts";

await init("wasm");
defaultDevice("wasm");

await reportProducts(async ({ batch, rows, columns, depth }, form) => {
  const noise = (count: number): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length: count }, () => Math.random() - 0.5);
  const leading = batch === 1 ? [] : [batch];
  const [tA, tB] = [form[0] === "t", form[1] === "t"];
  const shapeA = [...leading, ...(tA ? [depth, rows] : [rows, depth])];
  const shapeB = [...leading, ...(tB ? [columns, depth] : [depth, columns])];
  const A = np.array(noise(batch * rows * depth)).reshape(shapeA);
  const B = np.array(noise(batch * depth * columns)).reshape(shapeB);
  const upright = (x: np.Array, isTurned: boolean): np.Array => (isTurned ? np.matrixTranspose(x) : x);
  const multiply = jit((a: np.Array, b: np.Array) => np.matmul(upright(a, tA), upright(b, tB)));
  return async () => {
    const C = multiply(A.ref, B.ref);
    await C.blockUntilReady();
    C.dispose();
  };
});
Deno.exit(0);
