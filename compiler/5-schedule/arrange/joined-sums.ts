/**
 * A sum over many parameters of the same over each one's gradient, such as the square of the norm that a step is clipped by, is one sum
 * over the block in which the gradients lie: so many kernels as one model has, the next one has too, however deep it is.
 */
import { addPositions, axisPosition, sameAxes, scalePosition, unionAxes } from "../../3-graph/positions.ts";
import type { Axis, IndexNode, MapNode, Node, ReduceNode } from "../../3-graph/graph.ts";
import { withOperands } from "../../3-graph/kinds.ts";
import { InternalError } from "../../source/internal-error.ts";
import { literalSize, multiplySizes } from "../../sizes/size.ts";
import type { Layout } from "../layout.ts";
import type { Form } from "./arrange.ts";
import type { Block, Blocks } from "./joined-updates.ts";
import { vector } from "../memory.ts";
import { inOrder, numberAfter, readersOf, readsOf } from "../reads.ts";
import { renewed } from "./renewed.ts";
import { fewestRows, largeReduction } from "../rewrite/stages.ts";

/** So many rows keep every lane of a device busy, and are few to add up. */
const usualRows = 512;

/** One of the terms of a sum: what is summed over all of a gradient. */
interface Term {
  readonly node: ReduceNode;
  readonly leaf: Node;
  readonly member: Node;
  /** The same for terms that do the same to their gradients. */
  readonly form: string;
}

/** Gives a node its number. */
type Numbering = <N extends Omit<Node, "id">>(node: N) => N & { readonly id: number };

/** Nodes that depend on such a sum are made anew. */
export function joinSums(form: Form): Form {
  const { entry, blocks, strips } = form;
  const leaves = new Map(
    [...blocks].flatMap(([leaf, { nodes }]) => [...nodes.keys()].map((node) => [node, leaf])),
  );
  if (leaves.size === 0) return form;
  const outputs = entry.outputs.map(({ node }) => node);
  const nodes = inOrder([...outputs, ...leaves.keys()]);
  const sums = sumsOf(nodes, new Set(outputs), leaves, blocks);
  if (sums.size === 0) return form;
  const made = new Map<Node, Node>();
  const get = (node: Node): Node => made.get(node) ?? node;
  let next = numberAfter(nodes);
  const number: Numbering = (node) => ({ ...node, id: next++ });
  // What reads a block, or what strips make, comes after all that lies in it.
  const wholes = new Map([...strips.makers].flatMap(([whole, makers]) => makers.map((one) => [one, whole])));
  const changed = new Set<Node>();
  const change = (node: Node, to: Node): void => {
    made.set(node, to);
    for (let one: Node | undefined = node; one !== undefined; one = wholes.get(one)) {
      changed.add(one);
      const leaf = leaves.get(one);
      if (leaf !== undefined) changed.add(leaf);
    }
  };
  for (const node of nodes) {
    const sum = sums.get(node);
    if (sum !== undefined) change(node, remake(sum, get, number));
    else if (changed.size > 0 && readsOf(node).some((read) => changed.has(read)))
      change(node, withOperands(node, get, next++));
  }
  return renewed(form, get);
}

/** Of scalars. */
type Addition = MapNode;

/** A chain of additions. */
interface Sum {
  readonly root: Addition;
  /** From left to right. */
  readonly terms: readonly Node[];
  /** Of terms, those that become one with others. */
  readonly parts: ReadonlyMap<Node, Part>;
}

/** Terms over gradients that lie one after the other, from the block's beginning. */
interface Part extends Shape {
  readonly first: Term;
}

/** What is summed first, and then. */
interface Shape {
  /** The block's one axis, where it is read at rows and columns that aren't its own. */
  readonly element?: Axis;
  /** None where all is summed at once. */
  readonly rows: readonly Axis[];
  readonly columns: readonly Axis[];
}

