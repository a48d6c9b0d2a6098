/**
 * Takes scans apart into plain nodes: a body is computed once for each position, its turn. What is carried and what is yielded lies in
 * stacks, memory with a row for each position (a carried value has one more), so that a value of the loop is a row of a stack, and what
 * a scan gives is the stack. What is only added up has one row, in which it grows. That a stack is written is noted as an output of the entry, so that passes which make nodes anew keep it.
 */
import { hasAxis, sameAxes, sizesOfPosition } from "../../3-graph/positions.ts";
import type { Axis, Entry, LeafNode, Node, Output, Position, ScanNode } from "../../3-graph/graph.ts";
import { orderOf, scansAround, topologicalOrder, usersOf } from "../../3-graph/topology.ts";
import type { ElementType } from "../../operators/operator.ts";
import { InternalError } from "../../source/internal-error.ts";
import { addSizes, literalSize, sizeSymbols, type Size } from "../../sizes/size.ts";
import { readsOf } from "../reads.ts";
import { withOperands } from "../../3-graph/kinds.ts";

/** A loop over the positions of an axis. */
export interface Repeat {
  readonly scan: string;
  readonly axis: Axis;
  readonly reversed: boolean;
  /** The loop that this one stands in. */
  readonly parent: Repeat | undefined;
}

export interface Stack {
  readonly key: string;
  readonly repeat: Repeat;
  readonly rows: Axis;
  /** Without the rows. */
  readonly axes: readonly Axis[];
  readonly type: ElementType;
}

/** Where in a stack a value is written: the turn's row or a fixed one, and rows after it. */
export interface Sink {
  readonly stack: Stack;
  /** Before the loop. */
  readonly first: boolean;
  readonly turn: boolean;
  readonly plus: Size;
}

export interface Looped {
  readonly entry: Entry;
  readonly repeats: ReadonlyMap<string, Repeat>;
  readonly stacks: ReadonlyMap<string, Stack>;
  /** By the name of the output. */
  readonly sinks: ReadonlyMap<string, Sink>;
}

type Get = (node: Node) => Node;

interface Taking {
  readonly order: readonly Node[];
  readonly around: ReturnType<typeof scansAround>;
  readonly repeats: Map<string, Repeat>;
  readonly stacks: Map<string, Stack>;
  readonly sinks: Map<string, Sink>;
  readonly outputs: Output[];
  readonly nextNumber: () => number;
}

const one = literalSize(1);

export function takeScansApart(entry: Entry): Looped {
  const order = orderOf(entry);
  const isLooped = order.some(({ kind }) => kind === "scan");
  let next = 0;
  const taking: Taking = {
    order,
    around: isLooped ? scansAround(order) : new Map(),
    repeats: new Map(),
    stacks: new Map(),
    sinks: new Map(),
    outputs: [],
    nextNumber: () => next++,
  };
  const { repeats, stacks, sinks } = taking;
  if (!isLooped) return { entry, repeats, stacks, sinks };
  const made = new Map<Node, Node>();
  const get: Get = (node) => made.get(node) ?? missing(node);
  copyLevel(taking, made, get, new Set(), undefined);
  const outputs = entry.outputs.map((output) => ({ ...output, node: get(output.node) }));
  return { entry: { ...entry, outputs: [...outputs, ...taking.outputs] }, repeats, stacks, sinks };
}

function missing(node: Node): never {
  throw new InternalError(`a ${node.kind} node is read before it is made`, node.span);
}

const nowhere: ReadonlySet<string> = new Set();

function isIn(scans: ReadonlySet<string>, level: ReadonlySet<string>): boolean {
  for (const scan of scans) if (!level.has(scan)) return false;
  return true;
}

/** Makes what stands in exactly these scans, operands first. */
function copyLevel(
  taking: Taking,
  made: Map<Node, Node>,
  get: Get,
  level: ReadonlySet<string>,
  parent: Repeat | undefined,
): void {
  const { order, around } = taking;
  for (const node of order) {
    const scans = around.get(node) ?? nowhere;
    if (!isIn(scans, level) || made.has(node) || (parent !== undefined && !scans.has(parent.scan))) continue;
    if (node.kind !== "scan") {
      made.set(node, withOperands(node, get, taking.nextNumber()));
      continue;
    }
    const isResult = (other: Node): other is ScanNode => other.kind === "scan" && other.scan === node.scan;
    const results = order.filter(isResult);
    for (const [result, value] of takeApart(taking, node, results, get, level, parent))
      made.set(result, value);
  }
}

