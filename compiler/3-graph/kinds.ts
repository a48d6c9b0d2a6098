/**
 * What every pass asks of a node whatever its kind, a record a kind: what it reads, how it is made again, how it prints. A kind that is added
 * to graph.ts needs a record here; passes that give it a meaning of its own (`verify`, `evaluate`, the gradient, kernels) have a case for each.
 */
import type { OperatorName } from "../operators/operator.ts";
import { operator as operatorRecord } from "../operators/table.ts";
import type { GraphBuilder, SourceBuilder, Typed } from "./graph-builder.ts";
import type { Axis, IndexNode, Kinds, Node, NodeOver, SourceKinds, SourceNode } from "./graph.ts";
import { printLeaf } from "./leaf-text.ts";
import { isFree, mapPosition, nodesOfPosition, printPosition } from "./positions.ts";

/** Along which axes a value is made from other positions than its own, and what it does there: "sorts along", then the axis. */
interface Mixing {
  readonly axes: readonly Axis[];
  readonly how: string;
}

interface Kind<K extends keyof SourceKinds<unknown>> {
  /** The nodes that it reads, from left to right; for a scan also those of its body. */
  readonly operands: <N>(node: SourceKinds<N>[K]) => readonly N[];
  /** The node with each operand replaced, in the order of `operands`, and with that number; all else stays, its axes too. */
  readonly withOperands: <From, To>(
    node: SourceKinds<From>[K],
    get: (operand: From) => To,
    id: number,
  ) => SourceKinds<To>[K];
  readonly mixes: (node: SourceKinds<unknown>[K]) => Mixing;
  readonly print: <N>(node: SourceKinds<N>[K], name: (operand: N) => string) => string;
}

interface GraphKind<K extends keyof Kinds<unknown>> extends Kind<K> {
  /** The node of another builder, over other operands, which its axes and its type follow from. */
  readonly make: <From extends Typed, To>(
    b: GraphBuilder<To>,
    node: Kinds<From>[K],
    get: (operand: From) => To,
  ) => To;
}

interface SourceKind<K extends keyof SourceKinds<unknown>> extends Kind<K> {
  readonly make: (
    b: SourceBuilder,
    node: SourceKinds<SourceNode>[K],
    get: (operand: SourceNode) => SourceNode,
  ) => SourceNode;
}

function listed(axes: readonly Axis[]): string {
  return axes.map(({ id }) => id).join(", ");
}

const nothing: Mixing = { axes: [], how: "" };

function printOperation(name: OperatorName, values: readonly string[]): string {
  const { notation } = operatorRecord(name);
  const [left, right] = values;
  return notation?.kind === "infix" && left !== undefined && right !== undefined && values.length === 2
    ? `${left} ${notation.symbol} ${right}`
    : `${name}(${values.join(", ")})`;
}

const noOperands: readonly never[] = [];

// The kinds that most nodes are of have one literal each: copies that are made by spreading are several times slower.
const leaf: GraphKind<"leaf"> = {
  operands: () => noOperands,
  withOperands: (node, _get, id) => {
    if (node.id === id) return node;
    const { kind, leaf: of, axes, type, span, label, origin } = node;
    return { kind, leaf: of, axes, type, id, span, label, origin };
  },
  make: (b, node) => b.leaf(node.leaf, node.axes, node.type),
  mixes: () => nothing,
  print: (node) => printLeaf(node.leaf),
};

const map: GraphKind<"map"> = {
  operands: (node) => node.arguments,
  withOperands: (node, get, id) => {
    const { kind, operator, axes, type, span, label, origin } = node;
    return { kind, operator, arguments: node.arguments.map(get), axes, type, id, span, label, origin };
  },
  make: (b, node, get) => b.mapLike(node, node.arguments.map(get)),
  mixes: () => nothing,
  print: (node, name) => printOperation(node.operator, node.arguments.map(name)),
};

const reduce: GraphKind<"reduce"> = {
  operands: (node) => [node.of],
  withOperands: (node, get, id) => {
    const { kind, operator, over, axes, type, span, label, origin } = node;
    return { kind, operator, over, of: get(node.of), axes, type, id, span, label, origin };
  },
  make: (b, node, get) => b.reduceLike(node, get(node.of)),
  mixes: (node) => ({ axes: node.over, how: `takes a ${node.operator} over all of` }),
  print: (node, name) => `${node.operator}[${listed(node.over)}](${name(node.of)})`,
};

