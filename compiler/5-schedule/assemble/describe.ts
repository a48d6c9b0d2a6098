/** Says what a kernel computes: formulas with named values, shapes, and what it moves. */
import type { Axis, Node, Position } from "../../3-graph/graph.ts";
import { operator } from "../../operators/table.ts";
import { sizeKey, sizeValue } from "../../sizes/size.ts";
import type { Group } from "../arrange/fuse.ts";
import { highOf, sizeOfDay, type Bounds } from "../layout.ts";
import type { Values } from "../arrange/materialise.ts";
import { nameOf } from "../names.ts";
import { isStored } from "../reads.ts";
import type { Touch } from "./written.ts";

const call = 10;
/** Longer formulas are cut: the code below them says the rest. */
const longest = 160;
/** How many values within each other a formula shows. */
const deepest = 40;

/** `h[seq, hidden] = gelu(sum[embed](x[seq, embed] * W[embed, hidden]))`, a line for each value that the group writes. */
export function meaningOf(group: Group, values: Values): string {
  const lines = [...group.written].map((item) => `${withAxes(item)} = ${formulaOf(item, values)}`);
  return lines.join("\n");
}

function withAxes(node: Node): string {
  const axes = node.axes.map(({ name }) => name).join(", ");
  return node.axes.length === 0 ? nameOf(node) : `${nameOf(node)}[${axes}]`;
}

/** Written from left to right, as far as it is shown: what several read stands in it as often, so a whole formula can be of any length. */
function formulaOf(root: Node, values: Values): string {
  let text = "";
  const isRead = (node: Node): boolean =>
    isStored(node) || (node !== root && values.kept.has(node) && node.kind !== "reduce");
  const write = (node: Node, depth: number, precedence: number): void => {
    if (text.length > longest) return;
    const part = (of: Node, level = 0): void => write(of, depth + 1, level);
    const parts = (all: readonly Node[]): void => {
      for (const [at, each] of all.entries()) {
        if (at > 0) text += ", ";
        part(each);
      }
    };
    if (isRead(node) || depth > deepest) {
      text += withAxes(node);
      return;
    }
    switch (node.kind) {
      case "leaf":
        text += leafText(node);
        return;
      case "map": {
        const { notation } = operator(node.operator);
        const [x, y] = node.arguments;
        const isInside =
          notation !== undefined && "precedence" in notation && notation.precedence < precedence;
        if (notation?.kind === "infix" && x !== undefined && y !== undefined) {
          if (isInside) text += "(";
          part(x, notation.precedence);
          text += ` ${notation.symbol} `;
          part(y, notation.precedence + 1);
          if (isInside) text += ")";
        } else if (notation?.kind === "prefix" && x !== undefined) {
          text += isInside ? `(${notation.symbol}` : notation.symbol;
          part(x, call);
          if (isInside) text += ")";
        } else if (["to_real", "to_int", "to_bool"].includes(node.operator) && x !== undefined) {
          part(x, precedence);
        } else {
          text += `${notation?.symbol ?? node.operator}(`;
          parts(node.arguments);
          text += ")";
        }
        return;
      }
      case "reduce":
        text += `${node.operator}[${node.over.map(({ name }) => name).join(", ")}](`;
        part(node.of);
        text += ")";
        return;
      case "index": {
        if (node.replaced.length === 0) return part(node.of, precedence);
        part(node.of, call);
        text += `[${node.replaced.map(({ axis, at }) => `${axis.name} = ${positionText(at)}`).join(", ")}`;
        if (node.otherwise !== undefined) {
          text += " else ";
          part(node.otherwise);
        }
        text += "]";
        return;
      }
      case "scatter":
        text += `scatter${node.operator === "sum" ? "" : ` ${node.operator}`}[${node.table.map(({ axis, at }) => `${axis.name} = ${nameOf(at)}`).join(", ")}](`;
        part(node.values);
        text += ")";
        return;
      default:
        text += nameOf(node);
    }
  };
  write(root, 0, 0);
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
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

/** What is read and written, in bytes. */
export function bytesOf(touched: readonly Touch[], wordsOfNode: (node: Node) => number): number {
  return touched.reduce((sum, { node }) => sum + 4 * wordsOfNode(node), 0);
}
