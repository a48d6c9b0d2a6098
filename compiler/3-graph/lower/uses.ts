/** Entries that run a trained model: an inference of each model, and the parts of each generator. */
import type { AxisId, Expression, Generator, Layer, Type } from "../../2-check/model.ts";
import { walkExpression, walkStatement } from "../../2-check/walk.ts";
import { InternalError } from "../../source/internal-error.ts";
import type { SourceBuilder } from "../graph-builder.ts";
import type { Axis, Entry, Input, Output, SourceNode } from "../graph.ts";
import { hasAxis, withoutAxes } from "../positions.ts";
import { axesOf, axisOf, mergedAxis } from "./axes.ts";
import { lowerCall, modelScope } from "./calls.ts";
import { bindInput, createEntry, finishEntry, outputOf } from "./entries.ts";
import { exposedOutputs } from "./exposed.ts";
import { lowerNamed } from "./expressions.ts";
import { lowerStatements } from "./statements.ts";
import { outermostScope } from "./scope.ts";
import type { EntryScope, Lowering, Scope } from "./scope.ts";

/** A model on its arguments as declared, without a batch unless the signature has one. */
export function lowerInference(lowering: Lowering, model: Layer): Entry<SourceNode> {
  const entry = createEntry(lowering, new Map(), false);
  const scope = outermostScope(entry);
  const inputs = model.arguments.map(({ binding, order, initial }) =>
    bindInput(scope, binding, order, order, initial),
  );
  const call: Extract<Expression, { readonly kind: "call" }> = {
    kind: "call",
    target: { kind: "model", model: model.name, path: [] },
    arguments: model.arguments.map(({ binding }) => ({
      name: binding.name,
      value: { kind: "reference", binding: binding.id, type: binding.type, span: binding.span },
    })),
    types: model.results.map(({ type }) => type),
    type: model.results[0]?.type ?? { axes: [], element: "real" },
    span: model.span,
  };
  const results = lowerCall(scope, call);
  const inner = modelScope(entry, model);
  const outputs = results.map((node, index) => {
    const result = model.results[index];
    if (result === undefined) throw new InternalError("a result without a type", model.span);
    const name = result.name ?? (results.length === 1 ? "result" : `result${index + 1}`);
    const order = result.order.flatMap((id) => axesOf(inner, id));
    const output = outputOf(scope, "result", name, node, order);
    return indexing(inner, output, result.type);
  });
  return finishEntry(entry, { kind: "infer", name: model.name }, inputs, [
    ...outputs,
    ...exposedOutputs(entry, outputs),
  ]);
}

function indexing(scope: Scope, output: Output<SourceNode>, { indexes }: Type): Output<SourceNode> {
  return indexes === undefined ? output : { ...output, indexes: mergedAxis(scope, indexes) };
}

/** What a generator computes in one go; one that grows has a body and an `until`, each of the text so far. */
export function lowerGenerator(lowering: Lowering, generator: Generator): readonly Entry<SourceNode>[] {
  const name = generator.name;
  const entry = createEntry(lowering, new Map(), false);
  const { scope, inputs } = beginGenerator(entry, generator);
  const { grow } = generator;
  if (grow === undefined) {
    const names = resultNames(generator);
    const outputs = generator.returned.map((returned, index) => {
      const result = names[index] ?? `result${index + 1}`;
      const node = lowerNamed(scope, result, returned);
      const output = outputOf(scope, "result", result, node, orderOf(scope, generator, returned, node));
      return indexing(scope, output, returned.type);
    });
    return [
      finishEntry(entry, { kind: "generate", name }, inputs, [...outputs, ...exposedOutputs(entry, outputs)]),
    ];
  }
  const text = bindInput(scope, grow.binding, [grow.axis], []);
  lowerStatements(scope, grow.body);
  const { indexes } = grow.binding.type;
  const labels = grow.beam === undefined || indexes === undefined ? undefined : axisOf(scope, indexes);
  const yielded = lowerNamed(scope, labels === undefined ? "next" : "scores", grow.next);
  const { span } = grow.next;
  const origin = { instance: scope.path, names: ["next"], formula: span, isGradient: false };
  const value =
    labels === undefined
      ? yielded
      : entry.builder.within({ span, origin }, () => logProbabilities(entry.builder, yielded, labels));
  const next = outputOf(scope, "next", "next", value);
  const body = finishEntry(entry, { kind: "generate", name }, [...inputs, text], [next]);
  if (grow.until === undefined) return [body];
  const after = createEntry(lowering, new Map(), false);
  const begun = beginGenerator(after, generator);
  const longer = bindInput(begun.scope, grow.binding, [grow.axis], []);
  const done = outputOf(begun.scope, "done", "done", lowerNamed(begun.scope, "done", grow.until));
  return [body, finishEntry(after, { kind: "until", name }, [...begun.inputs, longer], [done])];
}

