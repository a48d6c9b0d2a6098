/** A model that runs: made from a package's plan and kernels. The package's own mod.ts gives this its types. */
import { decodeBeginning, decodeCheckpoint, weightsFile, type Checkpoint } from "./checkpoint/checkpoint.ts";
import { decodeColumn, type ReadColumn } from "./data/columns.ts";
import { openData } from "./data/open.ts";
import type { EngineCounts } from "./engine.ts";
import { messageOf, WeftError } from "./errors.ts";
import { sumOfFiles, type FetchProgress } from "./fetch-progress.ts";
import { evaluateHeldOut, type Evaluation } from "./train/evaluate.ts";
import {
  checkNames,
  findGenerator,
  readOptions,
  type GenerateArguments,
  type GenerateOptions,
} from "./generate/generate.ts";
import { growText } from "./generate/grow.ts";
import { growTexts, type Piece } from "./generate/grow-several.ts";
import { readPackageFile } from "./host.ts";
import { callOnce, type Result, type Results } from "./infer/infer.ts";
import type { Called, Records, SeveralOptions } from "./infer/infer-several.ts";
import { refuseOthers } from "./known-names.ts";
import { firstState, loadState, openState, readCheckpoint } from "./checkpoint/model-state.ts";
import { openEngine, type KernelFiles } from "./open-engine.ts";
import { optionNames, type EvaluateOptions, type LoadOptions } from "./options.ts";
import type { ModelPlan, PlanEntry, PlanTokenizer } from "./plan.ts";
import { seedOf } from "./random.ts";
import { prepareEntries, requireState, type Machine } from "./step.ts";
import { createTensor, type Tensor } from "./tensor.ts";
import { endOfTraining, trainModel } from "./train/train.ts";
import { findEntry, findTraining, settingsOf, type TrainEvent, type TrainOptions } from "./train/training.ts";
import type { TrainContext } from "./train/training-run.ts";
import { createVocabularies, decoderOf, type Vocabularies } from "./vocabularies.ts";
import { requireSeed } from "./whole.ts";

/** What a package consists of. */
export interface ModelPackage extends KernelFiles {
  /** The content of tokenizer.json. */
  readonly tokenizers?: Readonly<Record<string, PlanTokenizer>>;
  /** Reads weights.safetensors, where the package has it. */
  readonly weights?: (tell: FetchProgress) => Promise<Uint8Array>;
  /** Beside what `data/` lies. */
  readonly baseUrl: URL | string;
}

export type { LoadOptions, Result };

export interface Model {
  readonly backend: string;
  readonly adapter: string;
  readonly seed: number;
  /** Training steps done. */
  readonly step: number;
  readonly train: (training: string, options?: TrainOptions) => AsyncGenerator<TrainEvent, void, undefined>;
  /** Over all held-out data; throws where there is none. */
  readonly evaluate: (training: string, options?: EvaluateOptions) => Promise<Evaluation>;
  readonly infer: (model: string, inputs: GenerateArguments) => Promise<Results>;
  /** The results for each of many inputs, in order; without what is exposed. Errors call an input by its number. */
  readonly inferAll: (
    model: string,
    inputs: Records,
    options?: SeveralOptions,
  ) => AsyncGenerator<Results, void, undefined>;
  /** Pieces of the text that a generator grows. */
  readonly generate: (
    generator: string,
    given: GenerateArguments,
    options?: Partial<GenerateOptions>,
  ) => AsyncGenerator<string, void, undefined>;
  /**
   * Grows several texts at once: the argument of the beginning, with an s, is a list; a generator that begins with a label takes the number
   * of `texts`. Text r is what it is by itself with `seed` + r.
   */
  readonly generateAll: (
    generator: string,
    given: GenerateArguments,
    options?: Partial<Omit<GenerateOptions, "grown">>,
  ) => AsyncGenerator<Piece, void, undefined>;
  /** The results of a generator that grows nothing. */
  readonly run: (
    generator: string,
    given: GenerateArguments,
    options?: { readonly seed?: number },
  ) => Promise<Results>;
  /** The same for each of many inputs, in order, with options that are the same for all. Input r is computed with `seed` + r. */
  readonly runAll: (
    generator: string,
    inputs: Records,
    given?: GenerateArguments,
    options?: SeveralOptions & { readonly seed?: number },
  ) => AsyncGenerator<Results, void, undefined>;
  /** By their keys in the plan. */
  readonly vocabularies: Vocabularies;
  /** The text of labels' numbers; `vocabulary` is its key in the plan. */
  readonly decode: (vocabulary: string, numbers: Iterable<number>) => string;
  /** A checkpoint as a safetensors file. */
  readonly save: () => Promise<Uint8Array<ArrayBuffer>>;
  /** Takes a checkpoint's state; returns what a user should know of it. Throws where it doesn't fit; errors call it by `name`. */
  readonly load: (checkpoint: Uint8Array, name?: string) => readonly string[];
  /** Takes a checkpoint's parameters and its layers' states, for a new training: steps and optimizers begin anew. */
  readonly begin: (checkpoint: Uint8Array, name?: string) => readonly string[];
  /** A parameter's numbers, by its path. */
  readonly parameter: (path: string) => Promise<Tensor>;
  /** Undefined unless `instrument` was asked for. */
  readonly counts: () => EngineCounts | undefined;
  /** Gives the backend back; nothing works afterwards. */
  readonly destroy: () => void;
}