/** The same list where no position depends on data. */
function mapReplaced<From, To>(
  replaced: IndexNode<From>["replaced"],
  get: (operand: From) => To,
): IndexNode<To>["replaced"] {
  return areFree(replaced) ? replaced : replaced.map(({ axis, at }) => ({ axis, at: mapPosition(at, get) }));
}

function areFree<N>(replaced: IndexNode<N>["replaced"]): replaced is IndexNode<never>["replaced"] {
  return replaced.every(({ at }) => isFree(at));
}

const index: GraphKind<"index"> = {
  operands: (node) => {
    const read = [node.of];
    for (const { at } of node.replaced) if (at.kind !== "axis") read.push(...nodesOfPosition(at));
    if (node.otherwise !== undefined) read.push(node.otherwise);
    return read;
  },
  withOperands: (node, get, id) => {
    const { kind, axes, type, span, label, origin } = node;
    const of = get(node.of);
    const replaced = mapReplaced(node.replaced, get);
    const otherwise = node.otherwise === undefined ? undefined : get(node.otherwise);
    return { kind, of, replaced, otherwise, axes, type, id, span, label, origin };
  },
  make: (b, node, get) => {
    const of = get(node.of);
    const replaced = mapReplaced(node.replaced, get);
    return b.indexLike(node, of, replaced, node.otherwise === undefined ? undefined : get(node.otherwise));
  },
  mixes: (node) => ({ axes: node.replaced.map(({ axis }) => axis), how: "reads other positions of" }),
  print: (node, name) => {
    const parts = node.replaced.map(({ axis, at }) => `${axis.id} = ${printPosition(at, name)}`);
    const otherwise = node.otherwise === undefined ? "" : ` else ${name(node.otherwise)}`;
    return `${name(node.of)}[${parts.join(", ")}${otherwise}]`;
  },
};

const scatter: GraphKind<"scatter"> = {
  operands: (node) => [node.values, ...node.table.map(({ at }) => at)],
  withOperands: (node, get, id) => ({
    ...node,
    id,
    values: get(node.values),
    table: node.table.map(({ axis, at }) => ({ axis, at: get(at) })),
  }),
  make: (b, node, get) => {
    const values = get(node.values);
    const table = node.table.map(({ axis, at }) => ({ axis, at: get(at) }));
    return b.scatter(node.operator, values, table, node.over);
  },
  mixes: (node) => ({
    axes: [...node.over, ...node.table.map(({ axis }) => axis)],
    how: node.operator === "sum" ? "adds up over all of" : `takes a ${node.operator} over all of`,
  }),
  print: (node, name) => {
    const parts = node.table.map(({ axis, at }) => `${axis.id} = ${name(at)}`);
    const operator = node.operator === "sum" ? "" : ` ${node.operator}`;
    return `scatter${operator}[${listed(node.over)}](${name(node.values)} to ${parts.join(", ")})`;
  },
};

const scan: GraphKind<"scan"> = {
  operands: (node) => [...node.initial, ...node.seen, ...node.next, ...node.yielded],
  withOperands: (node, get, id) => ({
    ...node,
    id,
    initial: node.initial.map(get),
    seen: node.seen.map(get),
    next: node.next.map(get),
    yielded: node.yielded.map(get),
  }),
  make: (b, node, get) => {
    const { scan: id, axis, reversed, segments, initial, seen, next, yielded } = node;
    const parts = {
      ...{ scan: id, axis, reversed },
      initial: initial.map(get),
      seen: seen.map(get),
      next: next.map(get),
      yielded: yielded.map(get),
    };
    return b.scan(segments === true ? { ...parts, segments } : parts, node.result);
  },
  mixes: (node) => ({ axes: [node.axis], how: "runs along" }),
  print: (node, name) => {
    const { initial, seen, next, yielded } = node;
    const parts = Object.entries({ initial, seen, next, yielded }).map(
      ([part, nodes]) => `${part} ${nodes.map(name).join(", ")}`,
    );
    const direction = node.reversed ? "reversed " : "";
    const { kind, index: at } = node.result;
    return `scan ${node.scan}[${direction}${node.axis.id}](${parts.join("; ")}) ${kind} ${at}`;
  },
};

