import { operator as operatorRecord } from "../operators/table.ts";
import { InternalError } from "../source/internal-error.ts";
import { evaluateSize, sizeKey, sizeSymbols } from "../sizes/size.ts";
import type {
  Axis,
  Entry,
  Graph,
  GraphParameter,
  GraphState,
  LeafNode,
  Output,
  Position,
  ScanNode,
  SourceNode,
} from "./graph.ts";
import { axesOfPosition, containsAxes, hasAxis, sameAxes, unionAxes, withoutAxes } from "./positions.ts";
import { scansAround, topologicalOrder } from "./topology.ts";
import { operands } from "./kinds.ts";
import { ownOrder, wholesOf } from "./outputs.ts";

function fail(node: SourceNode, problem: string): never {
  const name = node.label === undefined ? "" : ` (${node.label})`;
  throw new InternalError(
    `the graph is broken: node ${node.id}${name}, a ${node.kind}, ${problem}`,
    node.span,
  );
}

function demand(holds: boolean, node: SourceNode, problem: string): asserts holds {
  if (!holds) fail(node, problem);
}

function listed(axes: readonly Axis[]): string {
  return `[${axes.map(({ id }) => id).join(", ")}]`;
}

function verifyPosition(node: SourceNode, position: Position<SourceNode>): void {
  switch (position.kind) {
    case "axis":
    case "constant":
      return;
    case "add":
      for (const term of position.terms) verifyPosition(node, term);
      return;
    case "scale":
    case "quotient":
    case "remainder":
      verifyPosition(node, position.of);
      return;
    case "value":
      demand(position.node.type === "int", node, `reads at positions of type ${position.node.type}`);
  }
}

function verifyScan(node: ScanNode<SourceNode>): readonly Axis[] {
  const { initial, next, seen, yielded, result } = node;
  demand(initial.length === next.length, node, "carries values without a next one");
  for (const each of seen)
    demand(hasAxis(each.axes, node.axis), node, `sees a value without ${node.axis.id}`);
  const carried: LeafNode[] = [];
  const body = topologicalOrder([...next, ...yielded]);
  const around = scansAround(body);
  for (const each of body) {
    if (around.get(each)?.has(node.scan) !== true) continue;
    demand(!hasAxis(each.axes, node.axis), each, `has the axis ${node.axis.id} that its scan runs over`);
    if (each.kind !== "leaf") continue;
    if (each.leaf.kind === "carried" && each.leaf.scan === node.scan) carried.push(each);
    if (each.leaf.kind === "seen" && each.leaf.scan === node.scan) {
      const source = seen[each.leaf.index];
      const axes = source === undefined ? [] : withoutAxes(source.axes, [node.axis]);
      demand(source?.type === each.type && sameAxes(axes, each.axes), each, "isn't what its scan sees");
    }
  }
  for (const leaf of carried) {
    const index = leaf.leaf.kind === "carried" ? leaf.leaf.index : -1;
    for (const value of [initial[index], next[index]]) {
      demand(value?.type === leaf.type, leaf, "is carried with another type");
      demand(containsAxes(leaf.axes, value.axes), leaf, `is carried with axes ${listed(value.axes)}`);
    }
  }
  const from = (result.kind === "yielded" ? yielded : next)[result.index];
  demand(from?.type === node.type, node, "has a result of another type than its body");
  if (result.kind === "yielded") return unionAxes(from.axes, [node.axis]);
  return unionAxes(from.axes, initial[result.index]?.axes ?? []);
}

