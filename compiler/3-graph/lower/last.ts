/**
 * `last`. The records of a training have sizes of their own along bounded axes: what each would have by itself, which is that of its longest
 * field there. Elsewhere every row is as long as the size of the day.
 */
import type { Field } from "../../2-check/model.ts";
import { literalSize, sizeSymbols, subtractSizes, symbolSize } from "../../sizes/size.ts";
import type { Size } from "../../sizes/size.ts";
import type { Axis, SourceNode } from "../graph.ts";
import { operands } from "../kinds.ts";
import { axesOfPosition, hasAxis, withoutAxes } from "../positions.ts";
import { axisOf, ownEndOf, productOfSizes, spaceOf } from "./axes.ts";
import type { EntryScope, Scope } from "./scope.ts";

/** Notes of a training how long each of its records is. */
export function bindOwnSizes(scope: Scope, fields: readonly Field[]): void {
  const { builder, ownSizes, lowering } = scope.entry;
  const rows = [axisOf(scope, "batch")];
  for (const { name, order } of fields) {
    // Of a field it is known how long it is along its first axis.
    const [first] = order;
    const space = first === undefined ? undefined : spaceOf(lowering, first);
    if (first === undefined || space?.origin.kind !== "bounded") continue;
    const length = builder.leaf({ kind: "length", input: name, axis: first }, rows, "int");
    const known = ownSizes.get(space.id);
    ownSizes.set(space.id, known === undefined ? length : builder.map("maximum", [known, length]));
  }
  for (const [id, longest] of ownSizes) {
    const origin = lowering.axes.get(id)?.origin;
    if (origin?.kind !== "bounded") continue;
    const { low, step } = origin;
    const whole = step === 1 ? longest : raised(scope.entry, longest, step);
    ownSizes.set(id, builder.map("maximum", [whole, builder.constant(low, "int")]));
  }
}

/** To the next multiple. */
function raised({ builder }: EntryScope, value: SourceNode, step: number): SourceNode {
  const up = builder.map("add", [value, builder.constant(step - 1, "int")]);
  const by = builder.constant(step, "int");
  return builder.map("multiply", [builder.map("quotient", [up, by]), by]);
}

/** The last position of an axis, or of a group of axes, of what is indexed: of each of its rows, where these have sizes of their own. */
export function lastPosition(scope: Scope, axes: readonly Axis[]): SourceNode {
  const { builder, ownSizes } = scope.entry;
  const own = ownEndOf(scope.entry, axes);
  if (!sizeSymbols(own).some((symbol) => ownSizes.has(symbol)))
    return builder.size(subtractSizes(productOfSizes(axes), literalSize(1)));
  const rows = ofRows(scope, sizeNode(scope.entry, own), axes);
  const longest = rows.reduce((most, other) => builder.map("maximum", [most, other]));
  return builder.map("subtract", [longest, builder.constant(1, "int")]);
}

/** The value of a size in which some symbols have one for each record. */
function sizeNode({ builder, ownSizes }: EntryScope, { terms, divisor }: Size): SourceNode {
  const sum = terms
    .map(({ symbols, coefficient }) => {
      const factors = symbols.map((symbol) => ownSizes.get(symbol) ?? builder.size(symbolSize(symbol)));
      const [first = builder.constant(coefficient, "int"), ...others] =
        coefficient === 1 ? factors : [builder.constant(coefficient, "int"), ...factors];
      return others.reduce((product, factor) => builder.map("multiply", [product, factor]), first);
    })
    .reduce((total, term) => builder.map("add", [total, term]));
  return divisor === 1 ? sum : builder.map("quotient", [sum, builder.constant(divisor, "int")]);
}

/**
 * A number of each record, `[batch]`, as the rows of what is indexed have it: these are other records where a formula picked some of the
 * batch. What no record's positions are in, such as a parameter, has the rows that the call of its layer lets through; where there are none, it
 * has those of the longest record.
 */
function ofRows(scope: Scope, each: SourceNode, axes: readonly Axis[]): readonly SourceNode[] {
  const { builder, lowering } = scope.entry;
  const { indexed } = scope;
  const seen = indexed === undefined ? [] : axes.flatMap((axis) => seenAlong(scope, indexed, axis, each));
  if (seen.length > 0) return [...new Set(seen)];
  const batch = axisOf(scope, "batch");
  const lifted = scope.lifted.filter(({ id }) => spaceOf(lowering, id)?.id === "batch");
  if (lifted.length === 0) return [builder.reduce("max", [batch], each)];
  return lifted.map((row) => (row.id === batch.id ? each : builder.rename(each, batch, row)));
}

/** What `each` is for a value's positions along an axis: the same for all that is made of it position by position. */
function seenAlong(scope: Scope, value: SourceNode, along: Axis, each: SourceNode): readonly SourceNode[] {
  const { builder } = scope.entry;
  const known = new Map<string, readonly SourceNode[]>();
  const visit = (node: SourceNode, axis: Axis): readonly SourceNode[] => {
    if (!hasAxis(node.axes, axis)) return [];
    const key = `${axis.id} ${node.id}`;
    const found = known.get(key) ?? [
      ...new Set(
        partsAlong(scope, node, axis, each, visit).map((part) =>
          builder.reduce("max", withoutAxes(part.axes, node.axes), part),
        ),
      ),
    ];
    known.set(key, found);
    return found;
  };
  return visit(value, along);
}

function partsAlong(
  scope: Scope,
  node: SourceNode,
  axis: Axis,
  each: SourceNode,
  visit: (node: SourceNode, axis: Axis) => readonly SourceNode[],
): readonly SourceNode[] {
  const { builder } = scope.entry;
  if (node.kind === "index") {
    const positions = node.replaced.flatMap(({ axis: from, at }) =>
      axesOfPosition(at).some(({ id }) => id === axis.id) ? visit(node.of, from) : [],
    );
    const kept = node.replaced.some(({ axis: from }) => from.id === axis.id) ? [] : visit(node.of, axis);
    const outside = node.otherwise === undefined ? undefined : builder.constant(1, "int");
    const moved = [...positions, ...kept].map((part) => {
      const replaced = node.replaced.filter(({ axis: from }) => hasAxis(part.axes, from));
      return builder.index(part, replaced, replaced.length === 0 ? undefined : outside);
    });
    const [, ...others] = operands<SourceNode>(node);
    return [...moved, ...others.flatMap((operand) => visit(operand, axis))];
  }
  if (node.kind === "leaf") {
    const { leaf } = node;
    if (leaf.kind === "input") return [each];
    const around = leaf.kind === "seen" ? scope.scans.find(({ scan }) => scan === leaf.scan) : undefined;
    const whole = leaf.kind === "seen" ? around?.seen[leaf.index] : undefined;
    return whole === undefined ? [] : visit(whole, axis);
  }
  return operands<SourceNode>(node).flatMap((operand) => visit(operand, axis));
}
