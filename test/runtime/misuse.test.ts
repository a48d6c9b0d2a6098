import { printWasm } from "../../compiler/6-emit/wasm/wasm.ts";
import type { InputValue } from "../../runtime/inputs.ts";
import { createModel, type LoadOptions, type Model } from "../../runtime/mod.ts";
import type { TrainOptions } from "../../runtime/train/training.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";
import { withoutChecksum } from "./without-checksum.ts";

const test = suite("what a program gives wrongly");
const spec = `weft 1
axis height = 2
axis width  = 3
axis vocab  = { a, b, c }
axis seq    <= 4
axis label  = { ham, spam }

model Digits(image: [height, width]) -> [label] {
  param W: height, width -> label ~ normal(0, 1)
  return W(image)
}

model Words(text: [seq] in vocab) -> [label] {
  param E: vocab -> label ~ normal(0, 1)
  return mean[seq](E(text))
}

model Shift(by: int, on: bool = true) -> int {
  return where(on, by, 0)
}

data pictures = jsonl("pictures.jsonl") {
  image: [height, width]
  label: in label
}

train on pictures {
  loss = mean[batch](cross_entropy[label](Digits(image), label))
  minimize loss
  optimizer = sgd(rate = 0.1)
  batch = 2
  steps = 10
}

generate classify(image: [height, width], by: int = 0, scale: real = 1, on: bool = true) {
  return argmax[label](Digits(image) * where(on, scale, 1)) + by
}
`;
const { plan } = compileSpec("misuse.weft", spec);
const wasm = Uint8Array.from(printWasm(plan.kernels, plan.model.day, { relaxed: false, shared: true }));
const records = Array.from({ length: 8 }, (_, at) => ({
  image: Float32Array.of(at, 1, 2, 3, 4, 5),
  label: at % 2,
}));

function open(options: LoadOptions = {}, module = wasm): Promise<Model> {
  const kernels = { wgsl: () => Promise.reject(new Error("no GPU")), wasm: () => Promise.resolve(module) };
  return createModel(plan.model, { ...kernels, baseUrl: "file:///" }, { backend: "cpu", ...options });
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "nothing failed",
    (error: unknown) => String(error).replace("WeftError: ", ""),
  );
}

async function trained(model: Model, options: TrainOptions): Promise<number> {
  for await (const event of model.train("train", { data: records, ...options })) void event;
  return model.step;
}

const beyond = (name: string, value: number, wanted: string): string =>
  `\`${name}\` at position 0 is ${value}, but must be ${wanted}`;
/** As JavaScript gives it, unchecked. */
const anything = (value: unknown): InputValue => value as InputValue;

test("inputs that aren't what the model takes are refused, never changed", async () => {
  const model = await open();
  const digits = (image: unknown) => failureOf(model.infer("Digits", { image: anything(image) }));
  const words = (text: unknown) => failureOf(model.infer("Words", { text: anything(text) }));
  const kinds = "give a number, a label, a text, an array, a tensor or a picture";
  assert.is(await digits(new Float32Array(6)), "nothing failed");
  assert.is(await digits(new Float32Array(5)), "`image` has 5 numbers, but [height 2, width 3] are 6");
  assert.is(
    await digits([
      [1, 2],
      [3, 4],
    ]),
    "`image` is [2, 2], but must be [height 2, width 3]",
  );
  assert.is(
    await digits({ sizes: [2, 3], data: new Float32Array(4) }),
    "`image` of sizes [2, 3] has 4 numbers",
  );
  assert.is(
    await digits({ width: 3, height: 2, data: new Uint8ClampedArray(10) }),
    "`image`: a picture of 3 x 2 pixels has 1 to 4 values in each, but 10 are given",
  );
  assert.is(
    await digits(Float32Array.of(0, 1, NaN, 2, 3, 4)),
    "`image` at position 2 is NaN, but must be a finite number",
  );
  assert.is(
    await digits([
      [1, 1e39, 0],
      [0, 0, 0],
    ]),
    "`image` at position 1 is 1e+39, but must be finite in f32",
  );
  assert.is(
    await failureOf(model.infer("Shift", { by: 2 ** 31 })),
    beyond("by", 2 ** 31, "a whole number of 32 bits"),
  );
  assert.is(await failureOf(model.infer("Shift", { by: -(2 ** 31) })), "nothing failed");
  assert.is(await failureOf(model.infer("Shift", { by: 1, on: 2 })), beyond("on", 2, "true or false"));
  assert.is(await digits(null), `\`image\` is null: ${kinds}`);
  assert.is(await digits({}), `\`image\` is an object of another kind: ${kinds}`);
  assert.is(await words([0, 1.5]), "`text` at position 1 is 1.5, but must be a whole number");
  assert.is(
    await words(BigInt64Array.of(1n)),
    "`text` at position 0 is a bigint, but must be a whole number",
  );
  assert.is(
    await failureOf(model.infer("Words", { text: [0], texts: [0] })),
    "`Words` has no argument `texts`; did you mean `text`?",
  );
  model.destroy();
});