/**
 * The axes of a generator's result: as a model that it calls, or an argument, writes most of them, and before these the others, as the spec
 * declares them.
 */
function orderOf(
  scope: Scope,
  { arguments: given, body }: Generator,
  returned: Expression,
  { axes }: SourceNode,
): readonly Axis[] {
  const { layers, axes: declared } = scope.entry.lowering;
  const written: (readonly AxisId[])[] = [];
  const visit = (one: Expression): void => {
    if (one.kind !== "call" || one.target.kind !== "model" || one.target.path.length > 0) return;
    for (const { order } of layers.get(one.target.model)?.results ?? []) written.push(order);
  };
  walkExpression(returned, visit);
  for (const statement of body) walkStatement(statement, visit);
  for (const { order } of given) written.push(order);
  const orders = written.map((order) =>
    order.flatMap((id) => axesOf(scope, id)).filter((axis) => hasAxis(axes, axis)),
  );
  const [most = []] = orders.sort((a, b) => b.length - a.length);
  const places = [...declared.keys()];
  const others = withoutAxes(axes, most);
  return [...[...others].sort((a, b) => places.indexOf(a.id) - places.indexOf(b.id)), ...most];
}

/** Of several results that are names, all unlike, these names. */
function resultNames({ returned, body, arguments: given }: Generator): readonly string[] {
  if (returned.length === 1) return ["result"];
  const bindings = [
    ...given.map(({ binding }) => binding),
    ...body.flatMap((statement) => (statement.kind === "bind" ? statement.bindings : [])),
  ];
  const names = returned.flatMap((value) => {
    if (value.kind !== "reference") return [];
    return bindings.find(({ id }) => id === value.binding)?.name ?? [];
  });
  return new Set(names).size === returned.length ? names : [];
}

/** Of the labels, whose scores are their logits. The largest is taken off first, so that no exponential is too large. */
function logProbabilities(b: SourceBuilder, scores: SourceNode, labels: Axis): SourceNode {
  const whole = b.spread(scores, [labels]);
  const shifted = b.map("subtract", [whole, b.reduce("max", [labels], whole)]);
  const total = b.reduce("sum", [labels], b.map("exp", [shifted]));
  return b.labelled(b.map("subtract", [shifted, b.map("log", [total])]), "log_probabilities");
}

/** Scalars with a default are options: the runtime gives them at each call. The argument that the text grows from is the text's beginning. */
function beginGenerator(
  entry: EntryScope,
  generator: Generator,
): { readonly scope: Scope; readonly inputs: readonly Input[] } {
  const scope = outermostScope(entry);
  const inputs: Input[] = [];
  for (const { binding, order, initial } of generator.arguments) {
    if (initial !== undefined && binding.type.axes.length === 0) {
      entry.settings.add(binding.name);
      const leaf = entry.builder.leaf({ kind: "setting", name: binding.name }, [], binding.type.element);
      scope.values.set(binding.id, leaf);
    } else if (!isBeginning(generator, binding.id)) {
      inputs.push(bindInput(scope, binding, order, order, initial));
    }
  }
  lowerStatements(scope, generator.body);
  return { scope, inputs };
}

/** The argument after `from` is not seen by the body but as the text itself. */
function isBeginning({ grow }: Generator, binding: string): boolean {
  return (
    grow?.from.kind === "value" && grow.from.value.kind === "reference" && grow.from.value.binding === binding
  );
}
