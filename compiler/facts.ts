/** What a package needs to know of its spec beside its kernels: labels, data, trainings and generators, as the runtime has them. */
import { uniqueFileName } from "./5-schedule/names.ts";
import type { Axis, AxisId, Data, Expression, Field, Generator, Model, Training } from "./2-check/model.ts";
import type { Graph, SourceNode } from "./3-graph/graph.ts";
import type { Growing, Grown } from "./3-graph/grow/grow.ts";
import type {
  ModelPlan,
  PlanData,
  PlanField,
  PlanGenerator,
  PlanTokenizer,
  PlanTraining,
  Vocabulary,
} from "../runtime/plan.ts";
import { InternalError } from "./source/internal-error.ts";
import { evaluateSize } from "./sizes/size.ts";

/** Labels that are the values of a column. */
export type ValueLabels = Extract<Vocabulary, { readonly kind: "labels" }>;

/** Tokenizers and labels that were made from data, by the id of their axis. */
export type Tokenizers = ReadonlyMap<AxisId, PlanTokenizer | ValueLabels>;

export type Facts = Pick<ModelPlan, "hash" | "vocabularies" | "frozen" | "data" | "trainings" | "generators">;

/** What cuts texts, by the id of its axis: the content of `tokenizer.json`. */
export function textTokenizers(tokenizers: Tokenizers): Readonly<Record<string, PlanTokenizer>> {
  return Object.fromEntries(
    [...tokenizers].flatMap(([id, made]) => (made.kind === "labels" ? [] : [[id, made] as const])),
  );
}

/** The axis, or what it is a twin of, whose labels it has. */
export function labelledBy(id: AxisId | undefined, { axes }: Pick<Model, "axes">): Axis | undefined {
  const axis = axes.find((candidate) => candidate.id === id);
  return axis?.origin.kind === "twin" ? labelledBy(axis.origin.of, { axes }) : axis;
}

/** Whether texts become labels of the axis by being cut. */
export function cutsTexts({ origin }: Axis): boolean {
  return origin.kind === "tokenizer" && origin.tokenizer.kind !== "labels";
}

/** The labels in the order of their numbers. */
export function labelsOf(tokenizer: PlanTokenizer | ValueLabels): readonly string[] {
  if (tokenizer.kind !== "bytes") return tokenizer.labels;
  const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
  return [...bytes, ...tokenizer.special];
}

export function factsOf(
  model: Model,
  tokenizers: Tokenizers,
  hash: string,
  { entries }: Graph<SourceNode>,
): Facts {
  const axes = new Map(model.axes.map((axis) => [axis.id, axis]));
  const frozen = frozenCopies(model, entries);
  return {
    hash,
    vocabularies: vocabulariesOf(model, tokenizers),
    ...(frozen.length === 0 ? {} : { frozen }),
    data: dataPlans(model, tokenizers),
    trainings: model.trainings.map(trainingOf),
    generators: model.generators.map((generator) => generatorOf(generator, axes, tokenizers)),
  };
}

/** What a package says of the data sets of its spec. */
export function dataPlans(model: Model, tokenizers: Tokenizers): readonly PlanData[] {
  const axes = new Map(model.axes.map((axis) => [axis.id, axis]));
  const columns = columnNames(model.data);
  return model.data.map((data) => dataOf(data, columns.get(data) ?? new Map(), axes, tokenizers));
}

/** Which generators grow which text. */
export function growingOf({ generators }: Facts): readonly Growing[] {
  return generators.flatMap(({ name, grow }) =>
    grow === undefined ? [] : [{ generator: name, input: grow.text, axis: grow.axis }],
  );
}

/** With the reasons why the text of a generator is evaluated afresh for each position, or several aren't grown at once. */
export function withReasons(facts: Facts, { afresh, apart }: Pick<Grown, "afresh" | "apart">): Facts {
  const generators = facts.generators.map((generator) => {
    const found = afresh.find((each) => each.generator === generator.name);
    const alone = apart.find((each) => each.generator === generator.name);
    if (generator.grow === undefined) return generator;
    const reasons = {
      ...(found === undefined ? {} : { afresh: `\`${found.value}\` ${found.reason}` }),
      ...(alone === undefined ? {} : { apart: alone.reason }),
    };
    return { ...generator, grow: { ...generator.grow, ...reasons } };
  });
  return { ...facts, generators };
}

