/**
 * An evaluation over many batches adds what a formula sums over `batch`, numerators and denominators each by itself, and works out the
 * rest of the formula once, from the totals.
 */
import type { SourceBuilder } from "../graph-builder.ts";
import type { Axis, Input, Output, ReduceOperator, SourceNode } from "../graph.ts";
import { operands, rebuildSource } from "../kinds.ts";

export interface Split {
  /** Of each batch. */
  readonly totals: readonly Output<SourceNode>[];
  /** What the rest reads in the totals' place. */
  readonly inputs: readonly Input[];
  /** The rest. */
  readonly concluded: readonly Output<SourceNode>[];
  /** Formulas that look into a batch in another way: they stay whole. */
  readonly whole: readonly Output<SourceNode>[];
}

const batch = "batch";

export function splitTotals(builder: SourceBuilder, outputs: readonly Output<SourceNode>[]): Split {
  const depends = dependenceOnBatch();
  const totals = new Map<SourceNode, { readonly output: Output<SourceNode>; readonly leaf: SourceNode }>();
  const totalOf = (node: SourceNode, combine: ReduceOperator): SourceNode => {
    const known = totals.get(node);
    if (known !== undefined) return known.leaf;
    const name = `total ${totals.size}`;
    const leaf = builder.leaf({ kind: "input", name }, node.axes, node.type);
    totals.set(node, { output: { role: "total", name, node, order: node.axes, combine }, leaf });
    return leaf;
  };
  const concluded: Output<SourceNode>[] = [];
  const whole: Output<SourceNode>[] = [];
  for (const output of outputs) {
    const node = rest(builder, output.node, depends, totalOf);
    if (node === undefined) whole.push(output);
    else concluded.push({ ...output, node });
  }
  // A formula that stayed whole may have left totals that nothing reads.
  const used = new Set(concluded.flatMap(({ node }) => [...beneath(node)]));
  const all = [...totals.values()].filter(({ leaf }) => used.has(leaf));
  return {
    totals: all.map(({ output }) => output),
    inputs: all.map(({ output: { name, node } }) => ({
      name,
      axes: node.axes,
      type: node.type,
      indexes: undefined,
    })),
    concluded,
    whole,
  };
}

type Depends = (node: SourceNode) => boolean;

/** The node over totals; undefined where it can't be had from them. */
function rest(
  builder: SourceBuilder,
  root: SourceNode,
  depends: Depends,
  totalOf: (node: SourceNode, combine: ReduceOperator) => SourceNode,
): SourceNode | undefined {
  const made = new Map<SourceNode, SourceNode | undefined>();
  const visit = (node: SourceNode): SourceNode | undefined => {
    if (!depends(node)) return node;
    if (!made.has(node)) made.set(node, visitDependent(node));
    return made.get(node);
  };
  const visitDependent = (node: SourceNode): SourceNode | undefined => {
    if (node.axes.some(isOfBatch)) return undefined;
    if (node.kind === "reduce" && node.over.some(({ id }) => id === batch))
      return totalOf(node, node.operator);
    if (node.kind === "leaf") {
      const grows = node.leaf.kind === "size" && node.leaf.size.terms.every(isProportional);
      return grows ? totalOf(node, "sum") : undefined;
    }
    if (node.kind === "gradient") return undefined;
    const parts = new Map(operands<SourceNode>(node).map((operand) => [operand, visit(operand)]));
    if ([...parts.values()].includes(undefined)) return undefined;
    const part = (of: SourceNode): SourceNode => parts.get(of) ?? of;
    return rebuildSource(builder, node, part);
  };
  return visit(root);
}

function isOfBatch({ id, size }: Axis): boolean {
  return id === batch || size.terms.some(({ symbols }) => symbols.includes(batch));
}

function isProportional({ symbols }: { readonly symbols: readonly string[] }): boolean {
  return symbols.filter((symbol) => symbol === batch).length === 1;
}

/** Whether a node's value is another for another batch. */
function dependenceOnBatch(): Depends {
  const known = new Map<SourceNode, boolean>();
  const depends = (node: SourceNode): boolean => {
    const found = known.get(node);
    if (found !== undefined) return found;
    const own =
      node.axes.some(isOfBatch) ||
      (node.kind === "leaf" &&
        (node.leaf.kind === "input" ||
          node.leaf.kind === "length" ||
          (node.leaf.kind === "size" &&
            node.leaf.size.terms.some(({ symbols }) => symbols.includes(batch)))));
    const result = own || operands<SourceNode>(node).some(depends);
    known.set(node, result);
    return result;
  };
  return depends;
}

function beneath(root: SourceNode): ReadonlySet<SourceNode> {
  const found = new Set<SourceNode>([root]);
  for (const node of found) for (const operand of operands<SourceNode>(node)) found.add(operand);
  return found;
}
