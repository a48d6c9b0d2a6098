/**
 * Trainings that end when evaluations bring nothing better: what they end with has the bits of a training without patience that was told to
 * stop at the best step.
 */
import { decodeCheckpoint, encodeCheckpoint } from "../../runtime/checkpoint/checkpoint.ts";
import { watchLosses } from "../../runtime/train/best.ts";
import { firstState, openState, readState, setState } from "../../runtime/checkpoint/model-state.ts";
import { trainModel } from "../../runtime/train/train.ts";
import type { TrainEvent, TrainOptions } from "../../runtime/train/training.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { openMachine, type Backend } from "../agree/device.ts";
import { randoms } from "../3-graph/graphs.ts";
import { assert, suite } from "../harness.ts";

const test = suite("trainings with patience");

const specOf = (rate: number, ...settings: readonly string[]): string => `weft 1
axis a = 3
model Guess(x: [a]) -> real {
  param w: [a] ~ normal(0, 0.1)
  return x @[a] w
}
data points = module("./points.ts") {
  x: [a]
  y: real
}
train on points {
  minimize mean[batch]((Guess(x) - y)^2)
  optimizer = adam(rate = ${rate})
  batch = 4
  steps = 400
  evaluate every 2
  ${settings.join("\n  ")}
}
`;

// A little to learn, and much noise: the loss of what is held out falls, and rises again.
const random = randoms(5);
const data = Array.from({ length: 40 }, () => {
  const x = Float32Array.from({ length: 3 }, () => random() - 0.5);
  return { x, y: (x[0] ?? 0) + 2 * (random() - 0.5) };
});

type Of<K extends TrainEvent["kind"]> = Extract<TrainEvent, { readonly kind: K }>;

interface Run {
  /** The state at the end, as a checkpoint. */
  readonly bytes: Uint8Array;
  readonly saved: ReadonlyMap<number, Uint8Array>;
  readonly evaluations: readonly (readonly [step: number, loss: number])[];
  readonly back: Of<"back"> | undefined;
  readonly done: Of<"done">;
}

async function run(
  backend: Backend,
  text: string,
  options: TrainOptions = {},
  begin?: Uint8Array,
): Promise<Run> {
  const { plan } = compileSpec("patience.weft", text);
  const machine = await openMachine(plan, backend);
  const state = openState(machine, firstState(machine.plan, 5));
  if (begin !== undefined) setState(machine, state, decodeCheckpoint(plan.model, begin));
  const readColumn = () => Promise.reject(new Error("the data is given"));
  const saved = new Map<number, Uint8Array>();
  const save = (bytes: Uint8Array, step: number): string => {
    saved.delete(step);
    saved.set(step, bytes);
    return `step-${step}`;
  };
  const events: TrainEvent[] = [];
  const context = { machine, state, readColumn, progress: () => undefined };
  for await (const event of trainModel(context, "train", { data, save, ...options })) events.push(event);
  const of = <K extends TrainEvent["kind"]>(kind: K): readonly Of<K>[] =>
    events.filter((event): event is Of<K> => event.kind === kind);
  const [done] = of("done");
  if (done === undefined) throw new Error("the training has no end");
  return {
    bytes: encodeCheckpoint(plan.model, await readState(machine, state)),
    saved,
    evaluations: of("evaluation").map(({ step, loss }) => [step, loss]),
    back: of("back")[0],
    done,
  };
}

/** The first evaluation with the least loss. */
function leastOf({ evaluations }: Run): readonly [step: number, loss: number] {
  return evaluations.reduce((best, one) => (one[1] < best[1] ? one : best));
}

/** Whether two checkpoints hold the same, though specs differ in their settings. */
const content = (bytes: Uint8Array): Uint8Array =>
  bytes.subarray(8 + Number(new DataView(bytes.buffer).getBigUint64(bytes.byteOffset, true)));

