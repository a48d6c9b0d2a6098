import { findAdapter, openDevice, watchDevice } from "../../runtime/webgpu/device.ts";
import { createWebGpuEngine } from "../../runtime/webgpu/engine.ts";
import { createStaging, readStaging } from "../../runtime/webgpu/memory.ts";
import { createModel } from "../../runtime/mod.ts";
import type { TrainEvent } from "../../runtime/train/training.ts";
import { assert, suite } from "../harness.ts";
import { plan, spoiltWgsl, text, wgsl } from "./bigram.ts";
import { openBigram, packageOf } from "./scenario.ts";

const test = suite("errors of the runtime");

async function messageFrom(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "nothing was thrown";
}

/** Of the training: each is compiled in a scope of its own. */
const wgslKernels = 3;

async function drain(events: AsyncIterable<TrainEvent | string>): Promise<void> {
  for await (const event of events) void event;
}

test("a kernel that doesn't compile is named with its line and the spec's", async () => {
  const broken = await openBigram({
    ...wgsl,
    update: `${wgsl["update"] ?? ""}\nfn wrong() -> i32 { return 1.5; }`,
  });
  const message = await messageFrom(drain(broken.train("train", { data: text })));
  assert.match(message, /^specs\/bigram\.weft:9: the device refuses the kernel `update`/);
  assert.match(message, /update\.wgsl:\d+:\d+/);
});

test("a kernel that the package lacks is named", async () => {
  const { update, ...rest } = wgsl;
  assert.type(update, "string");
  const model = await openBigram(rest);
  assert.match(await messageFrom(drain(model.train("train", { data: text }))), /no kernel `update`/);
});

test("a limit that the adapter lacks is told with both numbers", async () => {
  const huge = { ...plan, arenas: { parameters: 2 ** 40, states: 0 }, chunk: 2 ** 40 };
  const message = await messageFrom(createModel(huge, packageOf(wgsl), { backend: "webgpu" }));
  assert.match(message, /needs maxStorageBufferBindingSize 4,398,046,511,104, but .+ grants [\d,]+/);
});

test("a result that is larger than any buffer may be is told before anything runs", async () => {
  const { entries } = plan;
  const vast = { name: "vast", size: { terms: [{ symbols: [], coefficient: 2 ** 40 }], divisor: 1 } };
  const given = entries.map((entry) => ({
    ...entry,
    outputs: entry.outputs.map((output) => ({
      ...output,
      axes: [vast],
      places: output.places.map((place) => ({ ...place, strides: [1] })),
    })),
  }));
  const message = await messageFrom(openDevice({ ...plan, entries: given }, await findAdapter()));
  assert.match(
    message,
    /^the model needs maxBufferSize 4,398,046,511,104, but .+ grants [\d,]+: use a smaller/,
  );
});

test("a device without memory for the model says so before a step", async () => {
  const { gpu } = await openDevice(plan, await findAdapter());
  for (const refused of ["parameters", "work"]) {
    let scopes = 0;
    const full: GPUDevice = new Proxy(gpu, {
      get: (device, key) => {
        const isOver =
          key === "popErrorScope" && scopes++ === (refused === "parameters" ? 0 : wgslKernels + 1);
        if (isOver) return () => device.popErrorScope().then(() => ({ message: `no room for ${refused}` }));
        const value: unknown = Reflect.get(device, key, device);
        return typeof value === "function" ? value.bind(device) : value;
      },
    });
    const engine = createWebGpuEngine(plan, watchDevice(plan, full, gpu.adapterInfo), wgsl, false);
    const wanted = plan.entries.filter(({ kind }) => kind === "train");
    const message = await messageFrom(engine.prepare(wanted, () => undefined));
    const told = `the device hasn't the memory for the model, 0.0 GiB (no room for ${refused}): use a smaller`;
    assert.match(message, told);
  }
});

test("a lost device is explained", async () => {
  const { gpu } = await openDevice(plan, await findAdapter());
  const lose: { lost?: (info: { reason: string; message: string }) => void } = {};
  const lost = new Promise((resolve) => (lose.lost = resolve));
  const fake: GPUDevice = Object.create(gpu, {
    lost: { value: lost },
    addEventListener: { value: () => undefined },
  });
  const device = watchDevice(plan, fake, gpu.adapterInfo);
  device.check();
  lose.lost?.({ reason: "unknown", message: "the driver was reset" });
  await lost;
  assert.throws(
    () => device.check(),
    /the device was lost: the driver was reset\. Start again from the last checkpoint/,
  );
});

test("what can't be read is told as the loss of the device, of which browsers tell later", async () => {
  const { gpu } = await openDevice(plan, await findAdapter());
  const lost = new Promise((resolve) =>
    setTimeout(resolve, 50, { reason: "destroyed", message: "Device was destroyed." }),
  );
  const device = watchDevice(
    plan,
    Object.create(gpu, { lost: { value: lost }, addEventListener: { value: () => undefined } }),
    gpu.adapterInfo,
  );
  const staging: GPUBuffer = Object.create(createStaging(gpu, "results", 16), {
    mapAsync: { value: () => Promise.reject(new DOMException("Buffer was unmapped", "AbortError")) },
  });
  assert.match(
    await messageFrom(readStaging(device, staging, 16, () => undefined)),
    /^the device was lost: Device was destroyed\. Start again/,
  );
});