function takeApart(
  taking: Taking,
  run: ScanNode,
  results: readonly ScanNode[],
  get: Get,
  level: ReadonlySet<string>,
  parent: Repeat | undefined,
): ReadonlyMap<ScanNode, Node> {
  const number = <N extends Node>(node: N): N => ({ ...node, id: taking.nextNumber() });
  const { scan, axis, reversed, span, origin } = run;
  const repeat: Repeat = { scan, axis, reversed, parent };
  taking.repeats.set(scan, repeat);
  const bare = { axes: [], span, label: undefined, origin } as const;
  const turn = number({ ...bare, kind: "leaf", id: 0, type: "int", leaf: { kind: "turn", scan } });
  const here: Position = { kind: "value", node: turn };
  const after: Position = { kind: "add", terms: [here, { kind: "constant", value: one }] };
  const rows: Axis = { id: `${scan} rows`, name: axis.name, size: addSizes(axis.size, one) };

  const indexed = (of: Node, replaced: Axis, at: Position, label?: string): Node => {
    const kept = of.axes.filter(({ id }) => id !== replaced.id);
    const isAlong = at.kind === "axis" || (at.kind === "add" && at !== after);
    const axes = isAlong ? union(kept, [axis]) : kept;
    const parts = {
      replaced: [{ axis: replaced, at }],
      otherwise: undefined,
      type: of.type,
      span,
      label,
      origin,
    };
    return number({ kind: "index", id: 0, of, axes, ...parts });
  };
  const stackOf = (name: string, of: Omit<Stack, "key" | "repeat">): Stack => {
    const stack: Stack = { key: `${scan} ${name}`, repeat, ...of };
    taking.stacks.set(stack.key, stack);
    return stack;
  };
  const leafOf = ({ key, rows: own, axes, type }: Stack, done: boolean, label?: string): Node => {
    const all = union(axes, [own]);
    return number({
      ...bare,
      kind: "leaf",
      id: 0,
      axes: all,
      type,
      label,
      leaf: { kind: "stack", key, done },
    });
  };
  const spread = (of: Node, wanted: readonly Axis[]): Node => {
    const lacking = wanted.filter((each) => !hasAxis(of.axes, each));
    if (lacking.length === 0) return of;
    const leaf = { kind: "constant", value: 0 } as const;
    const zero = number({ ...bare, kind: "leaf", id: 0, axes: lacking, type: of.type, leaf });
    const operator = of.type === "bool" ? "or" : "add";
    const parts = { arguments: [of, zero], type: of.type, span, label: undefined, origin };
    return number({ kind: "map", id: 0, operator, axes: union(of.axes, wanted), ...parts });
  };
  const copyOf = (of: Node): Node => {
    const { axes, type, label } = of;
    return number({
      kind: "index",
      id: 0,
      of,
      replaced: [],
      otherwise: undefined,
      axes,
      type,
      span,
      label,
      origin,
    });
  };
  const write = (node: Node, name: string, sink: Sink): void => {
    taking.sinks.set(name, sink);
    taking.outputs.push({ role: "scan", name, node, order: node.axes });
  };

  const body = topologicalOrder([...run.next, ...run.yielded]);
  const made = new Map<Node, Node>();
  const sums = sumsOf(run, body);
  const single: Axis = { id: `${scan} sum`, name: axis.name, size: one };
  const zero: Position = { kind: "constant", value: literalSize(0) };
  const carried = run.initial.map((initial, index) => {
    const isOwn = ({ leaf }: LeafNode): boolean =>
      leaf.kind === "carried" && leaf.scan === scan && leaf.index === index;
    const leaves = body.filter((node) => node.kind === "leaf" && isOwn(node));
    const axes = union(leaves[0]?.axes ?? initial.axes, run.next[index]?.axes ?? []);
    const isSum = sums.has(index);
    const own = isSum ? single : rows;
    const stack = stackOf(`carried ${index}`, { rows: own, axes, type: initial.type });
    const first = reversed && !isSum ? axis.size : literalSize(0);
    const begins = copyOf(spread(get(initial), axes));
    write(begins, `${stack.key} first`, { stack, first: true, turn: false, plus: first });
    const at = isSum ? zero : reversed ? after : here;
    const value = indexed(leafOf(stack, false), own, at, leaves[0]?.label);
    for (const leaf of leaves) made.set(leaf, value);
    return { stack, value };
  });
  for (const leaf of body) {
    if (leaf.kind !== "leaf" || leaf.leaf.kind !== "seen" || leaf.leaf.scan !== scan) continue;
    const value = get(run.seen[leaf.leaf.index] ?? missing(leaf));
    const isTurn = value.kind === "leaf" && value.leaf.kind === "position" && value.leaf.axis === axis.id;
    made.set(leaf, isTurn ? turn : indexed(value, axis, here, value.label));
  }
  copyLevel(taking, made, (node) => made.get(node) ?? get(node), new Set([...level, scan]), repeat);
  const getHere: Get = (node) => made.get(node) ?? get(node);

  // What a stack's row is made of: a value of this loop that goes nowhere else.
  const used = new Set<Node>();
  const turning = (value: Node): Node => {
    if (
      !dependsOn(
        value,
        turn,
        carried.map((each) => each.value),
      )
    )
      return indexed(spread(value, [axis]), axis, here, value.label);
    const isPlain = value.kind === "map" || value.kind === "reduce";
    if (isPlain && !used.has(value)) {
      used.add(value);
      return value;
    }
    return copyOf(value);
  };
  const nexts = run.next.map((next, index) => {
    const { stack } = carried[index] ?? missing(run);
    const value = spread(getHere(next), stack.axes);
    const plus = literalSize(reversed || sums.has(index) ? 0 : 1);
    const sink: Sink = { stack, first: false, turn: !sums.has(index), plus };
    write(turning(value), `${stack.key} next`, sink);
    return value;
  });
  const yields = run.yielded.map((yielded) => getHere(yielded));
  const rowOf = (plus: number): Position => {
    const at: Position = { kind: "axis", axis };
    return plus === 0 ? at : { kind: "add", terms: [at, { kind: "constant", value: one }] };
  };
  const stacks = yields.map((value, index) => {
    const alike = nexts.indexOf(value);
    const before = carried.findIndex((each) => each.value === value);
    const source = carried[alike >= 0 ? alike : before];
    if (source !== undefined && sameAxes(source.stack.axes, value.axes))
      return { stack: source.stack, row: rowOf(Number(alike >= 0 ? !reversed : reversed)) };
    const stack = stackOf(`yielded ${index}`, { rows: axis, axes: value.axes, type: value.type });
    write(turning(value), `${stack.key} next`, { stack, first: false, turn: true, plus: literalSize(0) });
    return { stack, row: undefined };
  });
  const done = new Map<Stack, Node>();
  const values = new Map<ScanNode, Node>();
  for (const result of results) {
    const { kind, index } = result.result;
    const isFirstRow = reversed || sums.has(index);
    const last: Position = { kind: "constant", value: isFirstRow ? literalSize(0) : axis.size };
    const found = kind === "yielded" ? stacks[index] : { stack: carried[index]?.stack, row: last };
    if (found?.stack === undefined) missing(result);
    const { stack, row } = found;
    const leaf = done.get(stack) ?? leafOf(stack, true, row === undefined ? result.label : undefined);
    done.set(stack, leaf);
    const whole = row === undefined ? leaf : indexed(leaf, stack.rows, row, result.label);
    values.set(result, spread(whole, result.axes));
  }
  return values;
}