for (const backend of ["webgpu", "cpu"] as const)
  test(`on ${backend} one ends with the state of its best evaluation, which is saved last`, async () => {
    const patient = await run(backend, specOf(0.02, "patience = 5"));
    const [step, loss] = leastOf(patient);
    assert.ok(step > 0, `the loss falls at first: ${patient.evaluations.join(" ")}`);
    assert.is(patient.evaluations[0]?.[0], 0, "what it begins with is evaluated, too");
    assert.equal(patient.back, { kind: "back", step, loss });
    assert.is(patient.done.reason, "patience");
    assert.is(patient.done.step, step + 10);
    assert.is(patient.evaluations.length, step / 2 + 6);
    const told = await run(backend, specOf(0.02), { steps: step });
    assert.equal(content(patient.bytes), content(told.bytes));
    assert.equal([...patient.saved], [[step, patient.bytes]]);
  });

test("the last step ends one in the best state, too", async () => {
  const [best] = leastOf(await run("cpu", specOf(0.02, "patience = 5")));
  const whole = await run("cpu", specOf(0.02, "patience = 5"), { steps: best + 5 });
  const [step, loss] = leastOf(whole);
  assert.is(step, best);
  assert.is(whole.done.reason, "finished");
  assert.equal(whole.back, { kind: "back", step, loss });
  assert.is(whole.evaluations.at(-1)?.[0], best + 5);
  assert.equal(content(whole.bytes), content((await run("cpu", specOf(0.02), { steps: step })).bytes));
});

test("one that only gets worse ends as it began", async () => {
  const worse = await run("cpu", specOf(30, "patience = 3"));
  assert.equal(worse.back?.step, 0);
  assert.is(worse.done.step, 6);
  assert.equal(content(worse.bytes), content((await run("cpu", specOf(30), { steps: 0 })).bytes));
  assert.equal([...worse.saved.keys()], [0]);
});

test("where the last evaluation is the best there is nothing to go back to", async () => {
  const better = await run("cpu", specOf(0.001, "patience = 3"), { steps: 6 });
  assert.is(leastOf(better)[0], 6);
  assert.is(better.back, undefined);
  assert.equal([...better.saved.keys()], [6]);
});

test("one that goes on from its best state comes back to it", async () => {
  const text = specOf(0.02, "patience = 5");
  const first = await run("cpu", text);
  const again = await run("cpu", text, {}, first.bytes);
  assert.equal(again.bytes, first.bytes);
  assert.equal(again.evaluations, first.evaluations.slice(-6));
});

test("an interrupted one keeps the best state beside the last, and goes on from the last", async () => {
  const text = specOf(0.02, "patience = 1000");
  const controller = new AbortController();
  const stateAfter = (step: number): boolean => {
    if (step === 61) controller.abort();
    return false;
  };
  const stopped = await run("cpu", text, { signal: controller.signal, stateAfter });
  const [step] = leastOf(stopped);
  assert.is(stopped.done.reason, "aborted");
  assert.is(stopped.back, undefined);
  assert.equal([...stopped.saved.keys()], [step, 61]);
  assert.equal(stopped.saved.get(61), stopped.bytes);
  const best = stopped.saved.get(step) ?? new Uint8Array();
  assert.equal(content(best), content((await run("cpu", specOf(0.02), { steps: step })).bytes));
});

test("it keeps to the evaluations of the spec, which take all that is held out", async () => {
  const text = specOf(0.02, "patience = 5");
  const limited = await run("cpu", text, { evaluateEvery: 7, evaluationBatches: 1 });
  assert.equal(limited.evaluations, (await run("cpu", text)).evaluations);
});

test("without held-out data it says so before the first step", async () => {
  const failure = await run("cpu", specOf(0.02, "patience = 5"), { data: data.slice(0, 4) }).then(
    () => "nothing",
    (error: unknown) => String(error),
  );
  assert.match(failure, "`points` has no held-out part, whose loss `patience` watches");
});

test("a loss that is no number is never the least", async () => {
  const watch = watchLosses(2);
  const read = () => Promise.resolve(new Uint8Array());
  await watch.note(NaN, 0, read);
  assert.is(watch.best(), undefined);
  await watch.note(3, 1, read);
  await watch.note(3, 2, read);
  assert.is(watch.isOver(), false);
  await watch.note(Infinity, 3, read);
  assert.is(watch.isOver(), true);
  assert.is(watch.best()?.step, 1);
});
