import { operator as operatorRecord } from "../operators/table.ts";
import { sizeKey } from "../sizes/size.ts";
import type { Axis, Entry, Graph, Leaf, Position, SourceNode } from "./graph.ts";
import { topologicalOrder } from "./topology.ts";

function listed(axes: readonly Axis[]): string {
  return axes.map(({ id }) => id).join(", ");
}

function printLeaf(leaf: Leaf): string {
  switch (leaf.kind) {
    case "input":
      return `input ${leaf.name}`;
    case "length":
      return `length ${leaf.input} along ${leaf.axis}`;
    case "parameter":
    case "state":
      return `${leaf.kind} ${leaf.path}`;
    case "constant":
      return String(leaf.value);
    case "position":
      return `positions of ${leaf.axis}`;
    case "size":
      return `|${sizeKey(leaf.size)}|`;
    case "setting":
      return `setting ${leaf.name}`;
    case "random":
      return `${leaf.distribution} at ${leaf.site}`;
    case "carried":
    case "seen":
      return `${leaf.kind} ${leaf.index} of ${leaf.scan}`;
    case "turn":
      return `turn of ${leaf.scan}`;
    case "stack":
      return `stack ${leaf.key}`;
  }
}

type NameOf = (node: SourceNode) => string;

function printPosition(position: Position<SourceNode>, name: NameOf): string {
  switch (position.kind) {
    case "axis":
      return position.axis.id;
    case "constant":
      return sizeKey(position.value);
    case "add":
      return position.terms.map((term) => printPosition(term, name)).join(" + ");
    case "scale":
      return `${factor(sizeKey(position.by))} * ${enclosed(position.of, name)}`;
    case "quotient":
      return `${enclosed(position.of, name)} div ${factor(sizeKey(position.by))}`;
    case "remainder":
      return `${enclosed(position.of, name)} % ${factor(sizeKey(position.by))}`;
    case "value":
      return name(position.node);
  }
}

function factor(text: string): string {
  return /[ */]/.test(text) ? `(${text})` : text;
}

function enclosed(position: Position<SourceNode>, name: NameOf): string {
  const text = printPosition(position, name);
  return text.includes(" ") ? `(${text})` : text;
}

function printMap(operator: string, notation: string | undefined, values: readonly string[]): string {
  const [left, right] = values;
  return notation !== undefined && left !== undefined && right !== undefined && values.length === 2
    ? `${left} ${notation} ${right}`
    : `${operator}(${values.join(", ")})`;
}

function printBody(node: SourceNode, name: NameOf): string {
  switch (node.kind) {
    case "leaf":
      return printLeaf(node.leaf);
    case "map": {
      const { notation } = operatorRecord(node.operator);
      const symbol = notation?.kind === "infix" ? notation.symbol : undefined;
      return printMap(node.operator, symbol, node.arguments.map(name));
    }
    case "reduce":
      return `${node.operator}[${listed(node.over)}](${name(node.of)})`;
    case "index": {
      const parts = node.replaced.map(({ axis, at }) => `${axis.id} = ${printPosition(at, name)}`);
      const otherwise = node.otherwise === undefined ? "" : ` else ${name(node.otherwise)}`;
      return `${name(node.of)}[${parts.join(", ")}${otherwise}]`;
    }
    case "scatter": {
      const parts = node.table.map(({ axis, at }) => `${axis.id} = ${name(at)}`);
      return `scatter[${listed(node.over)}](${name(node.values)} to ${parts.join(", ")})`;
    }
    case "scan": {
      const names = (nodes: readonly SourceNode[]): string => nodes.map(name).join(", ");
      const direction = node.reversed ? "reversed " : "";
      return (
        `scan ${node.scan}[${direction}${node.axis.id}](initial ${names(node.initial)}; seen ${names(node.seen)}; ` +
        `next ${names(node.next)}; yielded ${names(node.yielded)}) ${node.result.kind} ${node.result.index}`
      );
    }
    case "row":
      return `${node.operation}[${node.axis.id} as ${node.into.id}](${name(node.of)}) ${node.result}`;
    case "gradient":
      return `gradient(${name(node.of)} by ${name(node.by)})`;
    case "mark":
      return `mark(${name(node.of)})`;
    case "stop":
      return `stop(${name(node.of)})`;
  }
}

function isNumber(node: SourceNode): boolean {
  return node.kind === "leaf" && node.leaf.kind === "constant" && node.axes.length === 0;
}

/**
 * One line a node: its name in the spec or its number, its axes, its type unless it is real, and what it is. Single
 * numbers stand where they are read.
 */
export function printNodes(roots: readonly SourceNode[]): readonly string[] {
  return linesOf(roots).lines;
}

function linesOf(roots: readonly SourceNode[]): { lines: readonly string[]; name: NameOf } {
  const names = new Map<SourceNode, string>();
  const taken = new Set<string>();
  const lines: string[] = [];
  const name: NameOf = (node) => names.get(node) ?? "?";
  for (const node of topologicalOrder(roots)) {
    if (node.kind === "leaf" && node.leaf.kind === "constant" && isNumber(node)) {
      names.set(node, String(node.leaf.value));
      if (!roots.includes(node)) continue;
    }
    const wanted = node.label ?? `%${node.id}`;
    const own = taken.has(wanted) ? `${wanted}%${node.id}` : wanted;
    taken.add(own);
    const type = node.type === "real" ? "" : ` ${node.type}`;
    lines.push(`${own}: [${listed(node.axes)}]${type} = ${printBody(node, name)}`);
    names.set(node, own);
  }
  return { lines, name };
}

function printEntry(entry: Entry<SourceNode>): string {
  const nodes = entry.outputs.map(({ node }) => node);
  const { lines, name: nameOf } = linesOf(nodes);
  const outputs = entry.outputs.map(
    ({ role, name, node, order }) => `${role} ${name}: [${listed(order)}] = ${nameOf(node)}`,
  );
  const inputs = entry.inputs.map(({ name, axes, type }) => `input ${name}: [${listed(axes)}] ${type}`);
  const symbols = entry.symbols.map(
    ({ symbol, low, high, step }) => `size ${symbol}: ${low} .. ${high} step ${step}`,
  );
  const body = [...symbols, ...inputs, ...lines, ...outputs].map((line) => `  ${line}\n`).join("");
  return `${entry.kind} ${entry.name} {\n${body}}\n`;
}

/** The text of `weft dump --after=lower`, `differentiate` and `simplify`. */
export function printGraph(graph: Graph<SourceNode>): string {
  const parameters = graph.parameters.map(({ path, axes }) => `parameter ${path}: [${listed(axes)}]\n`);
  const states = graph.states.map(
    ({ path, axes, initial }) => `state ${path}: [${listed(axes)}] = ${initial}\n`,
  );
  return [parameters.join(""), states.join(""), ...graph.entries.map(printEntry)]
    .filter((part) => part !== "")
    .join("\n");
}
