/**
 * The smallest language model with the whole structure: embed, attend, feed forward, predict.
 */
import { createModel, type LoadOptions, type Model, type Result } from "./runtime/mod.ts";
import { kernelFiles, readTokenizers } from "./runtime/package-files.ts";
import type { TrainEvent, TrainOptions } from "./runtime/train/training.ts";
import type { Evaluation } from "./runtime/train/evaluate.ts";
import type { Piece } from "./runtime/generate/grow-several.ts";
import type { Tensor } from "./runtime/tensor.ts";
import { files } from "./files.ts";
import { model } from "./model.ts";

export type { LoadOptions };

/** `steps` counts those before a resume, too; `data` takes the place of the package's, `test` that of what is held out. */
export type TrainOptionsOf<Data> = Omit<TrainOptions, "data" | "test"> & {
  readonly data?: Data;
  readonly test?: Data;
};
export interface EvaluateOptionsOf<Data> {
  readonly data?: Data;
  readonly test?: Data;
}

type WithReports<Event, Reports extends string> = Event extends { readonly reports: unknown }
  ? Omit<Event, "reports"> & { readonly reports: Readonly<Record<Reports, number>> }
  : Event;

/** What a training tells: its start, each step, evaluations, checkpoints, its end. */
export type TrainEventOf<Reports extends string> = WithReports<TrainEvent, Reports>;
export type EvaluationOf<Reports extends string> = WithReports<Evaluation, Reports>;

/** Numbers with named axes: `logits.at({ seq: 3, vocab: "e" })`. */
export type NamedTensor<Axes extends readonly string[], Position> = Omit<Tensor, "axes" | "at"> & {
  readonly axes: Axes;
  readonly at: (position: Position) => number;
};

/** Numbers of labels, or positions. */
export type Numbers = readonly number[] | Int32Array | Uint16Array | Uint8Array;

/** Many inputs: a list, or what gives one after the other. */
export type Examples<Inputs> = Iterable<Inputs> | AsyncIterable<Inputs>;

export interface ExamplesOptions {
  readonly signal?: AbortSignal;
}

/** The same seed gives the same result. */
export interface RunOptions {
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

export interface Minimal extends Pick<
  Model,
  "backend" | "adapter" | "seed" | "step" | "save" | "load" | "begin" | "parameter" | "counts" | "destroy"
> {
  /** Trains with the package's data, or with what is given; ends after the last step or by the signal. */
  readonly train: (
    options?: TrainOptionsOf<string | Float32Array | Int32Array>,
  ) => AsyncGenerator<TrainEventOf<"perplexity">, void, undefined>;
  /** The loss and the reports over all held-out data. */
  readonly evaluate: (
    options?: EvaluateOptionsOf<string | Float32Array | Int32Array>,
  ) => Promise<EvaluationOf<"perplexity">>;
  /** Each model's results, by name. */
  readonly infer: {
    /** `X` [seq ≤ 32], gives `result` [seq ≤ 32, vocab 10000], exposed `A` [head 8, seq ≤ 32, src ≤ 32]. */
    readonly LanguageModel: (inputs: {
      readonly X: string | Numbers;
    }) => Promise<{
      readonly result: NamedTensor<readonly ["seq", "vocab"], { seq: number; vocab: number | string }>;
      readonly A: NamedTensor<readonly ["head", "seq", "src"], { head: number; seq: number; src: number }>;
    }>;
  };
  /** The same for each of many examples, in order, as many at once as the model takes; what it exposes isn't told. */
  readonly inferAll: {
    /** Each: `X` [seq ≤ 32], gives `result` [seq ≤ 32, vocab 10000]. */
    readonly LanguageModel: (
      inputs: Examples<{ readonly X: string | Numbers }>,
      options?: ExamplesOptions,
    ) => AsyncGenerator<
      { readonly result: NamedTensor<readonly ["seq", "vocab"], { seq: number; vocab: number | string }> },
      void,
      undefined
    >;
  };
  /** What the spec's `generate` blocks make. */
  readonly run: {
    /** Yields the text that it grows, piece by piece; by default `temperature` 0.8. */
    readonly write: (
      given: { readonly prompt: string | Numbers; readonly temperature?: number },
      options?: RunOptions,
    ) => AsyncGenerator<string, void, undefined>;
  };
  /** Several texts at once; of a block that grows none, its results for each of many inputs. */
  readonly runAll: {
    /** Yields pieces of several texts, each with the number of its text. Text r is what it is by itself from `prompts[r]` with `seed` + r. */
    readonly write: (
      given: { readonly prompts: readonly (string | Numbers)[]; readonly temperature?: number },
      options?: RunOptions,
    ) => AsyncGenerator<Piece, void, undefined>;
  };
}

/** Makes the model on a GPU or the CPU: with the spec's first parameters, or with a checkpoint's. */
export async function load(options: LoadOptions = {}): Promise<Minimal> {
  return typed(await loadModel(options));
}

/** The same by names that are known when it runs only: for commands and pages. */
export async function loadModel(options: LoadOptions = {}): Promise<Model> {
  const tokenizers = await readTokenizers(files);
  return createModel(model, { ...kernelFiles(files), tokenizers, baseUrl: import.meta.url }, options);
}

function typed(made: Model): Minimal {
  return {
    get backend() {
      return made.backend;
    },
    get adapter() {
      return made.adapter;
    },
    get seed() {
      return made.seed;
    },
    get step() {
      return made.step;
    },
    save: made.save,
    load: made.load,
    begin: made.begin,
    parameter: made.parameter,
    counts: made.counts,
    destroy: made.destroy,
    train: (options = {}) => made.train("train", options) as ReturnType<Minimal["train"]>,
    evaluate: (options = {}) => made.evaluate("train", options) as ReturnType<Minimal["evaluate"]>,
    infer: { LanguageModel: (inputs) => resultsOf(made.infer("LanguageModel", inputs)) },
    inferAll: {
      LanguageModel: (inputs, options = {}) => resultsOfEach(made.inferAll("LanguageModel", inputs, options)),
    },
    run: { write: (given, options = {}) => made.generate("write", given, options) },
    runAll: { write: (given, options = {}) => made.generateAll("write", given, options) },
  };
}

/** The runtime's results have the types that the plan gives them. */
async function resultsOf<Results>(results: Promise<Readonly<Record<string, Result>>>): Promise<Results> {
  return (await results) as Results;
}

/** The same of each. */
function resultsOfEach<Results>(
  results: AsyncGenerator<Readonly<Record<string, Result>>, void, undefined>,
): AsyncGenerator<Results, void, undefined> {
  return results as AsyncGenerator<Results, void, undefined>;
}
