/** The package's mod.ts: the runtime's functions with the model's own types, so that a wrong name or label is a compile error. */
import type { ModelPlan, PlanTraining } from "../../../runtime/plan.ts";
import { documented, inferMembers, runMembers, type Member } from "./module-calls.ts";
import type { Source } from "../options.ts";
import { inputType, key, objectType, quote } from "./value-types.ts";

function dataType(model: ModelPlan, name: string): string {
  const data = model.data.find((candidate) => candidate.name === name);
  const entry = model.entries.find((candidate) => candidate.kind === "train");
  if (data === undefined || data.kind === "windows" || entry === undefined)
    return "string | Float32Array | Int32Array";
  // What is shifted is made of another field.
  const own = data.fields.filter((field) => field.kind === "record" && field.shifted === undefined);
  const members = own.map((field) => {
    const input = entry.inputs.find((candidate) => candidate.name === field.name);
    const type =
      input === undefined ? "InputValue" : inputType(model, { ...input, axes: input.axes.slice(1) });
    // A part is known where the text is given as entries.
    const optional = field.kind === "record" && field.part !== undefined ? "?" : "";
    return `readonly ${key(field.name)}${optional}: ${type}`;
  });
  return `readonly ${objectType(members)}[]`;
}

/** The names of a training's reports, as a union. */
function reportType(model: ModelPlan, training: string): string {
  const entry = model.entries.find((candidate) => candidate.kind === "train" && candidate.name === training);
  const names = entry?.outputs.filter(({ role }) => role === "report").map(({ name }) => quote(name)) ?? [];
  return names.length === 0 ? "never" : names.join(" | ");
}

/** The type of a training's function, and of its evaluation where it has data, some of which may be held out. */
function trainingTypes(
  model: ModelPlan,
  { name, data }: PlanTraining,
): { readonly train: string; readonly evaluate?: string } {
  const given = data === undefined ? "never" : dataType(model, data);
  const reports = reportType(model, name);
  const train = `(options?: TrainOptionsOf<${given}>) => AsyncGenerator<TrainEventOf<${reports}>, void, undefined>`;
  if (data === undefined) return { train };
  return { train, evaluate: `(options?: EvaluateOptionsOf<${given}>) => Promise<EvaluationOf<${reports}>>` };
}

/** What mod.ts imports, declares and takes from TypeScript's library: types that its interface may not hide. */
const takenTypes: ReadonlySet<string> = new Set([
  ...[
    "LoadOptions",
    "Model",
    "Result",
    "TrainEvent",
    "TrainOptions",
    "Evaluation",
    "InputValue",
    "Piece",
    "Tensor",
  ],
  ...[
    "TrainOptionsOf",
    "WithReports",
    "TrainEventOf",
    "EvaluationOf",
    "EvaluateOptionsOf",
    "NamedTensor",
    "Numbers",
    "Examples",
  ],
  ...["ExamplesOptions", "RunOptions", "Readonly", "Record", "Omit", "Pick", "ReturnType", "Promise"],
  ...["AsyncGenerator", "Iterable", "AsyncIterable", "AbortSignal"],
  ...["Float32Array", "Int32Array", "Uint16Array", "Uint8Array"],
]);

/** The interface's name, from the spec's: `gpt` makes Gpt, `digits-cnn` DigitsCnn, `model` TypedModel. */
function interfaceName(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  if (takenTypes.has(joined)) return `Typed${joined}`;
  return /^\p{L}/u.test(joined) ? joined : `Model${joined}`;
}

