/**
 * Takes scans apart into plain nodes: a body is computed once for each position, its turn. What is carried and what is yielded lies in
 * stacks, memory with a row for each position (a carried value has one more), so that a value of the loop is a row of a stack, and what
 * a scan gives is the stack. What is only added up has one row, in which it grows. That a stack is written is noted as an output of the entry, so that passes which make nodes anew keep it.
 */
import { sameAxes, sizesOfPosition } from "../../3-graph/positions.ts";
import type { Axis, Entry, LeafNode, Node, Output, Position, ScanNode } from "../../3-graph/graph.ts";
import { orderOf, scansAround, topologicalOrder, usersOf } from "../../3-graph/topology.ts";
import { InternalError } from "../../source/internal-error.ts";
import { addSizes, literalSize, sizeSymbols, type Size } from "../../sizes/size.ts";
import { readsOf } from "../reads.ts";
import { withOperands } from "../../3-graph/kinds.ts";
import { createLoopNodes, one, union, type LoopNodes, type StackShape } from "./loop-nodes.ts";

/** A loop over the positions of an axis. */
export interface Repeat {
  readonly scan: string;
  readonly axis: Axis;
  readonly reversed: boolean;
  /** The loop that this one stands in. */
  readonly parent: Repeat | undefined;
}

export interface Stack extends StackShape {
  readonly repeat: Repeat;
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

/** A scan that is taken apart. */
interface Loop {
  readonly taking: Taking;
  readonly run: ScanNode;
  readonly repeat: Repeat;
  /** Of the body, operands first. */
  readonly body: readonly Node[];
  /** Which carried values are only added up. */
  readonly sums: ReadonlySet<number>;
  readonly nodes: LoopNodes;
}

/** A carried value: where it lies, and what the body reads. */
interface Carried {
  readonly stack: Stack;
  readonly value: Node;
}

/** A stack and the place of a result in it; undefined where it is all of the stack. */
interface Kept {
  readonly stack: Stack;
  readonly row: Position | undefined;
}

function takeApart(
  taking: Taking,
  run: ScanNode,
  results: readonly ScanNode[],
  get: Get,
  level: ReadonlySet<string>,
  parent: Repeat | undefined,
): ReadonlyMap<ScanNode, Node> {
  const { scan, axis, reversed } = run;
  const repeat: Repeat = { scan, axis, reversed, parent };
  taking.repeats.set(scan, repeat);
  const body = topologicalOrder([...run.next, ...run.yielded]);
  const nodes = createLoopNodes(run, taking.nextNumber);
  const loop: Loop = { taking, run, repeat, body, sums: sumsOf(run, body), nodes };
  const made = new Map<Node, Node>();
  const carried = carryIn(loop, made, get);
  seeIn(loop, made, get);
  const getHere: Get = (node) => made.get(node) ?? get(node);
  copyLevel(taking, made, getHere, new Set([...level, scan]), repeat);
  const rowOf = createRows(loop, carried);
  const nexts = writeNexts(loop, carried, getHere, rowOf);
  const yields = writeYields(loop, carried, nexts, getHere, rowOf);
  return readResults(loop, results, carried, yields);
}

function addStack({ taking, repeat }: Loop, name: string, of: Omit<Stack, "key" | "repeat">): Stack {
  const stack: Stack = { key: `${repeat.scan} ${name}`, repeat, ...of };
  taking.stacks.set(stack.key, stack);
  return stack;
}

function write({ taking }: Loop, node: Node, name: string, sink: Sink): void {
  taking.sinks.set(name, sink);
  taking.outputs.push({ role: "scan", name, node, order: node.axes });
}

const zero = literalSize(0);

/** Writes what the carried values begin with, and makes what the body reads of them. */
function carryIn(loop: Loop, made: Map<Node, Node>, get: Get): readonly Carried[] {
  const { run, body, sums, nodes } = loop;
  const { scan, axis, reversed } = run;
  const rows: Axis = { id: `${scan} rows`, name: axis.name, size: addSizes(axis.size, one) };
  const single: Axis = { id: `${scan} sum`, name: axis.name, size: one };
  return run.initial.map((initial, index) => {
    const isOwn = ({ leaf }: LeafNode): boolean =>
      leaf.kind === "carried" && leaf.scan === scan && leaf.index === index;
    const leaves = body.filter((node) => node.kind === "leaf" && isOwn(node));
    const axes = union(leaves[0]?.axes ?? initial.axes, run.next[index]?.axes ?? []);
    const isSum = sums.has(index);
    const own = isSum ? single : rows;
    const stack = addStack(loop, `carried ${index}`, { rows: own, axes, type: initial.type });
    const first = reversed && !isSum ? axis.size : zero;
    const begins = nodes.copyOf(nodes.spread(get(initial), axes));
    write(loop, begins, `${stack.key} first`, { stack, first: true, turn: false, plus: first });
    const at: Position = isSum ? { kind: "constant", value: zero } : reversed ? nodes.after : nodes.here;
    const value = nodes.indexed(nodes.leafOf(stack, false), own, at, leaves[0]?.label);
    for (const leaf of leaves) made.set(leaf, value);
    return { stack, value };
  });
}

/** Makes what the body reads of values along the axis: what these have at the turn. */
function seeIn({ run, body, nodes }: Loop, made: Map<Node, Node>, get: Get): void {
  const { scan, axis } = run;
  for (const leaf of body) {
    if (leaf.kind !== "leaf" || leaf.leaf.kind !== "seen" || leaf.leaf.scan !== scan) continue;
    const value = get(run.seen[leaf.leaf.index] ?? missing(leaf));
    const isTurn = value.kind === "leaf" && value.leaf.kind === "position" && value.leaf.axis === axis.id;
    made.set(leaf, isTurn ? nodes.turn : nodes.indexed(value, axis, nodes.here, value.label));
  }
}

/** Gives what a stack's row is made of: a value of this loop that goes nowhere else. */
function createRows({ run, nodes }: Loop, carried: readonly Carried[]): (value: Node) => Node {
  const used = new Set<Node>();
  const values = carried.map((each) => each.value);
  return (value) => {
    if (!dependsOn(value, nodes.turn, values))
      return nodes.indexed(nodes.spread(value, [run.axis]), run.axis, nodes.here, value.label);
    const isPlain = value.kind === "map" || value.kind === "reduce";
    if (!isPlain || used.has(value)) return nodes.copyOf(value);
    used.add(value);
    return value;
  };
}

/** Writes the next carried values, and returns them. */
function writeNexts(
  loop: Loop,
  carried: readonly Carried[],
  get: Get,
  rowOf: (value: Node) => Node,
): readonly Node[] {
  const { run, sums, nodes } = loop;
  return run.next.map((next, index) => {
    const { stack } = carried[index] ?? missing(run);
    const value = nodes.spread(get(next), stack.axes);
    const isSum = sums.has(index);
    const plus = run.reversed || isSum ? zero : one;
    write(loop, rowOf(value), `${stack.key} next`, { stack, first: false, turn: !isSum, plus });
    return value;
  });
}

/** Writes what is yielded, where no carried value's stack has it. */
function writeYields(
  loop: Loop,
  carried: readonly Carried[],
  nexts: readonly Node[],
  get: Get,
  rowOf: (value: Node) => Node,
): readonly Kept[] {
  const { axis, reversed, yielded } = loop.run;
  const along: Position = { kind: "axis", axis };
  const later: Position = { kind: "add", terms: [along, { kind: "constant", value: one }] };
  return yielded.map(get).map((value, index) => {
    const alike = nexts.indexOf(value);
    const before = carried.findIndex((each) => each.value === value);
    const source = carried[alike >= 0 ? alike : before];
    if (source !== undefined && sameAxes(source.stack.axes, value.axes))
      return { stack: source.stack, row: alike >= 0 !== reversed ? later : along };
    const stack = addStack(loop, `yielded ${index}`, { rows: axis, axes: value.axes, type: value.type });
    write(loop, rowOf(value), `${stack.key} next`, { stack, first: false, turn: true, plus: zero });
    return { stack, row: undefined };
  });
}

/** What the scan gives, as rows of its stacks. */
function readResults(
  { run, sums, nodes }: Loop,
  results: readonly ScanNode[],
  carried: readonly Carried[],
  yields: readonly Kept[],
): ReadonlyMap<ScanNode, Node> {
  const done = new Map<Stack, Node>();
  const values = new Map<ScanNode, Node>();
  for (const result of results) {
    const { kind, index } = result.result;
    const isFirstRow = run.reversed || sums.has(index);
    const last: Position = { kind: "constant", value: isFirstRow ? zero : run.axis.size };
    const found = kind === "yielded" ? yields[index] : { stack: carried[index]?.stack, row: last };
    if (found?.stack === undefined) missing(result);
    const { stack, row } = found;
    const leaf = done.get(stack) ?? nodes.leafOf(stack, true, row === undefined ? result.label : undefined);
    done.set(stack, leaf);
    const whole = row === undefined ? leaf : nodes.indexed(leaf, stack.rows, row, result.label);
    values.set(result, nodes.spread(whole, result.axes));
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