test("parameters that go bad in the last step aren't saved", async () => {
  const model = await openBigram(spoiltWgsl);
  const saved: number[] = [];
  const save = (_: Uint8Array, step: number): string => String(saved.push(step));
  const message = await messageFrom(
    drain(model.train("train", { data: text, steps: 13, saveEvery: 5, save })),
  );
  assert.match(message, /^specs\/bigram\.weft:9: `table` isn't finite after step 13: .*`table` in step 13/);
  assert.match(message, /the state of step 10 is kept/);
  assert.equal(saved, [5, 10]);
  assert.is(model.step, 10);
  const table = await model.parameter("table");
  assert.ok(table.data.every(Number.isFinite));
});

test("a destroyed model says so", async () => {
  const model = await openBigram();
  model.destroy();
  assert.match(await messageFrom(model.save()), /the model was destroyed/);
  assert.match(await messageFrom(drain(model.train("train", { data: text }))), /the model was destroyed/);
});

test("the last state that was read is saved where the device is gone in the middle of a training", async () => {
  const model = await openBigram();
  const [saved, read] = [new Map<number, Uint8Array>(), new Map<number, Uint8Array>()];
  const save = (bytes: Uint8Array, step: number): string => {
    saved.set(step, bytes);
    return `step-${step}`;
  };
  const stateAfter = (step: number): boolean => step % 10 === 0;
  const options = { data: text, steps: 1000, saveEvery: 20, stateAfter, save };
  const training = async (): Promise<void> => {
    for await (const event of model.train("train", options)) {
      if (event.kind === "state") read.set(event.step, event.checkpoint.slice());
      if (event.kind === "step" && event.step === 32) model.destroy();
    }
  };
  assert.match(
    await messageFrom(training()),
    /was destroyed: load it again\nthe state of step 30, the last that was read, is kept in step-30$/,
  );
  assert.equal([...saved.keys()], [20, 30]);
  assert.equal(saved.get(30), read.get(30));
});

test("what was read as the device was destroyed says so", async () => {
  const { gpu } = await openDevice(plan, await findAdapter());
  const device = watchDevice(plan, gpu, gpu.adapterInfo);
  const staging: GPUBuffer = Object.create(createStaging(gpu, "results", 16), {
    mapAsync: { value: () => Promise.resolve(device.destroy()) },
    getMappedRange: {
      value: () => {
        throw new DOMException("Parent device is lost", "OperationError");
      },
    },
  });
  assert.match(
    await messageFrom(readStaging(device, staging, 16, () => undefined)),
    /the model was destroyed/,
  );
});

test("unknown names list the known ones", async () => {
  const model = await openBigram();
  assert.match(await messageFrom(drain(model.train("pretrain"))), /no training `pretrain`; there is train/);
  assert.match(await messageFrom(drain(model.generate("sing", {}))), /no generator `sing`; there is write/);
  const negative = drain(model.generate("write", { prompt: "a", length: -1 }));
  assert.is(await messageFrom(negative), "the option `length` must be 0 at least");
  const several = messageFrom(model.runAll("write", [{ prompt: "a" }]).next());
  assert.is(await several, "`write` grows a text: `generateAll` grows several");
  const untold = messageFrom(drain(model.generate("write", {})));
  assert.match(await untold, /the argument `prompt` is (missing|empty)/);
  const flag = drain(model.generate("write", { prompt: "a", temperatur: 1 }));
  assert.match(await messageFrom(flag), /no argument `temperatur`; it has length, prompt/);
});

test("wrong inputs are told by axis", async () => {
  const model = await openBigram();
  assert.match(await messageFrom(model.infer("Bigram", {})), /needs the input `text`/);
  assert.match(await messageFrom(model.infer("Bigram", { text: "axb" })), /character 2 of the text, "x"/);
  assert.match(
    await messageFrom(model.infer("Bigram", { text: [0, 9] })),
    /position 1 is 9, but `vocab` has/,
  );
  assert.match(await messageFrom(model.infer("Bigram", { text: 3 })), /has the axes \[seq\]/);
  assert.match(
    await messageFrom(model.infer("Bigram", { text: "abcdabcda" })),
    /`seq` is 9, but must be from 1 to 8/,
  );
  const { logits } = await model.infer("Bigram", { text: "ab" });
  if (typeof logits !== "object") throw new Error("the result is no tensor");
  assert.throws(() => logits.at({ seq: 2, vocab: "a" }), /`seq` has the positions 0 to 1; 2 is outside/);
  assert.throws(
    () => logits.at({ seq: 1, vocab: "z" }),
    /"z" isn't one of the 5 labels of `vocab`: a, b, c, d, e/,
  );
  assert.throws(() => logits.at({ seq: 1 }), /axis `vocab` is missing/);
  assert.throws(() => logits.at({ seq: 1, vocab: 0, head: 0 }), /no axis `head`/);
});

test("data that indexes outside its axis is refused before the first step", async () => {
  const model = await openBigram();
  const data = new Int32Array(400);
  data[123] = 5;
  assert.match(await messageFrom(drain(model.train("train", { data }))), /position 123 of the text is 5/);
  assert.is(model.step, 0);
});

test("records where the training reads one long text are refused", async () => {
  const model = await openBigram();
  const message = await messageFrom(drain(model.train("train", { data: [{ text: "abcd" }] })));
  assert.is(message, "`book` is one long text: give a string, or an array of numbers");
});

test("data that isn't there is named", async () => {
  const model = await openBigram();
  assert.match(await messageFrom(drain(model.train("train"))), /\/data\/text\.bin can't be read/);
});

test("a generation ends by its signal", async () => {
  const model = await openBigram();
  // Trained, it goes round a b c d and doesn't end by itself.
  await drain(model.train("train", { data: text }));
  const controller = new AbortController();
  let count = 0;
  for await (const piece of model.generate(
    "write",
    { prompt: "a", length: 1000 },
    { signal: controller.signal },
  )) {
    void piece;
    count += 1;
    if (count === 3) controller.abort();
  }
  assert.is(count, 3);
});