/** `typed` is the interface that they are members of. */
function trainMembers(model: ModelPlan, typed: string): readonly Member[] {
  const { trainings } = model;
  const [only] = trainings;
  if (only === undefined) return [];
  if (trainings.length === 1 && only.name === "train") {
    const { train, evaluate } = trainingTypes(model, only);
    const member = (what: "train" | "evaluate", type: string): Member => ({
      type: documented(
        what === "train" ? trainComment([only]) : evaluateComment,
        `readonly ${what}: ${type};`,
      ),
      value: `${what}: (options = {}) => made.${what}("train", options) as ReturnType<${typed}["${what}"]>,`,
    });
    return [member("train", train), ...(evaluate === undefined ? [] : [member("evaluate", evaluate)])];
  }
  const types = trainings.map((training) => ({ name: training.name, ...trainingTypes(model, training) }));
  const member = (what: "train" | "evaluate", comment: string): Member => {
    const those = types.flatMap(({ name, [what]: type }) => (type === undefined ? [] : [{ name, type }]));
    return {
      type: documented(
        comment,
        `readonly ${what}: { ${those.map(({ name, type }) => `readonly ${key(name)}: ${type}`).join("; ")} };`,
      ),
      value: `${what}: { ${those.map(({ name }) => `${key(name)}: (options = {}) => made.${what}(${quote(name)}, options) as ReturnType<${typed}["${what}"][${quote(name)}]>`).join(", ")} },`,
    };
  };
  const isEvaluated = types.some(({ evaluate }) => evaluate !== undefined);
  return [
    member("train", trainComment(trainings)),
    ...(isEvaluated ? [member("evaluate", evaluateComment)] : []),
  ];
}

const evaluateComment = "The loss and the reports over all held-out data.";

function trainComment(trainings: readonly PlanTraining[]): string {
  const trains = trainings.length === 1 ? "Trains" : "Each trains";
  const withData = trainings.every(({ data }) => data === undefined)
    ? ""
    : " with the package's data, or with what is given";
  return `${trains}${withData}; ends after the last step or by the signal.`;
}

const trainTypes = `/** \`steps\` counts those before a resume, too; \`data\` takes the place of the package's, \`test\` that of what is held out. */
export type TrainOptionsOf<Data> = Omit<TrainOptions, "data" | "test"> & { readonly data?: Data; readonly test?: Data };
export interface EvaluateOptionsOf<Data> { readonly data?: Data; readonly test?: Data }

type WithReports<Event, Reports extends string> = Event extends { readonly reports: unknown }
  ? Omit<Event, "reports"> & { readonly reports: Readonly<Record<Reports, number>> }
  : Event;

/** What a training tells: its start, each step, evaluations, checkpoints, its end. */
export type TrainEventOf<Reports extends string> = WithReports<TrainEvent, Reports>;
export type EvaluationOf<Reports extends string> = WithReports<Evaluation, Reports>;`;

const tensorTypes = `/** Numbers with named axes: \`logits.at({ seq: 3, vocab: "e" })\`. */
export type NamedTensor<Axes extends readonly string[], Position> = Omit<Tensor, "axes" | "at"> & {
  readonly axes: Axes;
  readonly at: (position: Position) => number;
};`;

const resultsOfEachFunction = `/** The same of each. */
function resultsOfEach<Results>(
  results: AsyncGenerator<Readonly<Record<string, Result>>, void, undefined>,
): AsyncGenerator<Results, void, undefined> {
  return results as AsyncGenerator<Results, void, undefined>;
}`;

const resultsFunction = `/** The runtime's results have the types that the plan gives them. */
async function resultsOf<Results>(results: Promise<Readonly<Record<string, Result>>>): Promise<Results> {
  return (await results) as Results;
}`;

