import type { Diagnostic, Fix } from "../../source/diagnostic.ts";
import { report } from "../../source/diagnostic.ts";
import type { Span } from "../../source/spans.ts";
import type { AxisTable } from "../axes.ts";
import { axisOf, sameSpace } from "../axes.ts";
import type {
  Argument,
  AxisId,
  BindingId,
  Expression,
  Generator,
  Layer,
  LayerPromise,
  Model,
  Statement,
  Training,
} from "../model.ts";
import { leaveOut, promiseIt, takeInOrder, takeLogits } from "../../source/phrases.ts";
import { breachOf } from "../promises/promises.ts";
import type { Checker } from "../context.ts";
import { reportPadding } from "./padding.ts";
import { boundValues } from "./placed.ts";
import { readsOwnPosition } from "./own-position.ts";
import { reportPositionsOnly } from "./positions-only.ts";
import { reportSeenTarget } from "./targets.ts";
import { walkExpression, walkModel, walkStatement } from "../walk.ts";

interface Knowledge {
  readonly model: Model;
  readonly axes: AxisTable;
  readonly layers: ReadonlyMap<string, Layer>;
  /** What each name of one result is bound to. */
  readonly values: ReadonlyMap<BindingId, Expression>;
  readonly library: ReadonlySet<string>;
  readonly diagnostics: Diagnostic[];
}

/**
 * Warns of formulas that are right by the rules but seldom meant; where there are mistakes elsewhere, of those that say so by themselves.
 * `library` has the names of the library's files.
 */
export function reportSuspicions(
  model: Model,
  isWhole: boolean,
  library: ReadonlySet<string>,
  meantWhole: Checker["meantWhole"],
  diagnostics: Diagnostic[],
): void {
  const axes: AxisTable = new Map(model.axes.map((axis) => [axis.id, axis]));
  const values = boundValues(statementsOfModel(model));
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const known: Knowledge = { model, axes, layers, values, library, diagnostics };
  walkModel(model, (expression) => {
    if (expression.kind === "block" && expression.name === "cross_entropy") lossOf(expression, known);
    if (isWhole && expression.kind === "reduce") weightedSum(expression, known);
  });
  for (const layer of model.layers)
    for (const statement of layer.body) swappedResults(statement, layer, known);
  for (const { body } of [...model.trainings, ...model.generators])
    for (const statement of body) swappedResults(statement, undefined, known);
  if (!isWhole) return;
  for (const generator of model.generators) growing(generator, known);
  reportPositionsOnly(model, axes, values, diagnostics);
  reportPadding(model, axes, values, meantWhole, diagnostics);
}

/** Every statement, those inside of blocks too. */
function statementsOfModel(model: Model): readonly Statement[] {
  const found: Statement[] = [];
  const top = [
    ...model.layers.flatMap((layer) => layer.body),
    ...model.trainings.flatMap(({ body }) => body),
    ...model.generators.flatMap(({ body, grow }) => [...body, ...(grow?.body ?? [])]),
  ];
  for (const statement of top) {
    if (statement.kind !== "minimize" && statement.kind !== "report") found.push(statement);
  }
  walkModel(model, (expression) => {
    if (expression.kind === "block" || expression.kind === "scan") found.push(...expression.body);
  });
  return found;
}

/** What a name is bound to, through other names; a call of a layer stands for what the layer returns. */
function traced(expression: Expression, known: Knowledge): Expression {
  if (expression.kind === "reference") {
    const value = known.values.get(expression.binding);
    return value === undefined ? expression : traced(value, known);
  }
  if (expression.kind !== "call" || expression.target.kind !== "model") return expression;
  const layer = expression.target.path.length === 0 ? known.layers.get(expression.target.model) : undefined;
  const [returned] = layer?.returned ?? [];
  return returned === undefined ? expression : traced(returned, known);
}