function sumsOf(
  nodes: readonly Node[],
  outputs: ReadonlySet<Node>,
  leaves: ReadonlyMap<Node, Node>,
  blocks: Blocks,
): ReadonlyMap<Node, Sum> {
  const readers = readersOf(nodes);
  const isLink = (node: Node): boolean => readers.get(node)?.length === 1 && !outputs.has(node);
  const roots = new Map<Node, Addition>();
  for (const node of [...nodes].reverse()) {
    if (!isAddition(node)) continue;
    const [reader] = isLink(node) ? (readers.get(node) ?? []) : [];
    roots.set(node, (reader === undefined ? undefined : roots.get(reader)) ?? node);
  }
  const found = new Map<Addition, Map<string, Term[]>>();
  for (const node of nodes) {
    const term = termOf(node, leaves);
    if (term === undefined || !isLink(node)) continue;
    const [reader] = readers.get(node) ?? [];
    const root = reader === undefined ? undefined : roots.get(reader);
    if (root === undefined) continue;
    const alike = found.get(root) ?? new Map<string, Term[]>();
    found.set(root, alike);
    const key = `${term.leaf.id} ${term.form}`;
    const terms = alike.get(key);
    if (terms === undefined) alike.set(key, [term]);
    else terms.push(term);
  }
  const sums = new Map<Node, Sum>();
  for (const [root, alike] of found) {
    const parts = new Map<Node, Part>();
    for (const terms of alike.values()) {
      const [first] = terms;
      const block = first === undefined ? undefined : blocks.get(first.leaf);
      for (const [node, part] of block === undefined ? [] : partsOf(terms, block)) parts.set(node, part);
    }
    if (parts.size > 0) sums.set(root, { root, terms: termsOf(root, roots), parts });
  }
  return sums;
}

/** Of a chain of any length, from left to right. */
function termsOf(root: Addition, roots: ReadonlyMap<Node, Addition>): readonly Node[] {
  const terms: Node[] = [];
  const stack: Node[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (isAddition(node) && roots.get(node) === root) stack.push(...[...node.arguments].reverse());
    else terms.push(node);
  }
  return terms;
}

function isAddition(node: Node): node is Addition {
  return node.kind === "map" && node.operator === "add" && node.axes.length === 0;
}

/**
 * Where each gradient of the block has its term. Large sums have rows, a workgroup each, of vectors: the last gradient, if it doesn't end
 * where a vector does, has no part in them.
 */
function partsOf(terms: readonly Term[], block: Block): readonly (readonly [Node, Part])[] {
  const all = [...block.nodes].sort(([, a], [, b]) => a - b);
  const { count, order } = block.home.layout;
  const [element, ...inner] = order;
  const last = all.at(-1);
  if (terms.length !== all.length || element === undefined || last === undefined) return [];
  const isRagged = count >= largeReduction && count % vector !== 0;
  const joined = terms.filter(({ member }) => !isRagged || member !== last[0]);
  const [first] = joined;
  if (first === undefined || joined.length < 2) return [];
  const shape =
    inner.length > 0
      ? shapeOfAxes(block.home.layout)
      : shapeOfElements(element, isRagged ? last[1] : count, isRagged);
  const part: Part = { first, ...shape };
  return joined.map(({ node }) => [node, part]);
}

function shapeOfElements(element: Axis, count: number, isRagged: boolean): Shape {
  const axisOf = (name: string, size: number): Axis => ({
    id: `${element.id} ${name}`,
    name,
    size: literalSize(size),
  });
  if (count < largeReduction)
    return isRagged
      ? { element, rows: [], columns: [axisOf("column", count)] }
      : { rows: [], columns: [element] };
  const rows = rowsOf(count / vector);
  return { element, rows: [axisOf("row", rows)], columns: [axisOf("column", count / rows)] };
}

/** Rows are the slowest axes. */
function shapeOfAxes({ count, order, strides }: Layout): Shape {
  if (count < largeReduction) return { rows: [], columns: order };
  const distance = (at: number): number => {
    const stride = strides.get(order[at - 1]?.id ?? "") ?? 1;
    return Math.abs(Math.log(count / stride / usualRows));
  };
  const ends = order.slice(1).map((_, at) => at + 1);
  const end = ends.reduce((best, at) => (distance(at) < distance(best) ? at : best));
  return { rows: order.slice(0, end), columns: order.slice(end) };
}

