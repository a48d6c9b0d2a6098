/**
 * test/bench/specs/cnn.weft's training as a user of TensorFlow.js would write it, but for the gradients of convolutions: its wasm
 * backend has that of a filter for conv3d alone, whose gradient by the picture is wrong at stride 2. `deno run -A tfjs-cnn.ts FOLDER STEPS WARM TOTAL`.
 */
import * as tf from "@tensorflow/tfjs";
import { batchRows, classes, readDigits, side } from "./digits-run.ts";
import { openBackend, reader, variablesOf, type Read } from "./tfjs-model.ts";
import { reportSteps } from "./run.ts";

const [folder = ".", count = "30", warm = "10"] = Deno.args;
const run = readDigits(folder);
await openBackend();
const parameters = variablesOf(run.parameters);
const at = reader(parameters);

/** [batch, row, col, in] by the 3 x 3 windows of W: [dy, dx, in, out]. */
function convolve(x: tf.Tensor, W: tf.Tensor, stride: number): tf.Tensor {
  const convolution = tf.customGrad((picture, filter, save) => {
    const [images, windows] = [picture as tf.Tensor4D, filter as tf.Tensor4D];
    (save as tf.GradSaveFunc)([images, windows]);
    return {
      value: tf.conv2d(images, windows, stride, 1),
      gradFunc: (slope: tf.Tensor, saved: tf.Tensor[]) => {
        const [seen, by] = saved as [tf.Tensor4D, tf.Tensor4D];
        return [
          tf.conv2dTranspose(slope as tf.Tensor4D, by, seen.shape, stride, 1),
          filterGradient(seen, by, slope, stride),
        ];
      },
    };
  });
  return convolution(x, W);
}

/** As that of a conv3d of pictures with a depth of 1. */
function filterGradient(x: tf.Tensor4D, W: tf.Tensor4D, slope: tf.Tensor, stride: number): tf.Tensor {
  const around: [number, number] = [1, 1];
  const padded = tf.expandDims(tf.pad(x, [[0, 0], around, around, [0, 0]]), 1);
  const found: tf.Tensor = tf
    .engine()
    .runKernel(
      tf.Conv3DBackpropFilterV2,
      { x: padded, dy: tf.expandDims(slope, 1) },
      { strides: [1, stride, stride], pad: "valid", filterShape: [1, ...W.shape] },
    );
  return tf.squeeze(found, [0]);
}

/** Over batch, row and column, with the batch's own statistics. */
function normalise(name: string, x: tf.Tensor): tf.Tensor {
  const over = [0, 1, 2];
  const centred = tf.sub(x, tf.mean(x, over, true));
  const variance = tf.mean(tf.square(centred), over, true);
  const scaled = tf.mul(at(`${name}.gain`), tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5))));
  return tf.add(scaled, at(`${name}.bias`));
}

function shrink(name: string, x: tf.Tensor): tf.Tensor {
  return tf.relu(normalise(`${name}.norm`, convolve(x, at(`${name}.conv.W`), 2)));
}

function residual(name: string, x: tf.Tensor): tf.Tensor {
  const first = tf.relu(normalise(`${name}.norm1`, convolve(x, at(`${name}.conv1.W`), 1)));
  return tf.relu(tf.add(x, normalise(`${name}.norm2`, convolve(first, at(`${name}.conv2.W`), 1))));
}

function lossOf(images: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  let x = tf.relu(normalise("Digits.norm", convolve(images, at("Digits.first.W"), 1)));
  x = residual("Digits.res1", shrink("Digits.down1", x));
  x = residual("Digits.res2", shrink("Digits.down2", x));
  const logits = tf.add(tf.matMul(tf.mean(x, [1, 2]), at("Digits.out.W")), at("Digits.out.b"));
  const picked = tf.mul(tf.oneHot(labels, classes), tf.logSoftmax(logits));
  return tf.neg(tf.mean(tf.sum(picked, -1))) as tf.Scalar;
}

const velocities = new Map(
  [...parameters].map(([name, value]) => [name, tf.variable(tf.zerosLike(value), false)]),
);

await reportSteps(Number(count), Number(warm), async (step) => {
  const { images, labels } = run.batch(step);
  const loss = tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() =>
      lossOf(tf.tensor(images, [batchRows, side, side, 1]), tf.tensor(labels, [batchRows], "int32")),
    );
    for (const [name, parameter] of parameters) {
      const velocity = velocities.get(name);
      const gradient = grads[name];
      if (velocity === undefined || gradient === undefined) throw new Error(`${name} has no gradient`);
      velocity.assign(tf.add(tf.mul(velocity, 0.9), gradient));
      parameter.assign(tf.sub(parameter, tf.mul(velocity, 0.05)));
    }
    return value;
  });
  const [read = NaN] = await loss.data();
  loss.dispose();
  return read;
});
Deno.exit(0);
