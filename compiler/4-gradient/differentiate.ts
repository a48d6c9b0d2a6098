/**
 * Replaces every `gradient` by nodes of the seven kinds, in reverse mode, graph to graph: the result can be simplified,
 * fused and differentiated again like anything that was written.
 */
import { createBuilder, createSourceBuilder } from "../3-graph/builder.ts";
import { tableOf } from "../3-graph/by-node.ts";
import type { GradientNode, Graph, Node, SourceNode } from "../3-graph/graph.ts";
import { rebuild, rebuildSource } from "../3-graph/kinds.ts";
import { mapOutputs } from "../3-graph/outputs.ts";
import { orderOf, topologicalOrder } from "../3-graph/topology.ts";
import { InternalError } from "../source/internal-error.ts";
import { sweep } from "./sweep.ts";

/** The roots without `gradient`, `mark` and `stop`, in the same order, made by one new builder; as they are where there are none. */
export function differentiateNodes(
  roots: readonly SourceNode[],
  order: readonly SourceNode[] = topologicalOrder(roots),
): readonly Node[] {
  const without = withoutGradients(roots, order);
  return withoutIdentities(without, without === roots ? order : topologicalOrder(without));
}

/** All entries of a graph without `gradient`, `mark` and `stop`. Each has a builder of its own, since an axis may have another size in each. */
export function differentiate(graph: Graph<SourceNode>): Graph<Node> {
  const entries = graph.entries.map((entry) =>
    mapOutputs<SourceNode, Node>(entry, (roots) => differentiateNodes(roots, orderOf(entry))),
  );
  return { ...graph, entries };
}

/** Innermost gradients come first in the order of nodes; those of the same value share one sweep. */
function withoutGradients(roots: readonly SourceNode[], order: readonly SourceNode[]): readonly SourceNode[] {
  if (!order.some(({ kind }) => kind === "gradient")) return roots;
  const b = createSourceBuilder(order.length);
  const made = tableOf<SourceNode, SourceNode>(order);
  const gradientsOf = new Map<SourceNode, GradientNode[]>();
  for (const node of order) {
    if (node.kind !== "gradient") continue;
    const others = gradientsOf.get(node.of);
    if (others === undefined) gradientsOf.set(node.of, [node]);
    else others.push(node);
  }
  const get = (node: SourceNode): SourceNode => {
    const known = made.get(node);
    if (known === undefined) throw new InternalError(`node ${node.id} is read before it is made`, node.span);
    return known;
  };

  function differentiateAll(of: SourceNode): void {
    const gradients = gradientsOf.get(of) ?? [];
    const value = get(of);
    // What isn't made yet comes after `of`, so `of` doesn't depend on it.
    const variables = gradients.flatMap(({ by }) => made.get(by) ?? []);
    const seed = { to: value, cotangent: b.constant(1, "real", value.axes) };
    const swept = sweep(b, [seed], [...new Set(variables)]);
    for (const gradient of gradients) {
      const { by, span, label } = gradient;
      const variable = made.get(by);
      const found = variable === undefined ? undefined : swept.get(variable);
      const node = found ?? b.constant(0, "real", by.axes);
      made.set(
        gradient,
        b.within({ span }, () => b.labelled(node, label)),
      );
    }
  }

  for (const node of order) {
    if (made.has(node)) continue;
    if (node.kind === "gradient") differentiateAll(node.of);
    else made.set(node, rebuildSource(b, node, get));
  }
  return roots.map(get);
}

function withoutIdentities(roots: readonly SourceNode[], order: readonly SourceNode[]): readonly Node[] {
  // What is left then is of the seven kinds.
  if (!order.some(({ kind }) => kind === "stop" || kind === "mark" || kind === "gradient"))
    return roots as readonly Node[];
  const b = createBuilder(order.length);
  const made = tableOf<Node, SourceNode>(order);
  const get = (node: SourceNode): Node => {
    const known = made.get(node);
    if (known === undefined) throw new InternalError(`node ${node.id} is read before it is made`, node.span);
    return known;
  };
  for (const node of order) {
    if (node.kind === "gradient") throw new InternalError("a gradient was left over", node.span);
    made.set(node, node.kind === "stop" || node.kind === "mark" ? get(node.of) : rebuild(b, node, get));
  }
  return roots.map(get);
}