test("an option of another name is refused: a slip would leave its default in place", async () => {
  assert.is(
    await failureOf(open({ chekpoint: new Uint8Array(1) } as LoadOptions)),
    "`load` has no option `chekpoint`; did you mean `checkpoint`?",
  );
  const model = await open();
  // As JavaScript gives it, unchecked.
  const slip = (option: string): never => ({ [option]: 2 }) as never;
  const image = new Float32Array(6);
  const calls: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["`train` has no option `stpes`; did you mean `steps`?", () => trained(model, slip("stpes"))],
    ["`evaluate` has no option `tset`; did you mean `test`?", () => model.evaluate("train", slip("tset"))],
    [
      "`evaluate` has no option `batches`; it has data, test, tell",
      () => model.evaluate("train", slip("batches")),
    ],
    ["`run` has no option `sed`; did you mean `seed`?", () => model.run("classify", { image }, slip("sed"))],
    // It is one computation, which nothing ends.
    ["`run` has no option `signal`; it has seed", () => model.run("classify", { image }, slip("signal"))],
    [
      "`inferAll` has no option `signals`; did you mean `signal`?",
      () => model.inferAll("Digits", [{ image }], slip("signals")).next(),
    ],
    [
      "`runAll` has no option `placeof`; did you mean `placeOf`?",
      () => model.runAll("classify", [{ image }], {}, slip("placeof")).next(),
    ],
    [
      "`generate` has no option `temperature`; it has seed, signal, grown",
      () => model.generate("write", { prompt: "a" }, slip("temperature")).next(),
    ],
    [
      "`generateAll` has no option `grown`; it has seed, signal",
      () => model.generateAll("write", { prompts: ["a"] }, slip("grown")).next(),
    ],
  ];
  for (const [reason, call] of calls) assert.is(await failureOf(call()), reason);
  const text = () => model.run("classify", { image }, "7" as never);
  assert.is(await failureOf(text()), "`run` takes its options as an object, by their names");
  model.destroy();
});

test("options that a schedule or a seed can't have are refused", async () => {
  const wholes = "must be a whole number";
  for (const seed of [NaN, -3, 2 ** 32])
    assert.is(await failureOf(open({ seed })), `\`seed\` ${wholes} from 0 to 4294967295, but is ${seed}`);
  assert.is(await failureOf(open({ threads: 0 })), `\`threads\` ${wholes} of 1 at least, but is 0`);
  assert.match(
    await failureOf(open({ backend: "gpu" as "cpu" })),
    "there is no backend `gpu`: there are auto, webgpu, cpu",
  );
  const model = await open();
  assert.is(await failureOf(trained(model, { steps: 4.5 })), `\`steps\` ${wholes} of 0 at least, but is 4.5`);
  assert.is(
    await failureOf(trained(model, { steps: 2 ** 31 })),
    "2,147,483,648 steps are more than formulas count, 2,147,483,647",
  );
  assert.is(
    await failureOf(trained(model, { evaluateEvery: 0 })),
    `\`evaluateEvery\` ${wholes} of 1 at least, but is 0`,
  );
  assert.is(
    await failureOf(model.run("classify", { image: [1] }, { seed: 0.5 })),
    `\`seed\` ${wholes} from 0 to 4294967295, but is 0.5`,
  );
  const classify = (options: object) =>
    failureOf(model.run("classify", { image: new Float32Array(6), ...options }));
  assert.is(await classify({ by: 1, scale: 2, on: false }), "nothing failed");
  assert.is(await classify({ by: 3e9 }), "the option `by` must be a whole number of 32 bits");
  assert.is(await classify({ scale: 1e39 }), "the option `scale` must be finite in f32");
  assert.is(await classify({ on: 2 }), "the option `on` must be true or false");
  assert.is(await trained(model, { steps: 2 }), 2);
  model.destroy();
});

test("a record that isn't one is told by its number", async () => {
  const model = await open();
  const data = [...records, { image: Float32Array.of(0, 1, 2, 3, 4, Infinity), label: 1 }];
  const reason = "`image` at position 5 is Infinity, but must be a finite number";
  assert.is(await failureOf(trained(model, { data })), `record 8: ${reason}`);
  const holes = [...records, null] as typeof records;
  assert.is(await failureOf(trained(model, { data: holes })), "record 8 has no field `image`");
  model.destroy();
});

