/** Loops over dispatches, as scans and strips become: what stands in which, and what their stacks wait for. */
import type { Axis, Entry, LeafNode, Node } from "../../3-graph/graph.ts";
import { sizesOfPosition } from "../../3-graph/positions.ts";
import type { ElementType } from "../../operators/operator.ts";
import { sizeSymbols, type Size } from "../../sizes/size.ts";
import { readsOf } from "../reads.ts";

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

/** The innermost loop in which each of the nodes is computed, operands first. */
export function loopsOf(
  nodes: readonly Node[],
  { entry, repeats, stacks, sinks }: Looped,
): ReadonlyMap<Node, Repeat | undefined> {
  if (repeats.size === 0) return new Map();
  const begun = new Map<Node, Repeat | undefined>();
  for (const { role, name, node } of entry.outputs) {
    const sink = role === "scan" ? sinks.get(name) : undefined;
    // A loop in a loop begins anew in each turn of the outer one, though with the same.
    if (sink?.first === true) begun.set(node, sink.stack.repeat.parent);
  }
  const loopsOfSizes = new Map(
    entry.symbols.flatMap(({ symbol, turn }) => {
      const repeat = turn && repeats.get(turn.scan);
      return repeat === undefined ? [] : [[symbol, repeat] as const];
    }),
  );
  const found = new Map<Node, Repeat | undefined>();
  const depth = (repeat: Repeat | undefined): number => (repeat === undefined ? 0 : 1 + depth(repeat.parent));
  for (const node of nodes) {
    let loop = node.kind === "leaf" ? loopOfLeaf(node.leaf, repeats, stacks) : begun.get(node);
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
  leaf: LeafNode["leaf"],
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