/** Carried values that are nothing but sums of what the positions give, and of which the last is asked for alone. */
function sumsOf(run: ScanNode, body: readonly Node[]): ReadonlySet<number> {
  const found = new Set<number>();
  const users = usersOf(body);
  for (const [index, next] of run.next.entries()) {
    const leaves = body.filter((node) => {
      const leaf = node.kind === "leaf" && node.leaf.kind === "carried" ? node.leaf : undefined;
      return leaf?.scan === run.scan && leaf.index === index;
    });
    const [leaf, ...others] = leaves;
    const isAdded = next.kind === "map" && next.operator === "add" && next.type === "real";
    if (leaf === undefined || others.length > 0 || !isAdded || !sameAxes(next.axes, leaf.axes)) continue;
    const isOnce = next.arguments.filter((argument) => argument === leaf).length === 1;
    const isAlone = users.get(leaf)?.length === 1 && (users.get(next) ?? []).length === 0;
    const isAsked = [...run.yielded, ...run.next.filter((_, other) => other !== index)].some(
      (node) => node === next || node === leaf,
    );
    if (isOnce && isAlone && !isAsked) found.add(index);
  }
  return found;
}

function dependsOn(value: Node, turn: Node, carried: readonly Node[]): boolean {
  const seen = new Set<Node>();
  const stack = [value];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node === turn || carried.includes(node)) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    stack.push(...readsOf(node));
  }
  return false;
}

