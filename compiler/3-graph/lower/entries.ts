/** What all entries have in common: which sizes are fixed, what comes in, how results go out. */
import type { AxisId, Binding, Expression, Model } from "../../2-check/model.ts";
import { literalSize, sizeSymbols } from "../../sizes/size.ts";
import type { Size } from "../../sizes/size.ts";
import { createSourceBuilder } from "../builder.ts";
import type { Axis, Entry, Input, Output, SourceNode } from "../graph.ts";
import { withoutAxes } from "../positions.ts";
import { topologicalOrder } from "../topology.ts";
import { axisOf, mergedAxis, spaceOf } from "./axes.ts";
import { lowerExpression } from "./expressions.ts";
import { lowerStatements } from "./statements.ts";
import { bindValue } from "./scope.ts";
import type { EntryScope, Lowering, Scope } from "./scope.ts";
import { symbolBounds } from "./symbols.ts";

export function createEntry(
  lowering: Lowering,
  fixed: ReadonlyMap<string, number>,
  training: boolean,
  highs: ReadonlyMap<string, number> = new Map(),
  examples?: Axis,
  owner = "",
): EntryScope {
  const sizes = new Map<string, Size>();
  for (const [symbol, size] of [...lowering.sizes, ...fixed]) sizes.set(symbol, literalSize(size));
  return {
    lowering,
    builder: createSourceBuilder(),
    training,
    sizes,
    highs,
    examples,
    parameterValues: new Map(),
    nextStates: new Map(),
    schedules: { owner, next: new Map() },
    exposed: new Map(),
    exposedAs: new Map(),
    watched: new Map(),
    settings: new Set(),
    marks: new Set(),
    runs: new Map(),
    expression: lowerExpression,
    statements: lowerStatements,
    ownSizes: new Map(),
    ranges: new Map(),
    plainAxes: new Map(),
    localAxes: new Map(),
    ownEnds: new Map(),
    quotients: new Map(),
  };
}

/** Bounded axes at their bounds: what a training works on, since its data are cut and padded to the bound. */
export function boundsOf(model: Model): ReadonlyMap<string, number> {
  const bounds = new Map<string, number>();
  for (const { id, origin } of model.axes) if (origin.kind === "bounded") bounds.set(id, origin.high);
  return bounds;
}

/** Makes an input, its leaf and, along bounded axes, what is known of its padding. */
export function bindInput(
  scope: Scope,
  binding: Binding,
  order: readonly AxisId[],
  padded: readonly AxisId[],
  initial?: Expression,
): Input {
  const { builder, lowering } = scope.entry;
  const axes = order.map((id) => axisOf(scope, id));
  const { element, indexes } = binding.type;
  const leaf = builder.leaf({ kind: "input", name: binding.name }, axes, element);
  bindValue(scope, binding.id, builder.labelled(leaf, binding.name));
  const presence = new Map<string, SourceNode>();
  for (const id of knownLengths(lowering, order, padded)) {
    const axis = axisOf(scope, id);
    const rows = withoutAxes(axes, [axis]).filter(({ id: row }) => row === "batch");
    const length = builder.leaf({ kind: "length", input: binding.name, axis: axis.id }, rows, "int");
    presence.set(axis.id, builder.map("less", [builder.position(axis), length]));
  }
  if (presence.size > 0) scope.presence.set(binding.id, presence);
  const { rates, template } = lowering.given.get(binding.id) ?? {};
  return {
    name: binding.name,
    axes,
    type: element,
    indexes: indexes === undefined ? undefined : mergedAxis(scope, indexes),
    ...(initial?.kind === "constant" ? { initial: initial.value } : {}),
    ...(rates === undefined || axes.length === 0 ? {} : { rates }),
    ...(template === undefined ? {} : { template }),
  };
}

/** The axis of which it is known how many positions are real: the only bounded one, and of several the first of a record. */
function knownLengths(
  lowering: Lowering,
  order: readonly AxisId[],
  padded: readonly AxisId[],
): readonly AxisId[] {
  const own = order.filter((id) => id !== "batch");
  const bounded = own.filter((id) => spaceOf(lowering, id)?.origin.kind === "bounded");
  return bounded.filter((id) => padded.includes(id) && (bounded.length === 1 || id === own[0]));
}

/** In the order of the declaration, with extra axes first. */
export function outputOf(
  scope: Scope,
  role: Output["role"],
  name: string,
  node: SourceNode,
  order: readonly Axis[] = node.axes,
): Output<SourceNode> {
  const whole = scope.entry.builder.spread(node, order);
  return { role, name, node: whole, order: [...withoutAxes(whole.axes, order), ...order] };
}

/** The symbols that are left in an entry, with their bounds: also those of axes that only its formulas have. */
export function finishEntry(
  entry: EntryScope,
  head: Pick<Entry, "kind" | "name">,
  inputs: readonly Input[],
  outputs: readonly Output<SourceNode>[],
): Entry<SourceNode> {
  const symbols = new Set<string>();
  const note = (axes: readonly Axis[]): void => {
    for (const { size } of axes) for (const symbol of sizeSymbols(size)) symbols.add(symbol);
  };
  inputs.forEach(({ axes }) => note(axes));
  for (const node of topologicalOrder(outputs.map(({ node }) => node))) {
    note(node.axes);
    if (node.kind === "leaf" && node.leaf.kind === "size")
      for (const symbol of sizeSymbols(node.leaf.size)) symbols.add(symbol);
  }
  return {
    ...head,
    symbols: [...symbols].sort().map((symbol) => symbolBounds(entry, symbol)),
    inputs,
    settings: [...entry.settings].sort(),
    outputs,
  };
}
