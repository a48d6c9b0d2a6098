/** Equations of indices: positions are in normal form, an index of an index is one, and what has no data is computed. */
import { isInside, normalisePosition } from "../affine.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import type { IndexNode, Node } from "../graph.ts";
import { constantOf, isMap, repeatedIn } from "../patterns.ts";
import { placeOf, quasiAffine } from "../places.ts";
import { axisPosition, hasAxis, positionKey, substitutePosition } from "../positions.ts";
import { insideCondition, nodeOfPosition } from "../position-values.ts";
import { mapRule } from "./rewrite.ts";
import type { Rule } from "./rewrite.ts";

type Replaced = IndexNode["replaced"];

function indexRule(
  name: string,
  rewrite: (b: GraphBuilder<Node>, node: IndexNode) => Node | undefined,
): Rule {
  return {
    name,
    kind: "index",
    rewrite: (b, node) => (node.kind === "index" ? rewrite(b, node) : undefined),
  };
}

function isWithin(replaced: Replaced): boolean {
  return replaced.every(({ axis, at }) => isInside(at, axis.size));
}

/** The index of something that may lack some of the replaced axes. */
function indexPresent(b: GraphBuilder<Node>, of: Node, replaced: Replaced): Node {
  return b.index(
    of,
    replaced.filter(({ axis }) => hasAxis(of.axes, axis)),
  );
}

/** Whether a value is computed from positions and constants alone: then it costs nothing to compute it elsewhere. */
function isPlain(node: Node): boolean {
  if (node.kind === "leaf") return ["constant", "position", "size"].includes(node.leaf.kind);
  return node.kind === "map" && node.arguments.every(isPlain);
}

/** Whether the condition compares an axis with a number, and the index sets this axis to a number. */
function isSettled(condition: Node, replaced: Replaced): boolean {
  if (condition.kind !== "map" || condition.arguments.length !== 2) return false;
  const settled = replaced.filter(({ at }) => at.kind === "constant");
  return condition.arguments.every(
    (each) =>
      placeOf(each) !== undefined &&
      each.axes.every((axis) => settled.some((one) => one.axis.id === axis.id)),
  );
}

export const indexRules: readonly Rule[] = [
  indexRule("positions are in normal form", (b, node) => {
    const replaced = node.replaced.map(({ axis, at }) => ({
      axis,
      at: normalisePosition<Node>(
        substitutePosition<Node, Node>(at, (value) => quasiAffine(value) ?? { kind: "value", node: value }),
      ),
    }));
    const changed = replaced.some(({ at }, i) => {
      const before = node.replaced[i];
      return before === undefined || positionKey(at) !== positionKey(before.at);
    });
    if (!changed) return undefined;
    return b.spread(b.index(node.of, replaced, node.otherwise), node.axes);
  }),
  indexRule("an index inside of its axes needs no value outside", (b, node) =>
    node.otherwise !== undefined && isWithin(node.replaced)
      ? b.spread(b.index(node.of, node.replaced), node.otherwise.axes)
      : undefined,
  ),
  indexRule("an axis that is read at its own positions isn't replaced", (b, node) => {
    const others = node.replaced.filter(({ axis, at }) => at.kind !== "axis" || at.axis.id !== axis.id);
    return others.length < node.replaced.length ? b.index(node.of, others, node.otherwise) : undefined;
  }),
  indexRule("an index of an index is one", (b, node) => {
    const inner = node.of;
    if (inner.kind !== "index" || node.otherwise !== undefined) return undefined;
    const outer = new Map(node.replaced.map(({ axis, at }) => [axis.id, at]));
    const moved = inner.replaced.map(({ axis, at }) => ({
      axis,
      at: normalisePosition(
        substitutePosition<Node, Node>(
          at,
          (value) => ({ kind: "value", node: indexPresent(b, value, node.replaced) }),
          (read) => outer.get(read.id) ?? axisPosition(read),
        ),
      ),
    }));
    const kept = node.replaced.filter(
      ({ axis }) => hasAxis(inner.of.axes, axis) && !inner.replaced.some((each) => each.axis.id === axis.id),
    );
    const otherwise = inner.otherwise && indexPresent(b, inner.otherwise, node.replaced);
    return b.spread(b.index(inner.of, [...moved, ...kept], otherwise), node.axes);
  }),
  indexRule("an index of what only repeats", (b, node) => {
    const repeated = repeatedIn(b, node.of);
    if (repeated === undefined) return undefined;
    const lost = node.replaced.filter(({ axis }) => !hasAxis(repeated.value.axes, axis));
    const read = b.spread(indexPresent(b, repeated.value, node.replaced), node.axes);
    if (node.otherwise === undefined) return read;
    if (lost.length < node.replaced.length) {
      if (!isWithin(lost)) return undefined;
      const present = node.replaced.filter((each) => !lost.includes(each));
      return b.spread(b.index(repeated.value, present, node.otherwise), node.axes);
    }
    const inside = insideCondition(b, lost);
    return inside === undefined ? read : b.spread(b.map("select", [inside, read, node.otherwise]), node.axes);
  }),
  indexRule("an index of positions is computed", (b, node) => {
    const [only] = node.replaced;
    if (node.of.kind !== "leaf" || node.of.leaf.kind !== "position" || only === undefined) return undefined;
    const value = b.convert(nodeOfPosition(b, only.at), node.type);
    const inside = node.otherwise && insideCondition(b, node.replaced);
    if (inside === undefined || node.otherwise === undefined) return b.spread(value, node.axes);
    return b.map("select", [inside, value, node.otherwise]);
  }),
  indexRule("an index goes into what is computed from positions", (b, node) => {
    const { of } = node;
    if (of.kind !== "map" || node.otherwise !== undefined || !isPlain(of)) return undefined;
    const values = of.arguments.map((argument) => indexPresent(b, argument, node.replaced));
    return b.spread(b.map(of.operator, values), node.axes);
  }),
  indexRule("an index that decides a choice goes into it", (b, node) => {
    const { of } = node;
    const condition = isMap(of, "select") ? of.arguments[0] : undefined;
    if (of.kind !== "map" || condition === undefined || node.otherwise !== undefined) return undefined;
    if (!isSettled(condition, node.replaced)) return undefined;
    const values = of.arguments.map((argument) => indexPresent(b, argument, node.replaced));
    return b.spread(b.map("select", values), node.axes);
  }),
  indexRule("an index of a map of indices goes into them", (b, node) => {
    const { of } = node;
    if (of.kind !== "map" || node.otherwise !== undefined) return undefined;
    if (!of.arguments.every((each) => each.kind === "index" || constantOf(each) !== undefined))
      return undefined;
    const values = of.arguments.map((argument) => indexPresent(b, argument, node.replaced));
    return b.spread(b.map(of.operator, values), node.axes);
  }),
  mapRule("what is read elsewhere is rounded where it is made", ["half"], (b, node, read) => {
    if (read?.kind !== "index" || read.of.kind === "leaf") return undefined;
    const outside = read.otherwise && b.map("half", [read.otherwise]);
    return b.spread(b.index(b.map("half", [read.of]), read.replaced, outside), node.axes);
  }),
];