test("a model in training takes no other training and no checkpoint until that ends", async () => {
  const model = await open();
  const before = await model.save();
  const reasons: string[] = [];
  for await (const event of model.train("train", { data: records, steps: 4 })) {
    if (event.kind !== "step" || event.step !== 2) continue;
    reasons.push(await failureOf(trained(model, { steps: 4 })));
    reasons.push(await failureOf(Promise.resolve().then(() => model.load(before))));
    break;
  }
  const advice = "abort its signal or leave its loop";
  assert.equal(reasons, [
    `the model is in training already: ${advice}, then train again`,
    `a training is going on: ${advice}, then load`,
  ]);
  assert.equal(model.load(before), []);
  assert.is(await trained(model, { steps: 3 }), 3);
  model.destroy();
  assert.throws(() => model.load(before), /the model was destroyed: load it again/);
});

test("the signal ends an evaluation, too, and what was trained is saved", async () => {
  const model = await open();
  const controller = new AbortController();
  const save = (_: Uint8Array, step: number) => `step ${step}`;
  const many = Array.from({ length: 400 }, () => records).flat();
  const kinds: string[] = [];
  for await (const event of model.train("train", { data: many, steps: 3, save, signal: controller.signal })) {
    kinds.push(event.kind);
    if (event.kind === "step" && event.step === 3) controller.abort();
  }
  assert.equal(kinds, ["start", "step", "step", "step", "saved", "done"]);
  model.destroy();
});

test("a file that is no checkpoint is told for what it is", async () => {
  const model = await open();
  const load = (bytes: unknown) => () => model.load(bytes as Uint8Array);
  const text = (content: string) => new TextEncoder().encode(content);
  const page = "<!doctype html>\n<title>404</title>";
  assert.throws(
    load(text(page)),
    /but a text that begins with "<!doctype html>": what a server or git gives/,
  );
  assert.throws(load(new ArrayBuffer(9)), /give its bytes as a Uint8Array, such as `new Uint8Array\(await/);
  const good = await model.save();
  assert.throws(load(Uint8Array.of(...good, 0, 0)), /2 bytes follow the last tensor/);
  const spoilt = good.slice();
  const view = new DataView(spoilt.buffer);
  view.setFloat32(8 + Number(view.getBigUint64(0, true)), NaN, true);
  assert.throws(load(spoilt), /^checkpoint is damaged: /);
  assert.throws(load(withoutChecksum(spoilt)), /: has numbers that are NaN or infinite/);
  assert.equal(await model.save(), good);
  model.destroy();
});

test("an engine whose WebAssembly is switched off, or has no vectors, is told of", async () => {
  const told =
    "this engine has no WebAssembly with SIMD, or it is switched off: take a current browser, Deno or Node";
  const own = WebAssembly;
  for (const other of [undefined, { ...own, validate: () => false }]) {
    if (other === undefined) Reflect.deleteProperty(globalThis, "WebAssembly");
    else Object.assign(globalThis, { WebAssembly: other });
    try {
      assert.is(await failureOf(open()), told);
    } finally {
      Object.assign(globalThis, { WebAssembly: own });
    }
  }
});

test("kernels that a server sent in part, or a page in their place, are told for what they are", async () => {
  const refusal = async (module: Uint8Array<ArrayBuffer>): Promise<string> => failureOf(open({}, module));
  const refused = "WebAssembly refuses the package's kernels: their file is";
  const advice = "Copy the package, or build it, again";
  for (const kept of [wasm.length >> 1, wasm.length - 1, 9, 5]) {
    const message = await refusal(wasm.slice(0, kept));
    const [, missing] = /cut off: it has \d+ bytes, and at least (\d+) more would follow/.exec(message) ?? [];
    assert.match(message, `${refused} cut off: it has ${kept} bytes`);
    assert.match(message, advice);
    assert.ok(Number(missing) > 0 && Number(missing) <= wasm.length - kept, message);
  }
  assert.is(await refusal(new Uint8Array()), `${refused} empty. ${advice}`);
  const page = new TextEncoder().encode("<!doctype html>\n<title>404</title>");
  assert.match(
    await refusal(page),
    `${refused} no WebAssembly, but a text that begins with "<!doctype html>": `,
  );
  assert.is(await refusal(Uint8Array.of(1, 2, 3, 4, 5)), `${refused} no WebAssembly. ${advice}`);
  const last = wasm.length - 1;
  const spoilt = await refusal(wasm.map((byte, at) => (at === last ? byte ^ 255 : byte)));
  assert.match(spoilt, "WebAssembly refuses the package's kernels: ");
  assert.not.match(spoilt, "their file is");
});
