/** Along which free axes an entry works, though its caller gives nothing that has them. */
import { sizeSymbols } from "../sizes/size.ts";
import type { Span } from "../source/spans.ts";
import type { Graph, Node } from "./graph.ts";
import { orderOf } from "./topology.ts";

export interface Unsized {
  readonly axis: string;
  readonly span: Span;
}

/** Each place once; `free` has the names of axes by their symbols. A batch is as large as the caller has examples. */
export function findUnsized(graph: Graph<Node>, free: ReadonlyMap<string, string>): readonly Unsized[] {
  const found = new Map<string, Unsized>();
  for (const entry of graph.entries) {
    const given = new Set(["batch", ...entry.inputs.flatMap(({ axes }) => axes.flatMap(symbolsOf))]);
    for (const { symbol } of entry.symbols) {
      const axis = free.get(symbol);
      if (given.has(symbol) || axis === undefined) continue;
      const span = orderOf(entry).find((node) => node.span !== undefined && has(node, symbol))?.span;
      if (span !== undefined) found.set(`${symbol} ${span.file} ${span.start}`, { axis, span });
    }
  }
  return [...found.values()];
}

function symbolsOf({ size }: Node["axes"][number]): readonly string[] {
  return sizeSymbols(size);
}

function has({ axes }: Node, symbol: string): boolean {
  return axes.some((axis) => symbolsOf(axis).includes(symbol));
}
