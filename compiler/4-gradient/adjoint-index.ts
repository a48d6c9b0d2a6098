import { isInside } from "../3-graph/affine.ts";
import type { SourceBuilder } from "../3-graph/graph-builder.ts";
import type { Axis, IndexNode, SourceNode } from "../3-graph/graph.ts";
import {
  axesOfPosition,
  axisPosition,
  hasAxis,
  nodesOfPosition,
  substitutePosition,
  unionAxes,
  withoutAxes,
} from "../3-graph/positions.ts";
import { allOf, insideCondition, nodeOfPosition } from "../3-graph/position-values.ts";
import { solve } from "./solve.ts";
import type { Condition, Equation } from "./solve.ts";
import { freshAxis } from "./structure.ts";
import type { Contribution, IsActive } from "./structure.ts";

/** The cotangents of what an index reads: of its table, and of the value outside. */
export function adjointOfIndex(
  b: SourceBuilder,
  node: IndexNode<SourceNode>,
  cotangent: SourceNode,
  isActive: IsActive,
): readonly Contribution[] {
  const found: Contribution[] = [];
  if (node.otherwise !== undefined && isActive(node.otherwise)) {
    const inside = insideCondition(b, node.replaced);
    const zero = b.constant(0);
    const outside = inside === undefined ? zero : b.map("select", [inside, zero, cotangent]);
    found.push({ to: node.otherwise, cotangent: outside });
  }
  if (isActive(node.of)) found.push({ to: node.of, cotangent: adjointOfTable(b, node, cotangent) });
  return found;
}

/**
 * For each position of the table, the sum of the cotangents of those results that read it. Where positions are
 * quasi-affine they are solved for the results' axes: the sum is an index of the cotangent, over what stays open. Where
 * they depend on data along axes that the table lacks, it is a scatter.
 */
function adjointOfTable(b: SourceBuilder, node: IndexNode<SourceNode>, given: SourceNode): SourceNode {
  const table = node.replaced.map(({ axis }) => axis);
  const kept = withoutAxes(node.of.axes, table);
  const taken = [...node.axes, ...node.of.axes];
  const fresh = (like: Axis): Axis => {
    const axis = freshAxis(like, taken);
    taken.push(axis);
    return axis;
  };
  // A result's axis may have the name of a table's: x[seq = seq - 1]. It gets another one while both are spoken of.
  const renamed = withoutAxes(node.axes, kept).map((axis) => ({
    axis,
    unknown: hasAxis(table, axis) ? fresh(axis) : axis,
  }));
  const clashing = renamed.filter(({ axis, unknown }) => axis !== unknown);
  const rename = (axis: Axis): Axis => renamed.find((each) => each.axis.id === axis.id)?.unknown ?? axis;
  const renamedNode = (value: SourceNode): SourceNode =>
    b.index(
      value,
      clashing
        .filter(({ axis }) => hasAxis(value.axes, axis))
        .map(({ axis, unknown }) => ({ axis, at: axisPosition(unknown) })),
    );
  const cotangent = renamedNode(given);
  const unknown = renamed.map((each) => each.unknown);
  const equations: Equation[] = node.replaced.map(({ axis, at }) => ({
    wanted: axisPosition(axis),
    at: substitutePosition<SourceNode, SourceNode>(
      at,
      (value) => ({ kind: "value", node: renamedNode(value) }),
      (read) => axisPosition(rename(read)),
    ),
  }));

  const { byData, scattered } = dataDependent(equations, unknown);
  const direct = equations.filter((equation) => !scattered.includes(equation));
  const solution = solve(direct, withoutAxes(unknown, byData), fresh);

  const values = solution.values.map(({ axis, value }) => ({ axis, at: value }));
  // An axis that solving brought in isn't the cotangent's: that its value lies inside is a condition.
  const replaced = values.filter(({ axis }) => hasAxis(cotangent.axes, axis));
  const within = insideCondition(
    b,
    values.filter((each) => !replaced.includes(each)),
  );
  const inside = replaced.every(({ axis, at }) => isInside(at, axis.size));
  const read = b.index(cotangent, replaced, inside ? undefined : b.constant(0));
  const conditions = allOf(b, [
    ...(within === undefined ? [] : [within]),
    ...solution.conditions.map((condition) => conditionNode(b, condition)),
  ]);
  const selected = conditions === undefined ? read : b.map("select", [conditions, read, b.constant(0)]);
  const summed = b.reduce("sum", solution.open, selected);
  if (scattered.length === 0) return summed;
  const places = scattered.flatMap(({ at, wanted }) =>
    wanted.kind === "axis" ? [{ axis: wanted.axis, at: nodeOfPosition(b, at) }] : [],
  );
  return b.scatter("sum", summed, places, byData);
}

function conditionNode(b: SourceBuilder, { kind, left, right }: Condition): SourceNode {
  return b.map(kind, [nodeOfPosition(b, left), nodeOfPosition(b, right)]);
}

/** The equations that data decides along unknown axes, and all the unknown axes in them. */
function dataDependent(
  equations: readonly Equation[],
  unknown: readonly Axis[],
): { byData: readonly Axis[]; scattered: readonly Equation[] } {
  const unknownOf = (axes: readonly Axis[]): readonly Axis[] => axes.filter((axis) => hasAxis(unknown, axis));
  let byData = unionAxes(
    ...equations.flatMap(({ at }) => nodesOfPosition(at)).map(({ axes }) => unknownOf(axes)),
  );
  for (;;) {
    const scattered = equations.filter(({ at }) => axesOfPosition(at).some((axis) => hasAxis(byData, axis)));
    const wider = unionAxes(byData, ...scattered.map(({ at }) => unknownOf(axesOfPosition(at))));
    if (wider.length === byData.length) return { byData, scattered };
    byData = wider;
  }
}
