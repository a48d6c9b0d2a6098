/** The model of specs/gpt.weft as a user of TensorFlow.js would write it. */
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-webgpu";
import { readRun, type Run, type Tensor } from "./run.ts";

export const context = 64;
const layers = 4;
const heads = 4;
const embed = 128;
const key = embed / heads;

/** `wasm` or `webgpu`. */
export async function openBackend(name = "wasm"): Promise<void> {
  setWasmPaths(new URL("./node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url).pathname);
  if (!(await tf.setBackend(name))) throw new Error(`no backend ${name}`);
  await tf.ready();
}

export function variablesOf(parameters: ReadonlyMap<string, Tensor>): Map<string, tf.Variable> {
  const named = [...parameters].map(
    ([name, { shape, data }]) => [name, tf.variable(tf.tensor(data, shape), true, name)] as const,
  );
  return new Map(named);
}

/** The run that weft wrote, and its parameters as variables. */
export async function openRun(
  folder: string,
  backend: string,
): Promise<{ run: Run; parameters: Map<string, tf.Variable> }> {
  const run = readRun(folder, context);
  await openBackend(backend);
  return { run, parameters: variablesOf(run.parameters) };
}

export type Read = (name: string) => tf.Tensor;

export function reader(parameters: ReadonlyMap<string, tf.Variable>): Read {
  return (name) => {
    const value = parameters.get(name);
    if (value === undefined) throw new Error(`there is no parameter ${name}`);
    return value;
  };
}

function layerNorm(at: Read, x: tf.Tensor, name: string): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  return tf.add(
    tf.mul(at(`${name}.gain`), tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5)))),
    at(`${name}.bias`),
  );
}

const gelu = (x: tf.Tensor): tf.Tensor => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
/** The last axis of x by a matrix. */
const product = (x: tf.Tensor, W: tf.Tensor, to: number): tf.Tensor => {
  const from = x.shape.at(-1) ?? 0;
  return tf.matMul(tf.reshape(x, [-1, from]), tf.reshape(W, [from, to]));
};
const future = (): tf.Tensor =>
  tf.tensor(
    Float32Array.from({ length: context * context }, (_, i) =>
      i % context <= Math.floor(i / context) ? 0 : -1e9,
    ),
    [context, context],
  );

function attention(at: Read, x: tf.Tensor, rows: number, name: string): tf.Tensor {
  const split = (W: string): tf.Tensor =>
    tf.transpose(
      tf.reshape(product(x, at(`${name}.${W}`), embed), [rows, context, heads, key]),
      [0, 2, 1, 3],
    );
  const scores = tf.mul(tf.matMul(split("W_q"), split("W_k"), false, true), 1 / Math.sqrt(key));
  const A = tf.softmax(tf.add(scores, future()));
  const merged = tf.reshape(tf.transpose(tf.matMul(A, split("W_v")), [0, 2, 1, 3]), [rows, context, embed]);
  return tf.reshape(product(merged, at(`${name}.W_o`), embed), [rows, context, embed]);
}

/** [rows, context] token numbers to [rows * context, vocab]. */
export function logitsOf(at: Read, inputs: tf.Tensor, rows: number, vocab: number): tf.Tensor {
  const tokens = tf.oneHot(tf.reshape(inputs, [-1]), vocab);
  let x = tf.add(tf.reshape(tf.matMul(tokens, at("GPT.W_e")), [rows, context, embed]), at("GPT.W_p"));
  for (let i = 0; i < layers; i++) {
    const name = `GPT.blocks.${i}`;
    x = tf.add(x, attention(at, layerNorm(at, x, `${name}.norm1`), rows, `${name}.attn`));
    const hidden = gelu(product(layerNorm(at, x, `${name}.norm2`), at(`${name}.mlp.W_up`), 4 * embed));
    x = tf.add(x, tf.reshape(product(hidden, at(`${name}.mlp.W_down`), embed), [rows, context, embed]));
  }
  return product(layerNorm(at, x, "GPT.norm"), at("GPT.W_o"), vocab);
}
