/** Says what a kernel computes: formulas with named values, shapes, and what it costs. */
import type { Axis, Node, Position } from "../3-graph/graph.ts";
import { operator } from "../operators/table.ts";
import { sizeKey, sizeValue } from "../sizes/size.ts";
import type { Group } from "./fuse.ts";
import { countOf, highOf, sizeOfDay, type Bounds } from "./layout.ts";
import type { Values } from "./materialise.ts";
import { nameOf } from "./names.ts";
import { isStored, readsOf } from "./reads.ts";
import type { Touch } from "./written.ts";

const call = 10;
/** Longer formulas are cut: the code below them says the rest. */
const longest = 160;

/** `h[seq, hidden] = gelu(sum[embed](x[seq, embed] * W[embed, hidden]))`, a line for each value that the group writes. */
export function meaningOf(group: Group, values: Values): string {
  const lines = [...group.written].map(
    (item) => `${withAxes(item)} = ${cut(formula(item, values, new Set(), 0))}`,
  );
  return lines.join("\n");
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}

function withAxes(node: Node): string {
  const axes = node.axes.map(({ name }) => name).join(", ");
  return node.axes.length === 0 ? nameOf(node) : `${nameOf(node)}[${axes}]`;
}

function formula(node: Node, values: Values, within: ReadonlySet<Node>, precedence: number): string {
  const isRead = within.size > 0 && (isStored(node) || values.kept.has(node)) && node.kind !== "reduce";
  if (isRead || isStored(node) || within.size > 40) return withAxes(node);
  const inside = new Set([...within, node]);
  const part = (of: Node, level = 0): string => formula(of, values, inside, level);
  switch (node.kind) {
    case "leaf":
      return leafText(node);
    case "map": {
      const { notation } = operator(node.operator);
      const [x, y] = node.arguments;
      if (notation?.kind === "infix" && x !== undefined && y !== undefined) {
        const { precedence: own } = notation;
        const text = `${part(x, own)} ${notation.symbol} ${part(y, own + 1)}`;
        return own < precedence ? `(${text})` : text;
      }
      if (notation?.kind === "prefix" && x !== undefined) {
        const text = `${notation.symbol}${part(x, call)}`;
        return notation.precedence < precedence ? `(${text})` : text;
      }
      const [only] = node.arguments;
      if (["to_real", "to_int", "to_bool"].includes(node.operator) && only !== undefined)
        return part(only, precedence);
      return `${notation?.symbol ?? node.operator}(${node.arguments.map((argument) => part(argument)).join(", ")})`;
    }
    case "reduce":
      return `${node.operator}[${node.over.map(({ name }) => name).join(", ")}](${part(node.of)})`;
    case "index": {
      const items = node.replaced.map(({ axis, at }) => `${axis.name} = ${positionText(at)}`);
      const outside = node.otherwise === undefined ? "" : ` else ${part(node.otherwise)}`;
      return items.length === 0
        ? part(node.of, precedence)
        : `${part(node.of, call)}[${items.join(", ")}${outside}]`;
    }
    case "scatter": {
      const items = node.table.map(({ axis, at }) => `${axis.name} = ${nameOf(at)}`);
      return `scatter[${items.join(", ")}](${part(node.values)})`;
    }
    default:
      return nameOf(node);
  }
}

function leafText(node: Node & { readonly kind: "leaf" }): string {
  const { leaf } = node;
  if (leaf.kind === "constant") return String(Number(leaf.value.toPrecision(6)));
  if (leaf.kind === "position") return node.axes.find(({ id }) => id === leaf.axis)?.name ?? leaf.axis;
  if (leaf.kind === "size") return sizeKey(leaf.size);
  return nameOf(node);
}

function positionText(position: Position): string {
  switch (position.kind) {
    case "axis":
      return position.axis.name;
    case "constant":
      return sizeKey(position.value);
    case "add":
      return position.terms.map(positionText).join(" + ");
    case "scale":
      return `${sizeKey(position.by)} * ${positionText(position.of)}`;
    case "quotient":
      return `(${positionText(position.of)}) div ${sizeKey(position.by)}`;
    case "remainder":
      return `(${positionText(position.of)}) % ${sizeKey(position.by)}`;
    case "value":
      return nameOf(position.node);
  }
}

/** `[batch 12, seq 64, hidden 512]` */
export function shapeOf(axes: readonly Axis[], bounds: Bounds): string {
  const parts = axes.map(({ name, size }) => {
    const day = sizeOfDay(size, bounds);
    const value = sizeValue(day);
    return `${name} ${value === undefined ? `≤ ${highOf(size, bounds)}` : value}`;
  });
  return `[${parts.join(", ")}]`;
}

/** Scalar operations, at the bounds; those of a contraction are two for each product. */
export function operationsOf(group: Group, values: Values, bounds: Bounds): number {
  let sum = 0;
  const seen = new Set<Node>();
  const visit = (node: Node, isRoot: boolean): void => {
    if (seen.has(node) || isStored(node) || (!isRoot && values.kept.has(node))) return;
    seen.add(node);
    const contraction = values.contractions.get(node);
    if (node.kind === "reduce") sum += countOf(node.of.axes, bounds) * (contraction === undefined ? 1 : 2);
    if (node.kind === "map") sum += countOf(node.axes, bounds);
    if (contraction !== undefined) return;
    for (const read of readsOf(node)) visit(read, false);
  };
  for (const item of group.items) visit(item, true);
  return sum;
}

/** What is read and written, in bytes. */
export function bytesOf(touched: readonly Touch[], wordsOfNode: (node: Node) => number): number {
  return touched.reduce((sum, { node }) => sum + 4 * wordsOfNode(node), 0);
}
