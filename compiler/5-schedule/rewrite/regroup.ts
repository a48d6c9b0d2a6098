/**
 * Brackets the product under a sum into two operands, so that a contraction of any number of factors becomes one of two: an axis that
 * one factor alone has is summed in it first, factors with the same axes are multiplied, and factors that the sum doesn't touch come
 * after it. The result is a graph of its own.
 */
import type { Axis, Entry, MapNode, Node, ReduceNode } from "../../3-graph/graph.ts";
import { underViews } from "../contraction.ts";
import { countOf, type Bounds } from "../layout.ts";
import { nodesOf, isStored, placesFor } from "../reads.ts";
import { withOperands } from "../../3-graph/kinds.ts";
import { isFarFromOne } from "../../operators/reference.ts";
import { equalAxes, hasAxis, sameAxes, unionAxes, withoutAxes } from "../../3-graph/positions.ts";

/** A contraction has few factors; those of a long chain of products are what many sums have in common, and stay as they are. */
const mostFactors = 16;

/** The entry with every sum of products in that form; nodes are numbered anew. */
export function regroupProducts(entry: Entry, bounds: Bounds): Entry {
  const nodes = nodesOf(entry);
  const made = placesFor(nodes);
  let next = 0;
  const get = (node: Node): Node => made[node.id] ?? node;
  // The forward pass and its gradient ask for the same products: each is made once.
  const products = new Map<Node, MapNode[]>();
  const multiply = (a: Node, b: Node, { span, origin }: Node, label?: string): Node => {
    let own = products.get(a);
    if (own === undefined) products.set(a, (own = []));
    const known = own.find(({ arguments: [, second] }) => second === b);
    if (known !== undefined) return known;
    const parts = {
      operator: "multiply",
      arguments: [a, b],
      axes: unionAxes(a.axes, b.axes),
      type: "real",
    } as const;
    const product: MapNode = { kind: "map", ...parts, id: next++, span, label, origin };
    own.push(product);
    return product;
  };
  const sums = new Map<Node, ReduceNode[]>();
  const sum = (of: Node, over: readonly Axis[], { span, origin }: Node, label?: string): Node => {
    let own = sums.get(of);
    if (own === undefined) sums.set(of, (own = []));
    const known = own.find((one) => equalAxes(one.over, over));
    if (known !== undefined) return known;
    const axes = withoutAxes(of.axes, over);
    const parts = { operator: "sum", over, of, axes, type: "real" } as const;
    const total: ReduceNode = { kind: "reduce", ...parts, id: next++, span, label, origin };
    own.push(total);
    return total;
  };
  for (const node of nodes) {
    const factors = node.kind === "reduce" ? factorsUnder(node) : undefined;
    if (node.kind !== "reduce" || factors === undefined) {
      made[node.id] = withOperands(node, get, next++);
      continue;
    }
    const inner = factors.map((factor) => ({ factor, alone: aloneIn(factor, factors, node.over) }));
    const over = node.over.filter((axis) => !inner.some(({ alone }) => hasAxis(alone, axis)));
    const summed = inner.map(({ factor, alone }) =>
      alone.length === 0 ? get(factor) : sum(get(factor), alone, node),
    );
    const { left, right, scales } = groupsOf(summed, over, bounds);
    const product = (all: readonly Node[]): Node | undefined => {
      const whole = smallestProduct(
        node.of,
        factors.filter((_, at) => all.some((one) => one === summed[at])),
      );
      return all.reduce<Node | undefined>(
        (done, one) => (done === undefined ? one : multiply(done, one, whole)),
        undefined,
      );
    };
    const [a, b, scale] = [product(left), product(right), product(scales)];
    const inside = a === undefined ? b : b === undefined ? a : multiply(a, b, node.of);
    const { label } = node;
    const total =
      inside === undefined || over.length === 0
        ? inside
        : sum(inside, over, node, scale === undefined ? label : undefined);
    const result =
      total === undefined ? scale : scale === undefined ? total : multiply(total, scale, node, label);
    made[node.id] = result ?? withOperands(node, get, next++);
  }
  return { ...entry, outputs: entry.outputs.map((output) => ({ ...output, node: get(output.node) })) };
}