/** The text of mod.ts, not yet formatted. */
export function printModuleText({ plan, model: checked, weights }: Source): string {
  const { model } = plan;
  const name = interfaceName(model.name);
  const members = [...trainMembers(model, name), ...inferMembers(model), ...runMembers(model)];
  const types = members.map(({ type }) => type).join("\n");
  const hasResults = members.some(({ value }) => value.includes("resultsOf("));
  const hasEach = members.some(({ value }) => value.includes("resultsOfEach("));
  const hasTraining = model.trainings.length > 0;
  const uses = (word: string): boolean => new RegExp(`\\b${word}\\b`).test(types);
  const helpers = helpersOf(uses, hasTraining);
  const imports = importsOf(uses, hasTraining, hasResults, weights !== undefined);
  const beginning =
    weights === undefined ? "the spec's first parameters" : `weights.safetensors, ${weights.trained}`;
  // What ends a comment of weft's text may not end that of TypeScript.
  const documentation = (checked.documentation ?? `The model ${model.name}.`).replaceAll("*/", "*\\/");
  return `/**
${documentation
  .split("\n")
  .map((line) => ` * ${line}`.trimEnd())
  .join("\n")}
 */
${imports.join("\n")}

export type { LoadOptions };

${helpers.join("\n\n")}

export interface ${name} extends Pick<Model, "backend" | "adapter" | "seed" | "step" | "save" | "load" | "begin" | "parameter" | "counts" | "destroy"> {
${types}
}

/** Makes the model on a GPU or the CPU: with ${beginning}, or with a checkpoint's. */
export async function load(options: LoadOptions = {}): Promise<${name}> {
  return typed(await loadModel(options));
}

/** The same by names that are known when it runs only: for commands and pages. */
export async function loadModel(options: LoadOptions = {}): Promise<Model> {
  const tokenizers = await readTokenizers(files);
  return createModel(model, { ...kernelFiles(files),${weights === undefined ? "" : " ...weightFiles(files),"} tokenizers, baseUrl: import.meta.url }, options);
}

function typed(made: Model): ${name} {
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
    ${members.map(({ value }) => value).join("\n    ")}
  };
}
${hasResults ? `\n${resultsFunction}\n` : ""}${hasEach ? `\n${resultsOfEachFunction}\n` : ""}`;
}

/** The types of what the members take and give, as far as they are used. */
function helpersOf(uses: (word: string) => boolean, hasTraining: boolean): readonly string[] {
  return [
    ...(hasTraining ? [trainTypes] : []),
    ...(uses("NamedTensor") ? [tensorTypes] : []),
    ...(uses("Numbers")
      ? [
          "/** Numbers of labels, or positions. */\nexport type Numbers = readonly number[] | Int32Array | Uint16Array | Uint8Array;",
        ]
      : []),
    ...(uses("Examples")
      ? [
          "/** Many inputs: a list, or what gives one after the other. */\nexport type Examples<Inputs> = Iterable<Inputs> | AsyncIterable<Inputs>;",
        ]
      : []),
    ...(uses("ExamplesOptions")
      ? ["export interface ExamplesOptions {\n  readonly signal?: AbortSignal;\n}"]
      : []),
    ...(uses("RunOptions")
      ? [
          "/** The same seed gives the same result. */\nexport interface RunOptions {\n  readonly seed?: number;\n  readonly signal?: AbortSignal;\n}",
        ]
      : []),
  ];
}

function importsOf(
  uses: (word: string) => boolean,
  hasTraining: boolean,
  hasResults: boolean,
  hasWeights: boolean,
): readonly string[] {
  return [
    `import { createModel, type LoadOptions, type Model${hasResults ? ", type Result" : ""} } from "./runtime/mod.ts";`,
    `import { kernelFiles, readTokenizers${hasWeights ? ", weightFiles" : ""} } from "./runtime/package-files.ts";`,
    ...(hasTraining
      ? [
          `import type { TrainEvent, TrainOptions } from "./runtime/train/training.ts";`,
          `import type { Evaluation } from "./runtime/train/evaluate.ts";`,
        ]
      : []),
    ...(uses("InputValue") ? [`import type { InputValue } from "./runtime/inputs.ts";`] : []),
    ...(uses("Piece") ? [`import type { Piece } from "./runtime/generate/grow-several.ts";`] : []),
    ...(uses("NamedTensor") ? [`import type { Tensor } from "./runtime/tensor.ts";`] : []),
    `import { files } from "./files.ts";`,
    `import { model } from "./model.ts";`,
  ];
}