/** The axes that a node must have; its other invariants are checked on the way. */
function expectedAxes(node: SourceNode): readonly Axis[] {
  switch (node.kind) {
    case "leaf": {
      const { leaf } = node;
      if (leaf.kind === "position")
        demand(node.axes.length === 1 && node.axes[0]?.id === leaf.axis, node, `isn't along ${leaf.axis}`);
      return node.axes;
    }
    case "map": {
      const record = operatorRecord(node.operator);
      demand(record.arity === node.arguments.length, node, `has ${node.arguments.length} arguments`);
      const types = node.arguments.map(({ type }) => type);
      const signature = record.type(types);
      demand(
        signature !== undefined && signature.arguments.every((type, i) => type === types[i]),
        node,
        `applies ${node.operator} to ${types.join(", ")}`,
      );
      demand(signature.result === node.type, node, `has type ${node.type}`);
      return unionAxes(...node.arguments.map(({ axes }) => axes));
    }
    case "reduce":
      demand(node.over.length > 0, node, "reduces nothing");
      demand(
        containsAxes(node.of.axes, node.over),
        node,
        `reduces ${listed(node.over)} of ${listed(node.of.axes)}`,
      );
      demand(node.type === node.of.type && node.type !== "bool", node, `has type ${node.type}`);
      return withoutAxes(node.of.axes, node.over);
    case "index": {
      const gone = node.replaced.map(({ axis }) => axis);
      demand(
        gone.length > 0 && unionAxes(gone).length === gone.length,
        node,
        "replaces an axis twice, or none",
      );
      demand(containsAxes(node.of.axes, gone), node, `replaces ${listed(gone)} of ${listed(node.of.axes)}`);
      demand(node.type === node.of.type, node, `has type ${node.type}`);
      demand(
        node.otherwise === undefined || node.otherwise.type === node.type,
        node,
        "has another type outside",
      );
      for (const { at } of node.replaced) verifyPosition(node, at);
      const read = node.replaced.map(({ at }) => axesOfPosition(at));
      return unionAxes(withoutAxes(node.of.axes, gone), ...read, node.otherwise?.axes ?? []);
    }
    case "scatter": {
      const table = node.table.map(({ axis }) => axis);
      demand(
        table.length > 0 && unionAxes(table).length === table.length,
        node,
        "has a table axis twice, or none",
      );
      const read = unionAxes(node.values.axes, ...node.table.map(({ at }) => at.axes));
      demand(node.over.length > 0 && containsAxes(read, node.over), node, `adds up ${listed(node.over)}`);
      const rest = withoutAxes(read, node.over);
      demand(withoutAxes(rest, table).length === rest.length, node, "has a table axis already");
      for (const { at } of node.table)
        demand(at.type === "int", node, `adds at positions of type ${at.type}`);
      demand(node.type === node.values.type && node.type !== "bool", node, `has type ${node.type}`);
      return unionAxes(rest, table);
    }
    case "scan":
      return verifyScan(node);
    case "row":
      demand(hasAxis(node.of.axes, node.axis), node, `orders along absent ${node.axis.id}`);
      demand(node.type === (node.result === "values" ? node.of.type : "int"), node, `has type ${node.type}`);
      return unionAxes(withoutAxes(node.of.axes, [node.axis]), [node.into]);
    case "gradient":
      demand(node.of.type === "real" && node.by.type === "real", node, "differentiates what isn't real");
      return node.by.axes;
    case "mark":
    case "stop":
      return node.of.axes;
  }
}

/**
 * Checks the invariants of nodes, as graph.ts states them; throws an InternalError that names the first broken node.
 */
export function verifyNodes(roots: readonly SourceNode[]): void {
  const order = topologicalOrder(roots);
  const numbers = new Map<number, SourceNode>();
  const sizes = new Map<string, string>();
  for (const node of order) {
    const twin = numbers.get(node.id);
    demand(twin === undefined, node, "has the number of another node");
    numbers.set(node.id, node);
    for (const operand of operands<SourceNode>(node))
      demand(operand.id < node.id, node, `reads ${operand.id}, which was made later`);
    for (const [i, axis] of node.axes.entries()) {
      demand(
        i === 0 || (node.axes[i - 1]?.id ?? "") < axis.id,
        node,
        `has axes out of order: ${listed(node.axes)}`,
      );
      const size = sizeKey(axis.size);
      demand(
        (sizes.get(axis.id) ?? size) === size,
        node,
        `has another size of ${axis.id} than earlier nodes`,
      );
      sizes.set(axis.id, size);
    }
    const wanted = expectedAxes(node);
    demand(sameAxes(node.axes, wanted), node, `has axes ${listed(node.axes)} instead of ${listed(wanted)}`);
  }
  const around = scansAround(order);
  for (const root of roots)
    demand(
      (around.get(root)?.size ?? 0) === 0,
      root,
      "depends on the inside of a scan without standing in it",
    );
}