/** Of the axes that have labels, and of their twins, whose positions are called the same. */
function vocabulariesOf(model: Model, tokenizers: Tokenizers): Readonly<Record<string, Vocabulary>> {
  const vocabularyOf = (axis: Axis | undefined): Vocabulary | undefined => {
    if (axis?.origin.kind === "tokenizer") {
      const made = tokenizers.get(axis.id);
      return made?.kind === "labels" ? made : { kind: "tokenizer", tokenizer: axis.id };
    }
    if (axis?.origin.kind !== "fixed" || axis.origin.labels === undefined) return undefined;
    return { kind: "labels", labels: axis.origin.labels };
  };
  return Object.fromEntries(
    model.axes.flatMap(({ id }) => {
      const vocabulary = vocabularyOf(labelledBy(id, model));
      return vocabulary === undefined ? [] : [[id, vocabulary] as const];
    }),
  );
}

/** The copies of models that no training changes anything of, and what each is a copy of: no such copy itself. */
function frozenCopies(
  { layers }: Model,
  entries: Graph<SourceNode>["entries"],
): NonNullable<ModelPlan["frozen"]> {
  const isTrained = (copy: string): boolean =>
    entries.some(({ outputs }) =>
      outputs.some(({ role, name }) => role === "parameter" && name.startsWith(`${copy}.`)),
    );
  const sources = new Map(
    layers.flatMap(({ name, twin }) =>
      twin?.kind !== "copy" || isTrained(name) ? [] : [[name, twin.of] as const],
    ),
  );
  const sourceOf = (name: string): string => {
    const of = sources.get(name);
    return of === undefined ? name : sourceOf(of);
  };
  return [...sources.keys()].map((name) => ({ name, of: sourceOf(name) }));
}

type Axes = ReadonlyMap<AxisId, Axis>;

/** Of an axis of a field: its bound, where it has one. */
function extentOf(id: AxisId, axes: Axes, tokenizers: Tokenizers): number {
  const sizes = new Map<string, number>();
  for (const [symbol, { origin }] of axes) if (origin.kind === "bounded") sizes.set(symbol, origin.high);
  for (const [symbol, tokenizer] of tokenizers) sizes.set(symbol, labelsOf(tokenizer).length);
  const axis = axes.get(id);
  if (axis === undefined) throw new InternalError(`the model has no axis ${id}`);
  return evaluateSize(axis.size, sizes);
}

/** The names of the columns, which are files: `letters.text`. */
function columnNames(all: readonly Data[]): ReadonlyMap<Data, ReadonlyMap<string, string>> {
  const used = new Set<string>();
  return new Map(
    all.map((data) => {
      const columns = data.fields.map(({ name }) => {
        const column = uniqueFileName(used, `${data.name}.${name}`);
        used.add(column.toLowerCase());
        return [name, column] as const;
      });
      return [data, new Map(columns)];
    }),
  );
}

function dataOf(
  data: Data,
  columns: ReadonlyMap<string, string>,
  axes: Axes,
  tokenizers: Tokenizers,
): PlanData {
  const fields = data.fields.map((field) => fieldOf(field, data, columns, axes, tokenizers));
  const kind = data.source.kind === "text" ? "windows" : "records";
  const heldOut = data.source.options.find(({ name }) => name === "test")?.value ?? 0.1;
  return { name: data.name, kind, fields, heldOut: typeof heldOut === "number" ? heldOut : "files" };
}

function fieldOf(
  field: Field,
  data: Data,
  columns: ReadonlyMap<string, string>,
  axes: Axes,
  tokenizers: Tokenizers,
): PlanField {
  const shape = field.order.map((id) => extentOf(id, axes, tokenizers));
  if (data.source.kind === "text") {
    const [length] = shape;
    if (length === undefined) throw new InternalError("a window without an axis", field.span);
    const column = field.from.kind === "shifted" ? field.from.of : field.name;
    const shift = field.from.kind === "shifted" ? field.from.by : 0;
    return { kind: "window", name: field.name, column: columns.get(column) ?? "", shift, length };
  }
  const column = columns.get(field.name) ?? "";
  const bounded = [...field.order.keys()].filter((at) => isBounded(field.order[at], axes));
  // How long the inner ones are is not kept: with several, no formula can ask for it.
  const fitted = bounded.filter((at) => at === 0 || bounded.length > 1);
  return {
    kind: "record",
    name: field.name,
    column,
    type: field.type.element,
    shape,
    ...(fitted.length === 0 ? {} : { fitted }),
    ...(isBounded(field.type.indexes, axes) ? { skipsBeyond: true } : {}),
    ...(field.from.kind === "shifted" ? { shifted: { of: field.from.of, by: field.from.by } } : {}),
    ...(field.from.kind === "part" ? { part: { of: field.from.of, ...field.from.part } } : {}),
    ...(field.from.kind === "field" && field.from.template !== undefined
      ? { template: field.from.template }
      : {}),
    ...endsOf(field, axes, tokenizers),
  };
}