/** `cross_entropy` of a softmax, and of a target that the model was given. */
function lossOf(block: Extract<Expression, { kind: "block" }>, known: Knowledge): void {
  const argument = (name: string): Expression | undefined => {
    const found = block.body.find(
      (statement) => statement.kind === "bind" && statement.bindings[0]?.name === name,
    );
    return found?.kind === "bind" ? found.value : undefined;
  };
  const logits = argument("logits");
  const target = argument("target");
  if (logits === undefined) return;
  const source = traced(logits, known);
  if (source.kind === "block" && source.name === "softmax")
    report(known.diagnostics, "W0906", logits.span, {}, { fixes: bareLogits(logits, source, known) });
  const call = callBehind(logits, known);
  if (target?.kind !== "reference" || call === undefined) return;
  const seen = call.arguments.find(
    ({ value }) => value.kind === "reference" && value.binding === target.binding,
  );
  if (seen !== undefined) {
    if (isCopied(call, seen, known)) report(known.diagnostics, "W0911", target.span, { name: seen.name });
  } else reportSeenTarget(call, target, known.model, known.axes, known.library, known.diagnostics);
}

/** Whether the model may take its target over as it is: an autoencoder, or a model that shifts by itself, may not. */
function isCopied(
  { target }: Extract<Expression, { kind: "call" }>,
  { name }: Argument,
  { layers }: Knowledge,
): boolean {
  const named = target.kind === "model" && target.path.length === 0 ? layers.get(target.model) : undefined;
  const layer = named?.twin === undefined ? named : layers.get(named.twin.of);
  const argument = layer?.arguments.find(({ binding }) => binding.name === name);
  return layer === undefined || argument === undefined || readsOwnPosition(layer, argument);
}

/** The edit that takes a softmax off its argument; applied unseen only where nothing else reads it. */
function bareLogits(
  logits: Expression,
  softmax: Extract<Expression, { kind: "block" }>,
  { model }: Knowledge,
): readonly Fix[] {
  const [given] = softmax.body.flatMap((statement) => (statement.kind === "bind" ? [statement.value] : []));
  const { span } = softmax;
  if (given === undefined || given.span.file !== model.file || span.file !== model.file) return [];
  if (given.span.start < span.start || given.span.end > span.end) return [];
  const edits = [
    { span: { ...span, end: given.span.start }, text: "" },
    { span: { ...span, start: given.span.end }, text: "" },
  ];
  return [{ title: takeLogits(), edits, applicability: logits === softmax ? "machine" : "suggestion" }];
}

function callBehind(
  expression: Expression,
  known: Knowledge,
): Extract<Expression, { kind: "call" }> | undefined {
  if (expression.kind === "call") return expression;
  const value = expression.kind === "reference" ? known.values.get(expression.binding) : undefined;
  return value && callBehind(value, known);
}

/** Weights that a softmax normalised over one axis, summed over a twin of it. */
function weightedSum(expression: Extract<Expression, { kind: "reduce" }>, known: Knowledge): void {
  const { of, axes, operator } = expression;
  if (operator !== "sum" || of.kind !== "apply" || of.operator !== "multiply") return;
  for (const factor of of.arguments) {
    const normalised = normalisedAxes(traced(factor, known));
    if (normalised.length === 0 || axes.some((axis) => normalised.includes(axis))) continue;
    const summed = axes.find((axis) => normalised.some((other) => sameSpace(known.axes, axis, other)));
    const other = normalised.find((axis) => summed !== undefined && sameSpace(known.axes, axis, summed));
    if (summed === undefined || other === undefined) continue;
    const names = { summed: axisOf(known.axes, summed).name, normalised: axisOf(known.axes, other).name };
    report(known.diagnostics, "W0912", expression.span, names);
  }
}

/** The axes over which the result of a call of `softmax` sums to 1. */
function normalisedAxes(expression: Expression): readonly AxisId[] {
  if (expression.kind !== "block" || expression.name !== "softmax") return [];
  const [result] = expression.results;
  if (result === undefined) return [];
  if (result.kind === "block") return normalisedAxes(result);
  const divisor = result.kind === "apply" && result.operator === "divide" ? result.arguments[1] : undefined;
  return divisor?.kind === "reduce" ? divisor.axes : [];
}