function verifyLeaf(graph: Graph<SourceNode>, entry: Entry<SourceNode>, node: LeafNode): void {
  const { leaf } = node;
  switch (leaf.kind) {
    case "input": {
      const input = entry.inputs.find(({ name }) => name === leaf.name);
      demand(input !== undefined, node, `reads ${leaf.name}, which is no input of ${entry.name}`);
      demand(
        input.type === node.type && sameAxes(input.axes, node.axes),
        node,
        `isn't like input ${leaf.name}`,
      );
      return;
    }
    case "parameter":
    case "state": {
      const stored = storedOf(graph, leaf.kind).find(({ path }) => path === leaf.path);
      demand(stored !== undefined, node, `reads ${leaf.path}, which the graph lacks`);
      demand(sameAxes(stored.axes, node.axes), node, `reads ${leaf.path} with axes ${listed(node.axes)}`);
      return;
    }
    case "setting":
      demand(
        entry.settings.includes(leaf.name),
        node,
        `reads ${leaf.name}, which is no setting of ${entry.name}`,
      );
      return;
    case "size":
      for (const symbol of sizeSymbols(leaf.size))
        demand(
          entry.symbols.some((each) => each.symbol === symbol),
          node,
          `has the unknown size ${symbol}`,
        );
      return;
    default:
      return;
  }
}

/** What a generator keeps is read as a state is. */
function storedOf(
  { parameters, states, caches = [] }: Graph<SourceNode>,
  kind: "parameter" | "state" | "cache",
): readonly (GraphParameter | GraphState)[] {
  return kind === "parameter" ? parameters : [...states, ...caches];
}

function verifyOutput(graph: Graph<SourceNode>, output: Output<SourceNode>): void {
  const { node, name, role } = output;
  const order = ownOrder(output);
  demand(sameAxes(order, node.axes), node, `is result ${name} in the order ${listed(order)}`);
  if (role !== "parameter" && role !== "state" && role !== "cache") return;
  const stored = storedOf(graph, role).find(({ path }) => path === name);
  demand(stored !== undefined, node, `is the next value of ${name}, which the graph lacks`);
}

/** All positions along the axes of its parts, in their order, each once. */
function verifyParts(parts: readonly Output<SourceNode>[]): void {
  for (const [index, { node, name, part = [], order }] of parts.entries()) {
    let rest = index;
    for (const { axis, at } of [...part].reverse()) {
      const size = evaluateSize(axis.size, new Map());
      demand(hasAxis(order, axis) && at === rest % size, node, `is no part ${index} of ${name}`);
      rest = Math.floor(rest / size);
    }
    demand(rest === 0 && node.type === parts[0]?.node.type, node, `is no part ${index} of ${name}`);
  }
  const [first] = parts;
  const count = (first?.part ?? []).reduce((all, { axis }) => all * evaluateSize(axis.size, new Map()), 1);
  if (first !== undefined)
    demand(parts.length === count, first.node, `is one of ${count} parts of ${first.name}`);
}

/**
 * Checks a graph: its nodes, that leaves read what their entry has, and that outputs have the axes that they promise.
 * Throws an InternalError that names the first broken node.
 */
export function verifyGraph(graph: Graph<SourceNode>): void {
  for (const entry of graph.entries) {
    // Each entry may have a builder of its own.
    verifyNodes(entry.outputs.map(({ node }) => node));
    for (const output of entry.outputs) verifyOutput(graph, output);
    for (const parts of wholesOf(entry.outputs)) verifyParts(parts);
    for (const node of topologicalOrder(entry.outputs.map((output) => output.node)))
      if (node.kind === "leaf") verifyLeaf(graph, entry, node);
  }
}
