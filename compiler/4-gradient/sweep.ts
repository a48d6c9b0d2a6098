import { operator as operatorRecord } from "../operators/table.ts";
import type { Source, SourceBuilder } from "../3-graph/graph-builder.ts";
import { gradientOf } from "../3-graph/graph.ts";
import type { RowNode, ScanNode, ScatterNode, SourceNode } from "../3-graph/graph.ts";
import { topologicalOrder } from "../3-graph/topology.ts";
import { adjointOfIndex } from "./adjoint-index.ts";
import { adjointOfReduce } from "./adjoint-reduce.ts";
import { adjointOfScan } from "./adjoint-scan.ts";
import { fitted } from "./structure.ts";
import type { Contribution, IsActive } from "./structure.ts";
import { operands } from "../3-graph/kinds.ts";

/** Which nodes' cotangents lead to a target's. */
function activeNodes(
  order: readonly SourceNode[],
  targets: ReadonlySet<SourceNode>,
): ReadonlySet<SourceNode> {
  const active = new Set<SourceNode>();
  for (const node of order) {
    const passes = node.kind !== "stop" && operands<SourceNode>(node).some((each) => active.has(each));
    if (node.type === "real" && (targets.has(node) || passes)) active.add(node);
  }
  return active;
}

/** Where the adjoint of a node comes from. */
function ofGradient({ span, origin }: SourceNode): Source {
  return { span, origin: origin === undefined ? undefined : { ...origin, isGradient: true } };
}

/** The same run of a scan: its results differ in nothing else. */
function runKey(node: ScanNode<SourceNode>): string {
  const ids = [node.initial, node.seen, node.next, node.yielded].map((list) =>
    list.map(({ id }) => id).join(","),
  );
  return `${node.scan} ${ids.join(" ")}`;
}

/** An index with a data-dependent position reads what was scattered there. */
function adjointOfScatter(
  b: SourceBuilder,
  node: ScatterNode<SourceNode>,
  cotangent: SourceNode,
): SourceNode {
  const replaced = node.table.map(({ axis, at }) => ({ axis, at: { kind: "value", node: at } as const }));
  return b.index(cotangent, replaced, b.constant(0));
}

function adjointOfRow(b: SourceBuilder, node: RowNode<SourceNode>, cotangent: SourceNode): SourceNode {
  const at = b.row(node.operation, node.of, node.axis, node.into, "positions");
  if (node.into.id !== node.axis.id)
    return b.scatter("sum", cotangent, [{ axis: node.axis, at }], [node.into]);
  // What is sorted lies along the axis that it came from: the places get an axis of their own.
  const places = { ...node.axis, id: `${node.axis.id} in order` };
  const moved = b.rename(cotangent, node.into, places);
  return b.scatter("sum", moved, [{ axis: node.axis, at: b.rename(at, node.into, places) }], [places]);
}

/**
 * One reverse sweep: the cotangents of `targets` when those of the seeds' nodes are given; each has the axes of its target.
 * Paths from one target to another count, unless `cut`: then each target is a variable of its own.
 */
export function sweep(
  b: SourceBuilder,
  seeds: readonly Contribution[],
  targets: readonly SourceNode[],
  cut = false,
): ReadonlyMap<SourceNode, SourceNode> {
  const order = topologicalOrder(seeds.map(({ to }) => to));
  const wanted = new Set(targets);
  const active = activeNodes(order, wanted);
  const isActive: IsActive = (node) => active.has(node);
  const totals = new Map<SourceNode, SourceNode>();
  const add = ({ to, cotangent }: Contribution): void => {
    if (!active.has(to)) return;
    const own = fitted(b, cotangent, to.axes);
    const before = totals.get(to);
    totals.set(to, before === undefined ? own : b.map("add", [before, own]));
  };
  const runs = new Map<string, ScanNode<SourceNode>[]>();
  for (const node of order) {
    if (node.kind !== "scan" || !active.has(node) || (cut && wanted.has(node))) continue;
    const results = runs.get(runKey(node));
    if (results === undefined) runs.set(runKey(node), [node]);
    else results.push(node);
  }

  function propagate(node: SourceNode, cotangent: SourceNode): readonly Contribution[] {
    switch (node.kind) {
      case "leaf":
      case "stop":
      case "gradient":
        return [];
      case "mark":
        return [{ to: node.of, cotangent }];
      case "map": {
        const { gradient } = operatorRecord(node.operator);
        const parts = gradient<SourceNode>(b, cotangent, node, ...node.arguments);
        return node.arguments.flatMap((to, i) => {
          const part = parts[i];
          return part === undefined ? [] : [{ to, cotangent: part }];
        });
      }
      case "reduce":
        return [{ to: node.of, cotangent: adjointOfReduce(b, node, cotangent) }];
      case "index":
        return adjointOfIndex(b, node, cotangent, isActive);
      case "scatter":
        return [{ to: node.values, cotangent: adjointOfScatter(b, node, cotangent) }];
      case "row":
        return node.result === "values" ? [{ to: node.of, cotangent: adjointOfRow(b, node, cotangent) }] : [];
      case "scan":
        return [];
    }
  }

  seeds.forEach(add);
  for (const node of [...order].reverse()) {
    if (!active.has(node) || (cut && wanted.has(node))) continue;
    if (node.kind === "scan") {
      // All results of a run have one adjoint: it is due when the first of them, in order, is reached.
      const results = runs.get(runKey(node)) ?? [];
      if (results[0] !== node) continue;
      const given = results.flatMap((result) => {
        const cotangent = totals.get(result);
        return cotangent === undefined ? [] : [{ result, cotangent }];
      });
      if (given.length > 0)
        b.within(ofGradient(node), () => adjointOfScan(b, given, isActive, sweep).forEach(add));
      continue;
    }
    const cotangent = totals.get(node);
    if (cotangent === undefined) continue;
    if (node.label !== undefined) b.labelled(cotangent, `${gradientOf}${node.label}`);
    b.within(ofGradient(node), () => propagate(node, cotangent).forEach(add));
  }
  return new Map(targets.map((target) => [target, totals.get(target) ?? b.constant(0, "real", target.axes)]));
}
