/** Who reads whom, with contractions as nodes of two operands: their products are values that nobody computes. */
import type { Node } from "../../3-graph/graph.ts";
import { contractionOf } from "../contraction.ts";
import { readersOf, readsOf } from "../reads.ts";

export interface Flow {
  /** Operands first, without products. */
  readonly nodes: readonly Node[];
  readonly readsOf: (node: Node) => readonly Node[];
  readonly readersOf: (node: Node) => readonly Node[];
  readonly isContraction: (node: Node) => boolean;
}

export function flowOf(all: readonly Node[], outputs: ReadonlySet<Node>): Flow {
  const readers = readersOf(all);
  const operands = new Map<Node, readonly Node[]>();
  for (const node of all) {
    const contraction = contractionOf(node);
    if (contraction !== undefined) operands.set(node, [contraction.leftOperand, contraction.rightOperand]);
  }
  const isProduct = (node: Node): boolean => {
    const own = readers.get(node) ?? [];
    return !outputs.has(node) && own.length > 0 && own.every((reader) => operands.has(reader));
  };
  const products = new Set([...operands.keys()].flatMap(readsOf).filter(isProduct));
  const reads = (node: Node): readonly Node[] => {
    const own = readsOf(node);
    return own.some((read) => products.has(read)) ? (operands.get(node) ?? own) : own;
  };
  const nodes = all.filter((node) => !products.has(node));
  const found = new Map<Node, Node[]>(nodes.map((node) => [node, []]));
  for (const node of nodes) for (const read of reads(node)) found.get(read)?.push(node);
  return {
    nodes,
    readsOf: reads,
    readersOf: (node) => found.get(node) ?? [],
    isContraction: (node) => operands.has(node),
  };
}