/** The factors of a real sum of products, where there is something to bracket. */
function factorsUnder(node: ReduceNode): readonly Node[] | undefined {
  if (node.operator !== "sum" || node.type !== "real" || !isProduct(node.of)) return undefined;
  const factors = factorsOf(node.of);
  if (factors.length < 2 || factors.some(({ type }) => type !== "real")) return undefined;
  return factors;
}

function aloneIn(factor: Node, factors: readonly Node[], over: readonly Axis[]): readonly Axis[] {
  // A square has the same factor twice, and neither is alone.
  return over.filter((axis) => {
    let count = 0;
    for (const { axes } of factors) if (hasAxis(axes, axis)) count += 1;
    return count === 1 && hasAxis(factor.axes, axis);
  });
}

interface Factors {
  readonly left: readonly Node[];
  readonly right: readonly Node[];
  readonly scales: readonly Node[];
}

/** The factors as two operands; all on the left where the sum is no contraction of theirs. */
function groupsOf(factors: readonly Node[], over: readonly Axis[], bounds: Bounds): Factors {
  const summed = factors.filter(({ axes }) => axes.some((axis) => hasAxis(over, axis)));
  const scales = factors.filter((factor) => !summed.includes(factor));
  const keptAxes = new Map(summed.map((factor) => [factor, withoutAxes(factor.axes, over)]));
  const kept = (factor: Node): readonly Axis[] => keptAxes.get(factor) ?? [];
  const bySize = [...summed].sort((a, b) => countOf(kept(b), bounds) - countOf(kept(a), bounds));
  const [largest] = bySize;
  if (largest === undefined) return { left: summed, right: [], scales };
  const other = bySize.find((factor) => kept(factor).some((axis) => !hasAxis(kept(largest), axis)));
  if (other === undefined) {
    // A stored matrix times what is made of vectors: these are made first.
    const isMatrix = isStored(underViews(largest)) && kept(largest).length > 0;
    // In a square it stands twice.
    const vectors = summed.filter((_, at) => at !== summed.indexOf(largest));
    return isMatrix ? { left: [largest], right: vectors, scales } : { left: summed, right: [], scales };
  }
  const isIn = (factor: Node, side: Node): boolean => kept(factor).every((axis) => hasAxis(kept(side), axis));
  // What fits on both sides goes where its axes are the same.
  const left = summed.filter((factor) => isIn(factor, largest) && !sameAxes(kept(factor), kept(other)));
  const right = summed.filter((factor) => !left.includes(factor));
  return right.every((factor) => isIn(factor, other))
    ? { left, right, scales }
    : { left: summed, right: [], scales };
}

/** From left to right. Of a longer product, such as a square of a square and so on, the outermost are taken apart. */
function factorsOf(product: Node): readonly Node[] {
  let factors: readonly Node[] = [product];
  for (;;) {
    const apart = factors.flatMap((node) => (isProduct(node) ? node.arguments : [node]));
    if (apart.length === factors.length || apart.length > mostFactors) return factors;
    factors = apart;
  }
}

/** The innermost product that has all these factors: what is left of it without the others is of its formula. */
function smallestProduct(product: Node, factors: readonly Node[]): Node {
  if (!isProduct(product)) return product;
  const inner = product.arguments.find((part) => {
    const own = factorsOf(part);
    return factors.every((factor) => own.includes(factor));
  });
  return inner === undefined ? product : smallestProduct(inner, factors);
}

function isProduct(node: Node): node is MapNode {
  const isMultiplied = node.kind === "map" && node.operator === "multiply" && node.type === "real";
  return isMultiplied && !node.arguments.some(isFar);
}

function isFar(node: Node): boolean {
  return node.kind === "leaf" && node.leaf.kind === "constant" && isFarFromOne(node.leaf.value);
}