function union(a: readonly Axis[], b: readonly Axis[]): readonly Axis[] {
  const all = [...a, ...b.filter((axis) => !hasAxis(a, axis))];
  return all.sort((x, y) => (x.id < y.id ? -1 : 1));
}

/** The innermost loop in which each of the nodes is computed, operands first. */
export function loopsOf(
  nodes: readonly Node[],
  { entry, repeats, stacks }: Looped,
): ReadonlyMap<Node, Repeat | undefined> {
  if (repeats.size === 0) return new Map();
  const loopsOfSizes = new Map(
    entry.symbols.flatMap(({ symbol, turn }) => {
      const repeat = turn && repeats.get(turn.scan);
      return repeat === undefined ? [] : [[symbol, repeat] as const];
    }),
  );
  const found = new Map<Node, Repeat | undefined>();
  const depth = (repeat: Repeat | undefined): number => (repeat === undefined ? 0 : 1 + depth(repeat.parent));
  for (const node of nodes) {
    let loop = node.kind === "leaf" ? loopOfLeaf(node.leaf, repeats, stacks) : undefined;
    const ofSizes = loopsOfSizes.size === 0 ? [] : symbolsIn(node).map((symbol) => loopsOfSizes.get(symbol));
    for (const inner of [...readsOf(node).map((read) => found.get(read)), ...ofSizes]) {
      if (depth(inner) > depth(loop)) loop = inner;
    }
    found.set(node, loop);
  }
  return found;
}

/** The symbols of sizes that say how large a node is, or where it is read. */
function symbolsIn(node: Node): readonly string[] {
  const over = node.kind === "reduce" || node.kind === "scatter" ? node.over : [];
  const at = node.kind === "index" ? node.replaced.flatMap((one) => sizesOfPosition(one.at)) : [];
  return [...[...node.axes, ...over].map(({ size }) => size), ...at].flatMap(sizeSymbols);
}

function loopOfLeaf(
  leaf: (Node & { readonly kind: "leaf" })["leaf"],
  repeats: Looped["repeats"],
  stacks: Looped["stacks"],
): Repeat | undefined {
  if (leaf.kind === "turn") return repeats.get(leaf.scan);
  if (leaf.kind !== "stack") return undefined;
  const repeat = stacks.get(leaf.key)?.repeat;
  return leaf.done ? repeat?.parent : repeat;
}

/** For each leaf of a stack, what must be there before it is read: its first row in the loop, all that the loop writes after it. */
export function writersOf(
  nodes: readonly Node[],
  { entry, stacks, sinks }: Looped,
): ReadonlyMap<Node, readonly Node[]> {
  const writers = new Map<Node, readonly Node[]>();
  for (const leaf of nodes) {
    if (leaf.kind !== "leaf" || leaf.leaf.kind !== "stack") continue;
    const { key, done } = leaf.leaf;
    const scan = stacks.get(key)?.repeat.scan;
    const all = entry.outputs.filter(({ role, name }) => {
      const sink = role === "scan" ? sinks.get(name) : undefined;
      if (sink === undefined) return false;
      if (sink.first) return sink.stack.key === key;
      return done && sink.stack.repeat.scan === scan;
    });
    writers.set(
      leaf,
      all.map(({ node }) => node),
    );
  }
  return writers;
}
