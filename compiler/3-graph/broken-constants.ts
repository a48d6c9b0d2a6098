/** What is computed from constants alone, and has no value that every target agrees on. */
import { operator as operatorRecord } from "../operators/table.ts";
import type { Span } from "../source/spans.ts";
import type { Graph, MapNode, Node } from "./graph.ts";
import { constantOf } from "./patterns.ts";
import { numberOf } from "../operators/constant.ts";
import { orderOf } from "./topology.ts";

export interface BrokenConstant {
  /** As it is written in a spec. */
  readonly symbol: string;
  readonly values: readonly number[];
  readonly isInteger: boolean;
  readonly span: Span;
}

/** Those that a simplified graph computes, each place once. */
export function findBrokenConstants(graph: Graph<Node>): readonly BrokenConstant[] {
  const found = new Map<string, BrokenConstant>();
  for (const entry of graph.entries)
    for (const node of orderOf(entry)) {
      const broken = node.kind === "map" ? brokenIn(node) : undefined;
      if (broken === undefined) continue;
      const { file, start, end } = broken.span;
      found.set(`${file} ${start} ${end} ${broken.symbol}`, broken);
    }
  return [...found.values()];
}

function brokenIn(node: MapNode): BrokenConstant | undefined {
  const { span, type } = node;
  const values = node.arguments.map(constantOf).filter((value) => value !== undefined);
  if (span === undefined || values.length < node.arguments.length) return undefined;
  const { evaluate, notation } = operatorRecord(node.operator);
  if (numberOf(evaluate(...values), type) !== undefined) return undefined;
  return { symbol: notation?.symbol ?? node.operator, values, isInteger: type === "int", span };
}
