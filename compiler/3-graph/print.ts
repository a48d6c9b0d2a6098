import type { Axis, Entry, Graph, Output, SourceNode } from "./graph.ts";
import { printNode } from "./kinds.ts";
import { ownOrder } from "./outputs.ts";
import { topologicalOrder } from "./topology.ts";

function listed(axes: readonly Axis[]): string {
  return axes.map(({ id }) => id).join(", ");
}

type NameOf = (node: SourceNode) => string;

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
    lines.push(`${own}: [${listed(node.axes)}]${type} = ${printNode(node, name)}`);
    names.set(node, own);
  }
  return { lines, name };
}

function printEntry(entry: Entry<SourceNode>): string {
  const nodes = entry.outputs.map(({ node }) => node);
  const { lines, name: nameOf } = linesOf(nodes);
  const outputs = entry.outputs.map(
    (output) =>
      `${output.role} ${nameOfPart(output)}: [${listed(ownOrder(output))}] = ${nameOf(output.node)}`,
  );
  const inputs = entry.inputs.map(({ name, axes, type }) => `input ${name}: [${listed(axes)}] ${type}`);
  const symbols = entry.symbols.map(
    ({ symbol, low, high, step }) => `size ${symbol}: ${low} .. ${high} step ${step}`,
  );
  const body = [...symbols, ...inputs, ...lines, ...outputs].map((line) => `  ${line}\n`).join("");
  return `${entry.kind} ${entry.name} {\n${body}}\n`;
}

function nameOfPart({ name, part = [] }: Output<SourceNode>): string {
  return part.length === 0 ? name : `${name}[${part.map(({ axis, at }) => `${axis.id} = ${at}`).join(", ")}]`;
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
