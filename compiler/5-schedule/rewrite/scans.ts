/**
 * Takes scans apart into plain nodes: a body is computed once for each position, its turn. What is carried and what is yielded lies in
 * stacks, memory with a row for each position (a carried value has one more), so that a value of the loop is a row of a stack, and what
 * a scan gives is the stack. What is only added up has one row, in which it grows. That a stack is written is noted as an output of the entry, so that passes which make nodes anew keep it.
 */
import type { Axis, Entry, LeafNode, Node, Position, ScanNode } from "../../3-graph/graph.ts";
import { withOperands } from "../../3-graph/kinds.ts";
import { sameAxes } from "../../3-graph/positions.ts";
import { orderOf, scansAround, topologicalOrder, usersOf } from "../../3-graph/topology.ts";
import { InternalError } from "../../source/internal-error.ts";
import { literalSize } from "../../sizes/size.ts";
import { readsOf } from "../reads.ts";
import type { Looped, Repeat, Sink, Stack } from "./repeats.ts";
import {
  beginApart,
  copyOf,
  indexed,
  leafOf,
  spread,
  stackOf,
  union,
  write,
  type Apart,
  type Taken,
} from "./scan-nodes.ts";

type Get = (node: Node) => Node;

interface Taking extends Taken {
  readonly order: readonly Node[];
  readonly around: ReturnType<typeof scansAround>;
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

function takeApart(
  taking: Taking,
  run: ScanNode,
  results: readonly ScanNode[],
  get: Get,
  level: ReadonlySet<string>,
  parent: Repeat | undefined,
): ReadonlyMap<ScanNode, Node> {
  const apart = beginApart(taking, run, parent);
  const body = topologicalOrder([...run.next, ...run.yielded]);
  const sums = sumsOf(run, body);
  const made = new Map<Node, Node>();
  const getHere: Get = (node) => made.get(node) ?? get(node);
  const carried = carriedBy(apart, body, sums, made, get);
  bindSeen(apart, body, made, get);
  copyLevel(taking, made, getHere, new Set([...level, run.scan]), apart.repeat);
  const turning = rowMaker(
    apart,
    carried.map(({ value }) => value),
  );
  const nexts = run.next.map((next, index) => {
    const { stack } = carried[index] ?? missing(run);
    const value = spread(apart, getHere(next), stack.axes);
    const plus = literalSize(run.reversed || sums.has(index) ? 0 : 1);
    write(apart, turning(value), `${stack.key} next`, { stack, first: false, turn: !sums.has(index), plus });
    return value;
  });
  const yields = run.yielded.map(getHere);
  const stacks = stacksOfYields(apart, yields, carried, nexts, turning);
  const places = results.map(({ result: { kind, index } }): StackRow | undefined => {
    if (kind === "yielded") return stacks[index];
    const isFirstRow = run.reversed || sums.has(index);
    const last: Position = { kind: "constant", value: isFirstRow ? literalSize(0) : run.axis.size };
    const stack = carried[index]?.stack;
    return stack && { stack, row: last };
  });
  return valuesAfter(apart, results, places);
}

interface Carried {
  readonly stack: Stack;
  /** What the turn reads. */
  readonly value: Node;
}

/** Puts what is carried into stacks, of sums into one row, and their first rows before the loop. */
function carriedBy(
  apart: Apart,
  body: readonly Node[],
  sums: ReadonlySet<number>,
  made: Map<Node, Node>,
  get: Get,
): readonly Carried[] {
  const { run, rows, here, after } = apart;
  const { scan, axis, reversed } = run;
  const single: Axis = { id: `${scan} sum`, name: axis.name, size: literalSize(1) };
  const zero: Position = { kind: "constant", value: literalSize(0) };
  return run.initial.map((initial, index) => {
    const isOwn = ({ leaf }: LeafNode): boolean =>
      leaf.kind === "carried" && leaf.scan === scan && leaf.index === index;
    const leaves = body.filter((node) => node.kind === "leaf" && isOwn(node));
    const axes = union(leaves[0]?.axes ?? initial.axes, run.next[index]?.axes ?? []);
    const isSum = sums.has(index);
    const own = isSum ? single : rows;
    const stack = stackOf(apart, `carried ${index}`, { rows: own, axes, type: initial.type });
    const first = reversed && !isSum ? axis.size : literalSize(0);
    const begins = copyOf(apart, spread(apart, get(initial), axes));
    write(apart, begins, `${stack.key} first`, { stack, first: true, turn: false, plus: first });
    const at = isSum ? zero : reversed ? after : here;
    const value = indexed(apart, leafOf(apart, stack, false, undefined), own, at, leaves[0]?.label);
    for (const leaf of leaves) made.set(leaf, value);
    return { stack, value };
  });
}

/** What a turn sees of values outside is their row. */
function bindSeen(apart: Apart, body: readonly Node[], made: Map<Node, Node>, get: Get): void {
  const { run, turn, here } = apart;
  for (const leaf of body) {
    if (leaf.kind !== "leaf" || leaf.leaf.kind !== "seen" || leaf.leaf.scan !== run.scan) continue;
    const value = get(run.seen[leaf.leaf.index] ?? missing(leaf));
    const isTurn = value.kind === "leaf" && value.leaf.kind === "position" && value.leaf.axis === run.axis.id;
    made.set(leaf, isTurn ? turn : indexed(apart, value, run.axis, here, value.label));
  }
}

/** Gives what a stack's row is made of: a value of this loop that goes nowhere else. */
function rowMaker(apart: Apart, carried: readonly Node[]): Get {
  const { run, turn, here } = apart;
  const used = new Set<Node>();
  return (value) => {
    if (!dependsOn(value, turn, carried))
      return indexed(apart, spread(apart, value, [run.axis]), run.axis, here, value.label);
    const isPlain = value.kind === "map" || value.kind === "reduce";
    if (!isPlain || used.has(value)) return copyOf(apart, value);
    used.add(value);
    return value;
  };
}

/** A row of a stack, or all of it. */
interface StackRow {
  readonly stack: Stack;
  readonly row: Position | undefined;
}

/** What is yielded lies in the stack of what is carried where that is the same. */
function stacksOfYields(
  apart: Apart,
  yields: readonly Node[],
  carried: readonly Carried[],
  nexts: readonly Node[],
  turning: Get,
): readonly StackRow[] {
  const { axis, reversed } = apart.run;
  const along: Position = { kind: "axis", axis };
  const next: Position = { kind: "add", terms: [along, { kind: "constant", value: literalSize(1) }] };
  return yields.map((value, index) => {
    const alike = nexts.indexOf(value);
    const before = carried.findIndex((each) => each.value === value);
    const source = carried[alike >= 0 ? alike : before];
    if (source !== undefined && sameAxes(source.stack.axes, value.axes))
      return { stack: source.stack, row: alike >= 0 === reversed ? along : next };
    const stack = stackOf(apart, `yielded ${index}`, { rows: axis, axes: value.axes, type: value.type });
    const sink: Sink = { stack, first: false, turn: true, plus: literalSize(0) };
    write(apart, turning(value), `${stack.key} next`, sink);
    return { stack, row: undefined };
  });
}

/** What the results of a scan are after its loop. */
function valuesAfter(
  apart: Apart,
  results: readonly ScanNode[],
  places: readonly (StackRow | undefined)[],
): ReadonlyMap<ScanNode, Node> {
  const done = new Map<Stack, Node>();
  const values = new Map<ScanNode, Node>();
  for (const [at, result] of results.entries()) {
    const { stack, row } = places[at] ?? missing(result);
    const leaf = done.get(stack) ?? leafOf(apart, stack, true, row === undefined ? result.label : undefined);
    done.set(stack, leaf);
    const whole = row === undefined ? leaf : indexed(apart, leaf, stack.rows, row, result.label);
    values.set(result, spread(apart, whole, result.axes));
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