/** The divisor that comes next to `usualRows`, of those that are enough. */
function rowsOf(vectors: number): number {
  let best = vectors;
  const isBetter = (rows: number): boolean =>
    rows >= fewestRows && Math.abs(Math.log(rows / usualRows)) < Math.abs(Math.log(best / usualRows));
  for (let divisor = 1; divisor * divisor <= vectors; divisor++) {
    if (vectors % divisor !== 0) continue;
    for (const rows of [divisor, vectors / divisor]) if (isBetter(rows)) best = rows;
  }
  return best;
}

/** A sum over all of a gradient, in one stage or in several, of a formula of one position. */
function termOf(node: Node, leaves: ReadonlyMap<Node, Node>): Term | undefined {
  if (node.kind !== "reduce" || node.operator !== "sum" || node.axes.length > 0) return undefined;
  const of = summedBy(node);
  let member: Node | undefined;
  const known = new Map<Node, string>();
  // What is read several times is written once.
  const visit = (one: Node): string => {
    const found = known.get(one);
    if (found !== undefined) return found;
    const form = formOf(one);
    known.set(one, `(${known.size})`);
    return form;
  };
  const formOf = (one: Node): string => {
    if (leaves.has(one) && sameAxes(one.axes, of.axes)) {
      member ??= one;
      return one === member ? "gradient" : "?";
    }
    if (one.axes.length === 0) return `#${one.id}`;
    if (one.kind === "leaf" && one.leaf.kind === "constant") return `${one.leaf.value} ${one.type}`;
    return one.kind === "map" ? `${one.operator}(${one.arguments.map(visit).join()})` : "?";
  };
  const form = visit(of);
  const leaf = member === undefined ? undefined : leaves.get(member);
  return member === undefined || leaf === undefined || form.includes("?")
    ? undefined
    : { node, leaf, member, form };
}

function summedBy(node: ReduceNode): Node {
  return node.of.kind === "reduce" && node.of.operator === "sum" ? summedBy(node.of) : node.of;
}

/** The chain with each part's terms as one, where the first of them stood. */
function remake({ root, terms, parts }: Sum, get: (node: Node) => Node, number: Numbering): Node {
  const done = new Set<Part>();
  const [first, ...others] = terms.flatMap((term) => {
    const part = parts.get(term);
    if (part === undefined) return [get(term)];
    if (done.has(part)) return [];
    done.add(part);
    return [sumOf(part, get, number)];
  });
  if (first === undefined) throw new InternalError("a sum of nothing", root.span);
  const sum = others.reduce<Node>(
    (before, term) => number({ ...root, label: undefined, arguments: [before, term] }),
    first,
  );
  return { ...sum, label: root.label };
}

function sumOf({ first, element, rows, columns }: Part, get: (node: Node) => Node, number: Numbering): Node {
  const { node, leaf, member } = first;
  const axes = unionAxes(rows, columns);
  const flat = new Map([
    [member, element === undefined ? leaf : number(viewOf(leaf, element, rows, columns))],
  ]);
  const flatten = (one: Node): Node => {
    const known = one.axes.length === 0 ? get(one) : flat.get(one);
    if (known !== undefined) return known;
    const result = number({ ...withOperands(one, flatten), axes, label: undefined });
    flat.set(one, result);
    return result;
  };
  const of = flatten(summedBy(node));
  const name = node.origin?.names.at(-1);
  const label = name === undefined ? undefined : `parameters.${name}`;
  const inner = number({ ...node, of, over: unionAxes(columns), axes: unionAxes(rows), label });
  return rows.length === 0 ? inner : number({ ...node, of: inner, over: unionAxes(rows), axes: [], label });
}

/** A block's elements as rows and columns. */
function viewOf(
  of: Node,
  element: Axis,
  rows: readonly Axis[],
  columns: readonly Axis[],
): Omit<IndexNode, "id"> {
  const width = columns.reduce((size, axis) => multiplySizes(size, axis.size), literalSize(1));
  const at = addPositions([
    ...rows.map((row) => scalePosition(axisPosition(row), width)),
    ...columns.map(axisPosition),
  ]);
  return {
    ...{ kind: "index", axes: unionAxes(rows, columns), type: of.type },
    ...{ span: undefined, label: undefined, origin: undefined },
    ...{ of, replaced: [{ axis: element, at }], otherwise: undefined },
  };
}