/** What lacks a label is refused as records are read. */
function endsOf(
  { from, type }: Field,
  axes: Axes,
  tokenizers: Tokenizers,
): Pick<Extract<PlanField, { readonly kind: "record" }>, "ends"> {
  if (from.kind !== "field" || (from.start === undefined && from.end === undefined)) return {};
  const axis = labelledBy(type.indexes, { axes: [...axes.values()] });
  const made = axis && tokenizers.get(axis.id);
  const listed = axis?.origin.kind === "fixed" ? (axis.origin.labels ?? []) : [];
  const labels = made === undefined ? listed : labelsOf(made);
  return {
    ends: {
      ...(from.start === undefined ? {} : { start: labels.indexOf(from.start) }),
      ...(from.end === undefined ? {} : { end: labels.indexOf(from.end) }),
    },
  };
}

/** What a field is made from in a record, by its names there; nothing of one that is made of another field. */
export function propertiesOf({ from }: Field): readonly string[] {
  if (from.kind !== "field") return [];
  const { field, template } = from;
  if (template === undefined) return [field];
  return template.names.map((name) => (field === "" ? name : `${field}.${name}`));
}

function isBounded(id: AxisId | undefined, axes: Axes): boolean {
  const origin = id === undefined ? undefined : axes.get(id)?.origin;
  return origin?.kind === "twin" ? isBounded(origin.of, axes) : origin?.kind === "bounded";
}

function trainingOf({ name, data, settings }: Training): PlanTraining {
  return {
    name,
    ...(data === undefined ? {} : { data }),
    batch: settings.batch,
    length: settings.length,
    seed: settings.seed,
    ...(settings.start === undefined ? {} : { start: settings.start }),
    ...(settings.evaluateEvery === undefined ? {} : { evaluateEvery: settings.evaluateEvery }),
    ...(settings.saveEvery === undefined ? {} : { saveEvery: settings.saveEvery }),
    ...(settings.patience === undefined ? {} : { patience: settings.patience }),
  };
}

function generatorOf(generator: Generator, axes: Axes, tokenizers: Tokenizers): PlanGenerator {
  const options = generator.arguments.flatMap(({ binding, initial }) =>
    initial?.kind === "constant" && binding.type.axes.length === 0
      ? [{ name: binding.name, type: binding.type.element, initial: initial.value }]
      : [],
  );
  const { grow } = generator;
  if (grow === undefined) return { name: generator.name, options };
  const vocabulary = grow.binding.type.indexes;
  if (vocabulary === undefined) throw new InternalError("a text that indexes no axis", grow.binding.span);
  const bound = extentOf(grow.axis, axes, tokenizers);
  return {
    name: generator.name,
    options,
    grow: {
      text: grow.binding.name,
      axis: grow.axis,
      bound,
      vocabulary,
      from: beginningOf(grow.from, axes.get(vocabulary), tokenizers),
      // More than the axis has room for isn't there: `--set` may have made it smaller.
      ...(grow.window === undefined ? {} : { window: Math.min(grow.window, bound) }),
      ...(grow.beam === undefined ? {} : { beam: grow.beam }),
      until: grow.until !== undefined,
    },
  };
}

/** The argument from which a text grows. */
export function beginningName(value: Expression): string {
  const name = value.kind === "reference" ? value.binding : "";
  return name.slice(name.lastIndexOf(".") + 1).replace(/#\d+$/, "");
}

type Grow = NonNullable<Generator["grow"]>;
type Beginning = NonNullable<PlanGenerator["grow"]>["from"];

function beginningOf(from: Grow["from"], vocabulary: Axis | undefined, tokenizers: Tokenizers): Beginning {
  if (from.kind === "value") return { kind: "argument", name: beginningName(from.value) };
  const tokenizer = tokenizers.get(vocabulary?.id ?? "");
  const listed = vocabulary?.origin.kind === "fixed" ? (vocabulary.origin.labels ?? []) : [];
  const labels = tokenizer === undefined ? listed : labelsOf(tokenizer);
  const index = labels.indexOf(from.text);
  if (index >= 0) return { kind: "labels", labels: [index] };
  return { kind: "labels", labels: [...from.text].map((character) => labels.indexOf(character)) };
}