/** `logvar, mu = encode(x)`, where the results are called `mu, logvar`. */
function swappedResults(
  statement: Training["body"][number],
  owner: Layer | undefined,
  known: Knowledge,
): void {
  if (statement.kind !== "bind" || statement.bindings.length < 2 || statement.value.kind !== "call") return;
  const { target } = statement.value;
  const [instance, ...inner] = target.path;
  const named =
    target.kind === "model"
      ? target.model
      : owner?.instances.find(({ name }) => name === instance && inner.length === 0)?.layer;
  if (named === undefined || (target.kind === "model" && target.path.length > 0)) return;
  const names = known.layers.get(named)?.results.map((result) => result.name) ?? [];
  const swapped = statement.bindings.find(({ name }, at) => names[at] !== name && names.includes(name));
  if (swapped === undefined) return;
  const facts = { name: swapped.name, results: names.flatMap((name) => name ?? []) };
  const isWhole = statement.bindings.every(({ name }) => names.includes(name));
  const edits = statement.bindings.map(({ span }, at) => ({ span, text: names[at] ?? "" }));
  const fix = { title: takeInOrder(), edits, applicability: "machine" as const };
  report(known.diagnostics, "W0907", swapped.span, facts, { fixes: isWhole ? [fix] : [] });
}

/** A model that a text grows by, without the promise that lets earlier positions be kept. */
function growing(generator: Generator, known: Knowledge): void {
  const { grow } = generator;
  if (grow === undefined) return;
  const told = new Set<string>();
  const look = (expression: Expression): void => {
    if (expression.kind !== "call" || expression.target.kind !== "model") return;
    const layer = known.layers.get(expression.target.model);
    if (layer === undefined || layer.twin !== undefined || told.has(layer.name)) return;
    const isGiven = expression.arguments.some(({ value }) => mentions(value, grow.binding.id));
    const promised = layer.promises.some(({ kind, axis }) => kind === "causal" && axis === grow.axis);
    if (!isGiven || promised) return;
    told.add(layer.name);
    const axis = axisOf(known.axes, grow.axis).name;
    const fixes = promiseThatHolds(layer, grow.axis, axis, known);
    const span = emptyPromise(layer)?.span ?? expression.span;
    report(known.diagnostics, "W0909", span, { model: layer.name, axis }, { fixes });
  };
  for (const statement of grow.body) walkStatement(statement, look);
  walkExpression(grow.next, look);
}

/** The edit that adds the promise, where it can be proven. */
function promiseThatHolds(layer: Layer, axis: AxisId, name: string, known: Knowledge): readonly Fix[] {
  const { model, axes, layers, library } = known;
  const [last] = layer.promises.slice(-1);
  const [result, ...others] = layer.results;
  const after = last?.span ?? (others.length === 0 && result?.name === undefined ? result?.span : undefined);
  if (after === undefined || after.file !== model.file) return [];
  if (breachOf(layer, "causal", axis, { axes, layers, library, incomplete: new Map() }) !== undefined)
    return [];
  const empty = emptyPromise(layer);
  const text = `${last === undefined ? "" : ","} causal in ${name}`;
  const edits =
    empty === undefined
      ? [{ span: { ...after, start: after.end }, text }]
      : [{ span: empty.span, text: `causal in ${name}` }];
  return [{ title: promiseIt(), edits, applicability: "machine" }];
}

/** A promise about an axis along which nothing comes in, most likely meant for another. */
function emptyPromise({ promises, arguments: given }: Layer): LayerPromise | undefined {
  return promises.find(
    ({ kind, axis }) => kind === "causal" && given.every(({ order }) => !order.includes(axis)),
  );
}

function mentions(expression: Expression, binding: BindingId): boolean {
  let found = false;
  walkExpression(expression, (part) => {
    if (part.kind === "reference" && part.binding === binding) found = true;
  });
  return found;
}

/** Warns of axes of the main file that nothing uses; `lines` has the declarations of those that the file itself declares. */
export function reportUnusedAxes(
  declared: readonly { readonly id: AxisId; readonly name: string; readonly span: Span }[],
  used: ReadonlySet<AxisId>,
  lines: ReadonlyMap<string, Span>,
  diagnostics: Diagnostic[],
): void {
  // Each call of a function makes its axes anew: one declaration is told of once, where none of them is used.
  const placeOf = (span: Span) => `${span.file}:${span.start}`;
  const done = new Set(declared.flatMap(({ id, span }) => (used.has(id) ? placeOf(span) : [])));
  for (const { name, span } of declared) {
    if (done.has(placeOf(span))) continue;
    done.add(placeOf(span));
    const line = lines.get(name);
    const edits = line === undefined ? [] : [{ span: line, text: "" }];
    const fix = { title: leaveOut(), edits, applicability: "machine" as const };
    report(diagnostics, "W0903", span, { name }, { fixes: edits.length === 0 ? [] : [fix] });
  }
}