const row: GraphKind<"row"> = {
  operands: (node) => [node.of],
  withOperands: (node, get, id) => ({ ...node, id, of: get(node.of) }),
  make: (b, node, get) => b.row(node.operation, get(node.of), node.axis, node.into, node.result),
  mixes: (node) => ({ axes: [node.axis, node.into], how: "sorts along" }),
  print: (node, name) =>
    `${node.operation}[${node.axis.id} as ${node.into.id}](${name(node.of)}) ${node.result}`,
};

const gradient: SourceKind<"gradient"> = {
  operands: (node) => [node.of, node.by],
  withOperands: (node, get, id) => ({ ...node, id, of: get(node.of), by: get(node.by) }),
  make: (b, node, get) => b.gradient(get(node.of), get(node.by)),
  mixes: () => nothing,
  print: (node, name) => `gradient(${name(node.of)} by ${name(node.by)})`,
};

const mark: SourceKind<"mark"> = {
  operands: (node) => [node.of],
  withOperands: (node, get, id) => ({ ...node, id, of: get(node.of) }),
  make: (b, node, get) => b.mark(get(node.of), node.mark),
  mixes: () => nothing,
  print: (node, name) => `mark(${name(node.of)})`,
};

const stop: SourceKind<"stop"> = {
  operands: (node) => [node.of],
  withOperands: (node, get, id) => ({ ...node, id, of: get(node.of) }),
  make: (b, node, get) => b.stop(get(node.of)),
  mixes: () => nothing,
  print: (node, name) => `stop(${name(node.of)})`,
};

const graphKinds: { readonly [K in keyof Kinds<unknown>]: GraphKind<K> } = {
  leaf,
  map,
  reduce,
  index,
  scatter,
  scan,
  row,
};
const sourceKinds: { readonly [K in keyof SourceKinds<unknown>]: SourceKind<K> } = {
  ...graphKinds,
  gradient,
  mark,
  stop,
};

// The records of several kinds taken together are one that takes nodes of these kinds: each node meets that of its own kind.
function graphKind<K extends keyof Kinds<unknown>>(kind: K): GraphKind<K> {
  return graphKinds[kind];
}
function sourceKind<K extends keyof SourceKinds<unknown>>(kind: K): SourceKind<K> {
  return sourceKinds[kind];
}

/** The nodes that a node reads, from left to right; for a scan also those of its body. */
export function operands<N extends SourceNode>(node: N): readonly N[];
export function operands(node: SourceNode): readonly SourceNode[] {
  return sourceKind(node.kind).operands(node);
}

/** Along which axes a node's value is made from other positions than its own. */
export function mixesOf(node: SourceNode): Mixing {
  return sourceKind(node.kind).mixes(node);
}

/** What a node is, as `weft dump` shows it. */
export function printNode(node: SourceNode, name: (operand: SourceNode) => string): string {
  return sourceKind(node.kind).print(node, name);
}

/** The node with other operands, which have the axes and types of the old ones, and with another number where one is given. */
export function withOperands(node: Node, get: (operand: Node) => Node, id: number = node.id): Node {
  return graphKind(node.kind).withOperands(node, get, id);
}

/** Makes the node with other operands, with its span and its name. */
export function rebuild<From extends Typed, To>(
  b: GraphBuilder<To>,
  node: NodeOver<From>,
  get: (operand: From) => To,
): To {
  const before = b.enter(node);
  const made = b.labelled(graphKind(node.kind).make(b, node, get), node.label);
  b.leave(before);
  return made;
}

/** The same before `differentiate`. */
export function rebuildSource(
  b: SourceBuilder,
  node: SourceNode,
  get: (operand: SourceNode) => SourceNode,
): SourceNode {
  const before = b.enter(node);
  const made = b.labelled(sourceKind(node.kind).make(b, node, get), node.label);
  b.leave(before);
  return made;
}
