/** What is tried on every host: its results as plain data. */
import { createModel, type Model, type ModelPackage } from "../../runtime/mod.ts";
import type { TrainEvent } from "../../runtime/train/training.ts";
import { messageOf } from "../../runtime/errors.ts";
import { letters, plan, spoiltWgsl, text, tokenizers, wgsl } from "./bigram.ts";

export interface Outcome {
  readonly backend: string;
  readonly losses: readonly number[];
  readonly evaluations: readonly { readonly step: number; readonly loss: number; readonly rows: number }[];
  readonly table: readonly number[];
  readonly resumedSame: boolean;
  readonly brokenOffSame: boolean;
  readonly written: string;
  readonly logits: readonly number[];
  readonly badMessage: string;
  readonly stepAfterBad: number;
  readonly goodAfterBad: boolean;
  readonly submitsPerStep: number;
  readonly dispatchesPerStep: number;
  readonly buffersAfterFirstStep: number;
}

/** A package without WebAssembly: its kernels are written by hand. */
export function packageOf(kernels: Readonly<Record<string, string>>): ModelPackage {
  const wasm = () => Promise.reject(new Error("the package has no WebAssembly"));
  return { wgsl: () => Promise.resolve(kernels), wasm, tokenizers, baseUrl: "file:///" };
}

export function openBigram(kernels = wgsl, seed?: number): Promise<Model> {
  const options = { backend: "webgpu", instrument: true, ...(seed === undefined ? {} : { seed }) } as const;
  return createModel(plan, packageOf(kernels), options);
}

async function collect(events: AsyncIterable<TrainEvent>): Promise<TrainEvent[]> {
  const list: TrainEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** Needs no file: the data is given from memory. */
export async function runScenario(): Promise<Outcome> {
  const model = await openBigram();
  let buffersAtFirstStep = 0;
  const events: TrainEvent[] = [];
  for await (const event of model.train("train", { data: text })) {
    if (event.kind === "step" && event.step === 1) buffersAtFirstStep = model.counts()?.buffersCreated ?? 0;
    events.push(event);
  }
  const counts = model.counts();
  const whole = await model.save();
  const table = await model.parameter("table");

  const half = await openBigram();
  await collect(half.train("train", { data: text, steps: 17 }));
  const resumed = await openBigram(wgsl, 99);
  resumed.load(await half.save());
  await collect(resumed.train("train", { data: text }));

  const broken = await openBigram();
  const controller = new AbortController();
  let saved: Uint8Array | undefined;
  const save = (bytes: Uint8Array): string => {
    saved = bytes;
    return "memory";
  };
  for await (const event of broken.train("train", { data: text, signal: controller.signal, save })) {
    if (event.kind === "step" && event.step === 9) controller.abort();
  }
  const again = await openBigram();
  if (saved !== undefined) again.load(saved);
  const stepsBefore = again.step;
  await collect(again.train("train", { data: text }));

  let written = "";
  for await (const piece of model.generate("write", { prompt: "a", length: 10 })) written += piece;
  const { logits } = await model.infer("Bigram", { text: "cab" });
  const logitsList =
    typeof logits === "object"
      ? [0, 1, 2].flatMap((seq) => letters.map((letter) => logits.at({ seq, vocab: letter })))
      : [];

  const spoilt = await openBigram(spoiltWgsl);
  let badMessage = "";
  try {
    await collect(spoilt.train("train", { data: text }));
  } catch (error) {
    badMessage = messageOf(error);
  }
  const stepAfterBad = spoilt.step;
  const kept = await spoilt.parameter("table");
  const first = await (await openBigram()).parameter("table");

  return {
    backend: model.backend,
    losses: events.flatMap((event) => (event.kind === "step" ? [event.loss] : [])),
    evaluations: events.flatMap((event) => (event.kind === "evaluation" ? [event] : [])),
    table: [...table.data],
    resumedSame: sameBytes(whole, await resumed.save()),
    brokenOffSame: stepsBefore >= 9 && stepsBefore < 40 && sameBytes(whole, await again.save()),
    written,
    logits: logitsList,
    badMessage,
    stepAfterBad,
    goodAfterBad: kept.data.every((value, at) => value === first.data[at]),
    submitsPerStep: (counts?.submits.get("train train") ?? 0) / 40,
    dispatchesPerStep: (counts?.dispatches.get("train train") ?? 0) / 40,
    buffersAfterFirstStep: (counts?.buffersCreated ?? 0) - buffersAtFirstStep,
  };
}