/** Opens a backend, makes the model's memory there and fills it. Throws a WeftError that says what is missing. */
export async function createModel(
  plan: ModelPlan,
  files: ModelPackage,
  options: LoadOptions = {},
): Promise<Model> {
  refuseOthers("load", optionNames.load, options, "option");
  requireSeed(options.seed);
  const seed = options.seed ?? plan.trainings[0]?.seed ?? 0;
  const vocabularies = createVocabularies(plan, files.tokenizers ?? {});
  const tellOfFile = sumOfFiles(options.fetched ?? (() => undefined));
  const given = await readGiven(plan, files, options, seed, tellOfFile);
  const engine = await openEngine(plan, files, options);
  const machine: Machine = { plan, engine, vocabularies, prepared: new Map() };
  const state = openState(machine, firstState(plan, seed), given);
  const progress = options.progress ?? (() => undefined);
  const readColumn = columnReader(files.baseUrl, tellOfFile);
  const context: TrainContext = { machine, state, readColumn, progress };

  const requireIdle = (): void => {
    engine.check();
    if (state.isTraining) throw new WeftError("input", `a training is going on: ${endOfTraining}, then load`);
  };
  const findInference = (name: string): PlanEntry => {
    const entry = findEntry(machine, "infer", name);
    if (entry === undefined) throw new WeftError("input", `there is no model \`${name}\` to infer`);
    return entry;
  };
  const inferenceSettings = () =>
    new Map([
      ["seed", state.progress.seed],
      ["step", 1],
    ]);
  const load: Model["load"] = (bytes, name) => {
    requireIdle();
    const checkpoint = decodeCheckpoint(plan, bytes, name);
    loadState(machine, state, checkpoint);
    return checkpoint.notes;
  };
  const begin: Model["begin"] = (bytes, name) => {
    requireIdle();
    const checkpoint = decodeBeginning(plan, bytes, state.progress.seed, name);
    loadState(machine, state, checkpoint);
    return checkpoint.notes;
  };

  return {
    get backend() {
      return engine.backend;
    },
    get adapter() {
      return engine.adapter;
    },
    get seed() {
      return state.progress.seed;
    },
    get step() {
      return state.progress.step;
    },
    train: async function* (name, given = {}) {
      refuseOthers("train", optionNames.train, given, "option");
      yield* trainModel(context, name, given);
    },
    evaluate: async (name, given = {}) => {
      refuseOthers("evaluate", optionNames.evaluate, given, "option");
      return evaluateModel(context, name, given);
    },
    infer: async (name, given = {}) => {
      const entry = findInference(name);
      refuseOthers(name, namesOf(entry), given);
      return callOnce(machine, entry, given, inferenceSettings(), progress);
    },
    inferAll: async function* (name, records, options = {}) {
      refuseOthers("inferAll", optionNames.inferAll, options, "option");
      const entry = findInference(name);
      const called = { entry, names: namesOf(entry), settingsOf: inferenceSettings };
      const { inferSeveral } = await inferringSeveral();
      yield* inferSeveral(machine, called, records, options, progress);
    },
    generate: async function* (name, given = {}, options = {}) {
      refuseOthers("generate", optionNames.generate, options, "option");
      yield* growText(machine, name, given, { seed: state.progress.seed, ...options }, progress);
    },
    generateAll: async function* (name, given = {}, options = {}) {
      refuseOthers("generateAll", optionNames.generateAll, options, "option");
      yield* growTexts(machine, name, given, { seed: state.progress.seed, ...options }, progress);
    },
    run: async (name, given = {}, options = {}) => {
      refuseOthers("run", optionNames.run, options, "option");
      const { seed: own = state.progress.seed } = options;
      const { generator, entry } = findGenerator(machine, name);
      checkNames(generator, entry, given, []);
      const settings = readOptions(generator, given, own).set("step", 1);
      return callOnce(machine, entry, given, settings, progress);
    },
    runAll: async function* (name, records, given = {}, options = {}) {
      refuseOthers("runAll", optionNames.runAll, options, "option");
      const { seed: own = state.progress.seed, ...several } = options;
      const called = calledGenerator(machine, name, given, own);
      const { inferSeveral } = await inferringSeveral();
      yield* inferSeveral(machine, called, records, several, progress);
    },
    vocabularies,
    decode: (key, numbers) => {
      const decode = decoderOf(vocabularies.get(key));
      return [...numbers].map(decode).join("");
    },
    save: () => readCheckpoint(machine, state),
    load,
    begin,
    parameter: (path) => readParameter(machine, path),
    counts: engine.counts,
    destroy: engine.destroy,
  };
}

