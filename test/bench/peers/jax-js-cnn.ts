/** test/bench/specs/cnn.weft's training as a user of jax-js would write it. `deno run -A jax-js-cnn.ts FOLDER STEPS WARM TOTAL`. */
import { defaultDevice, init, jit, lax, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import { batchRows, classes, readDigits, side } from "./digits-run.ts";
import { reader, type Parameters } from "./jax-js-train.ts";
import { reportSteps } from "./run.ts";

const [folder = ".", count = "30", warm = "10"] = Deno.args;
const run = readDigits(folder);
await init("wasm");
defaultDevice("wasm");

type Read = (name: string) => np.Array;

/** [batch, in, row, col] by the 3 x 3 windows of W: [dy, dx, in, out]. */
function convolve(x: np.Array, W: np.Array, stride: number): np.Array {
  const around: [number, number][] = [
    [1, 1],
    [1, 1],
  ];
  return lax.conv(x, W.transpose([3, 2, 0, 1]), [stride, stride], around);
}

/** Over batch, row and column, with the batch's own statistics. */
function normalise(at: Read, name: string, x: np.Array): np.Array {
  const over = [0, 2, 3];
  const centred = x.ref.sub(x.mean(over, { keepdims: true }));
  const variance = np.square(centred.ref).mean(over, { keepdims: true });
  const perChannel = (value: np.Array): np.Array => value.reshape([1, -1, 1, 1]);
  return perChannel(at(`${name}.gain`))
    .mul(centred)
    .div(np.sqrt(variance.add(1e-5)))
    .add(perChannel(at(`${name}.bias`)));
}

function shrink(at: Read, name: string, x: np.Array): np.Array {
  return nn.relu(normalise(at, `${name}.norm`, convolve(x, at(`${name}.conv.W`), 2)));
}

function residual(at: Read, name: string, x: np.Array): np.Array {
  const first = nn.relu(normalise(at, `${name}.norm1`, convolve(x.ref, at(`${name}.conv1.W`), 1)));
  return nn.relu(x.add(normalise(at, `${name}.norm2`, convolve(first, at(`${name}.conv2.W`), 1))));
}

/** [batch, side, side] to [batch, classes]; consumes the parameters. */
function logitsOf(at: Read, images: np.Array): np.Array {
  const one = convolve(images.reshape([batchRows, 1, side, side]), at("Digits.first.W"), 1);
  let x = nn.relu(normalise(at, "Digits.norm", one));
  x = residual(at, "Digits.res1", shrink(at, "Digits.down1", x));
  x = residual(at, "Digits.res2", shrink(at, "Digits.down2", x));
  return np.matmul(x.mean([2, 3]), at("Digits.out.W")).add(at("Digits.out.b"));
}

const names = [...run.parameters.keys()];
const runStep = jit((state: { p: Parameters; v: Parameters }, images: np.Array, labels: np.Array) => {
  const copies = Object.fromEntries(names.map((name) => [name, reader(state.p)(name).ref]));
  const lossOf = (p: Parameters, x: np.Array, targets: np.Array): np.Array => {
    const logits = logitsOf(reader(p), x);
    return nn.oneHot(targets, classes).mul(nn.logSoftmax(logits, -1)).sum(-1).mean().neg();
  };
  const [loss, gradients] = valueAndGrad(lossOf)(copies, images, labels);
  const next: { p: Parameters; v: Parameters } = { p: {}, v: {} };
  for (const name of names) {
    const velocity = reader(state.v)(name).mul(0.9).add(reader(gradients)(name));
    next.p[name] = reader(state.p)(name).sub(velocity.ref.mul(0.05));
    next.v[name] = velocity;
  }
  return { loss, next };
});

const start: { p: Parameters; v: Parameters } = { p: {}, v: {} };
for (const [name, { shape, data }] of run.parameters) {
  start.p[name] = np.array(data).reshape(shape);
  start.v[name] = np.zeros(shape);
}
let state = start;
await reportSteps(Number(count), Number(warm), async (step) => {
  const { images, labels } = run.batch(step);
  const { loss, next } = runStep(
    state,
    np.array(images).reshape([batchRows, side, side]),
    np.array(labels, { dtype: np.int32 }),
  );
  state = next;
  for (const group of [state.p, state.v])
    for (const value of Object.values(group)) await value.blockUntilReady();
  return (await loss.data())[0] ?? NaN;
});
Deno.exit(0);
