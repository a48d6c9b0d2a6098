/**
 * What a generator keeps gets a row a position. In the graph the kept value is chosen anew at all positions, the last one's row or
 * what was there before; in memory only that row is written, where it belongs, and readers of the whole come after it.
 */
import type { Axis, Entry, LeafNode, Node, Output } from "../../3-graph/graph.ts";
import { InternalError } from "../../source/internal-error.ts";
import { literalSize, type Size } from "../../sizes/size.ts";
import { copyOf } from "./copies.ts";
import type { Block } from "./joined-updates.ts";
import { layOut, strideOf, type Bounds } from "../layout.ts";
import { nodesOf } from "../reads.ts";
import { withOperands } from "../../3-graph/kinds.ts";
import type { Stored } from "./stored.ts";
import type { Home } from "../homes.ts";

export interface Appended {
  readonly entry: Entry;
  /** What stands for a kept value after its row was written. */
  readonly blocks: ReadonlyMap<Node, Block>;
  /** Where the rows lie, and of what. */
  readonly homes: ReadonlyMap<Node, Home>;
  readonly targets: ReadonlyMap<Node, string>;
  /** What stands for a node now. */
  readonly nodeOf: (node: Node) => Node;
}

interface Append {
  readonly path: string;
  readonly axis: Axis;
  /** A size of the day, or a number that is there when the entry begins; in a ring its remainder by the ring's size. */
  readonly at: Size | Node;
  readonly within: number | undefined;
  readonly row: Node;
  readonly leaf: LeafNode;
}

export function appendRows(entry: Entry, stored: Stored, bounds: Bounds): Appended {
  const appends = new Map<Node, Append>();
  for (const { role, name, node } of entry.outputs) {
    const append = role === "cache" ? appendOf(node, name) : undefined;
    if (append !== undefined) appends.set(node, append);
  }
  const blocks = new Map<Node, Block>();
  const homes = new Map<Node, Home>();
  const targets = new Map<Node, string>();
  if (appends.size === 0) return { entry, blocks, homes, targets, nodeOf: (node) => node };
  const made = new Map<Node, Node>();
  let next = 0;
  const nodeOf = (node: Node): Node => {
    const found = made.get(node);
    if (found === undefined) throw new InternalError("a value is read before it is made", node.span);
    return found;
  };
  // Numbers rise from operands to readers: a kept value comes after its row, which it no longer reads.
  for (const node of nodesOf(entry)) {
    const append = appends.get(node);
    if (append === undefined) {
      made.set(node, withOperands(node, nodeOf, next++));
      continue;
    }
    const found = nodeOf(append.row);
    const row = found.kind === "leaf" || homes.has(found) ? copyOf(found, next++) : found;
    const at = isNode(append.at) ? nodeOf(append.at) : append.at;
    const { home, block } = placeOf({ ...append, at }, row, stored, bounds);
    homes.set(row, home);
    targets.set(row, append.path);
    const leaf: LeafNode = { ...append.leaf, id: next++ };
    blocks.set(leaf, block);
    made.set(node, leaf);
  }
  const outputs = entry.outputs.map((output): Output => {
    const append = appends.get(output.node);
    const block = append && blocks.get(nodeOf(output.node));
    const [row] = block?.nodes.keys() ?? [];
    return { ...output, node: row ?? nodeOf(output.node) };
  });
  return { entry: { ...entry, outputs }, blocks, homes, targets, nodeOf };
}

function isNode(at: Size | Node): at is Node {
  return "kind" in at;
}

/** `select(position of the axis == at, row, state)`. */
function appendOf(node: Node, path: string): Append | undefined {
  if (node.kind !== "map" || node.operator !== "select") return undefined;
  const [condition, row, leaf] = node.arguments;
  if (leaf?.kind !== "leaf" || leaf.leaf.kind !== "state" || leaf.leaf.path !== path) return undefined;
  if (row === undefined || condition?.kind !== "map" || condition.operator !== "equal") return undefined;
  const [position, last] = condition.arguments;
  const within = last === undefined ? undefined : ringOf(last);
  const whole = within === undefined || last?.kind !== "map" ? last : last.arguments[0];
  const at = whole && (sizeOf(whole) ?? (whole.kind === "leaf" ? whole : undefined));
  const [axis] = position?.axes ?? [];
  if (position?.kind !== "leaf" || position.leaf.kind !== "position") return undefined;
  return axis === undefined || at === undefined ? undefined : { path, axis, at, within, row, leaf };
}

function ringOf(node: Node): number | undefined {
  if (node.kind !== "map" || node.operator !== "modulo") return undefined;
  const [, by] = node.arguments;
  return by?.kind === "leaf" && by.leaf.kind === "constant" ? by.leaf.value : undefined;
}

function sizeOf(node: Node): Size | undefined {
  if (node.kind !== "leaf") return undefined;
  if (node.leaf.kind === "size") return node.leaf.size;
  return node.leaf.kind === "constant" ? literalSize(node.leaf.value) : undefined;
}

function placeOf(
  { path, axis, at, within }: Append,
  row: Node,
  stored: Stored,
  bounds: Bounds,
): { readonly home: Home; readonly block: Block } {
  const whole = stored.homes.get(path);
  if (whole === undefined) throw new InternalError(`there is no state \`${path}\``, row.span);
  const order = whole.layout.order.filter(({ id }) => id !== axis.id);
  const strides = new Map(order.map((one) => [one.id, strideOf(whole.layout, one)]));
  const { count } = layOut(order, bounds);
  const from = { at, within, stride: strideOf(whole.layout, axis) };
  const home: Home = { arena: whole.arena, layout: { order, strides, count }, from };
  return { home, block: { name: "kept", home: whole, paths: [path], nodes: new Map([[row, 0]]) } };
}