function columnReader(baseUrl: URL | string, tellOfFile: () => FetchProgress): ReadColumn {
  return async (column) => {
    const url = new URL(`data/${column}.bin`, baseUrl);
    const bytes = await readPackageFile(url, tellOfFile()).catch((error: unknown) => {
      const advice =
        "build the package again, put its folder data/ there, or give `data` and `test` in the call";
      throw new WeftError("data", `${messageOf(error)}: ${advice}`);
    });
    return decodeColumn(column, bytes);
  };
}

function namesOf({ inputs }: PlanEntry): readonly string[] {
  return inputs.map((input) => input.name);
}

async function evaluateModel(
  { machine, state, readColumn, progress }: TrainContext,
  name: string,
  options: EvaluateOptions,
): Promise<Evaluation> {
  const { training } = findTraining(machine, name);
  const entry = findEntry(machine, "evaluate", name);
  if (entry === undefined)
    throw new WeftError("data", `\`${name}\` has no data, of which a part could be held out`);
  const source = await openData(machine, training, entry, readColumn, options);
  const concludes = findEntry(machine, "conclude", name);
  const wanted = concludes === undefined ? [entry] : [entry, concludes];
  const [evaluation, conclusion] = await prepareEntries(machine, wanted, progress);
  const { seed, step } = state.progress;
  const settings = settingsOf(seed, step, step, source.stepsPerEpoch);
  if (evaluation === undefined) throw new WeftError("input", `\`${name}\` has nothing to evaluate`);
  const evaluating = evaluateHeldOut(machine, { evaluation, conclusion }, source, settings);
  let next = await evaluating.next();
  for (; next.done !== true; next = await evaluating.next()) options.tell?.(next.value);
  if (next.value !== undefined) return next.value;
  throw new WeftError("data", `\`${training.data}\` has no held-out part`);
}

/** A generator that grows nothing, as it is called for many inputs. */
function calledGenerator(machine: Machine, name: string, given: GenerateArguments, seed: number): Called {
  const { generator, entry } = findGenerator(machine, name);
  if (generator.grow !== undefined)
    throw new WeftError("input", `\`${name}\` grows a text: \`generateAll\` grows several`);
  const names = generator.options.map((option) => option.name);
  refuseOthers(name, names, given);
  const settings = (record: number): Map<string, number> =>
    readOptions(generator, given, seedOf(seed, record)).set("step", 1);
  return { entry, names: namesOf(entry), settingsOf: settings };
}

async function readParameter(machine: Machine, path: string): Promise<Tensor> {
  const { plan, engine } = machine;
  const found = plan.parameters.find((parameter) => parameter.path === path);
  if (found === undefined) throw new WeftError("input", `there is no parameter \`${path}\``);
  const { axes, offset, count } = found;
  requireState(machine);
  const numbers = new Float32Array(await engine.readArena("parameters", offset, count));
  const sizes = axes.map((axis) => axis.size);
  return createTensor(
    axes.map((axis) => axis.name),
    sizes,
    "real",
    numbers,
    new Map(),
  );
}

/** Most pages do without. */
function inferringSeveral(): Promise<typeof import("./infer/infer-several.ts")> {
  return import("./infer/infer-several.ts");
}

/** What the model begins with instead of the spec's first parameters. Throws where it doesn't fit. */
async function readGiven(
  plan: ModelPlan,
  files: ModelPackage,
  { checkpoint, weights = true }: LoadOptions,
  seed: number,
  tellOfFile: () => FetchProgress,
): Promise<Checkpoint | undefined> {
  if (checkpoint !== undefined) return decodeCheckpoint(plan, checkpoint);
  if (files.weights === undefined || !weights) return undefined;
  return decodeBeginning(plan, await files.weights(tellOfFile()), seed, weightsFile);
}
