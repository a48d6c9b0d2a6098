/** The products of test/bench/products.ts in TensorFlow.js, each read. `deno run -A tfjs-products.ts`. */
import * as tf from "@tensorflow/tfjs";
import { reportProducts } from "../products.ts";
import { openBackend } from "./tfjs-model.ts";

await openBackend();
await reportProducts(async ({ batch, rows, columns, depth }, form) => {
  const leading = batch === 1 ? [] : [batch];
  const [tA, tB] = [form[0] === "t", form[1] === "t"];
  const A = tf.randomUniform([...leading, ...(tA ? [depth, rows] : [rows, depth])]);
  const B = tf.randomUniform([...leading, ...(tB ? [columns, depth] : [depth, columns])]);
  return () => {
    // The wasm backend computes at once.
    tf.matMul(A, B, tA, tB).dispose();
    return Promise.resolve();
  };
});
Deno.exit(0);
