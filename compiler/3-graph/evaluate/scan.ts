import { InternalError } from "../../source/internal-error.ts";
import type { Axis, Node, ScanNode } from "../graph.ts";
import { withoutAxes } from "../positions.ts";
import { offsetsOf, stridesAlong } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import { topologicalOrder } from "../topology.ts";
import { lengthOf, shapeOf, tensorOf, valueOf, type Evaluation } from "./evaluation.ts";

/** Position by position: `evaluateBody` computes the body's nodes where carried and seen values are known. */
export function evaluateScan(
  e: Evaluation,
  node: ScanNode,
  evaluateBody: (e: Evaluation, nodes: readonly Node[], scans: ReadonlySet<string>) => void,
): Tensor {
  const body = topologicalOrder([...node.next, ...node.yielded]);
  const inside = body.filter((each) => e.around.get(each)?.has(node.scan) === true);
  const length = lengthOf(e, node.axis);
  const leaves = inside.flatMap((each) => (each.kind === "leaf" ? [each] : []));
  const carriedAxes = (index: number): readonly Axis[] => {
    const leaf = leaves.find((each) => each.leaf.kind === "carried" && each.leaf.index === index);
    return leaf?.axes ?? node.initial[index]?.axes ?? [];
  };
  let carried = node.initial.map((each, i) => broadcast(e, valueOf(e, each), carriedAxes(i)));
  const seen = node.seen.map((each) => valueOf(e, each));
  const stacked = tensorOf(e, node, () => undefined);
  for (let i = 0; i < length; i++) {
    const position = node.reversed ? length - 1 - i : i;
    const local: Evaluation = { ...e, values: new Map(e.values) };
    for (const leaf of leaves) {
      if (leaf.leaf.kind === "carried") local.values.set(leaf, carried[leaf.leaf.index] ?? missing(leaf));
      else if (leaf.leaf.kind === "seen")
        local.values.set(leaf, slice(e, seen[leaf.leaf.index] ?? missing(leaf), node.axis, position));
    }
    evaluateBody(local, inside, new Set([...(e.around.get(node) ?? []), node.scan]));
    if (node.result.kind === "yielded") {
      const rest = withoutAxes(node.axes, [node.axis]);
      const yielded = node.yielded[node.result.index] ?? missing(node);
      const { data } = broadcast(e, valueOf(local, yielded), rest);
      const targets = offsetsOf(shapeOf(e, rest), stridesAlong(stacked, rest));
      const start = position * (stridesAlong(stacked, [node.axis])[0] ?? 0);
      targets.forEach((target, j) => (stacked.data[start + target] = data[j] ?? NaN));
    }
    carried = node.next.map((each, index) => broadcast(e, valueOf(local, each), carriedAxes(index)));
  }
  if (node.result.kind === "yielded") return stacked;
  return broadcast(e, carried[node.result.index] ?? missing(node), node.axes);
}

/** The value at one position of `axis`, without that axis. */
function slice(e: Evaluation, tensor: Tensor, axis: Axis, position: number): Tensor {
  const axes = withoutAxes(tensor.axes, [axis]);
  const shape = shapeOf(e, axes);
  const start = position * (stridesAlong(tensor, [axis])[0] ?? 0);
  const offsets = offsetsOf(shape, stridesAlong(tensor, axes));
  return { axes, shape, data: Float64Array.from(offsets, (offset) => tensor.data[start + offset] ?? NaN) };
}

function broadcast(e: Evaluation, tensor: Tensor, axes: readonly Axis[]): Tensor {
  const shape = shapeOf(e, axes);
  const offsets = offsetsOf(shape, stridesAlong(tensor, axes));
  return { axes, shape, data: Float64Array.from(offsets, (offset) => tensor.data[offset] ?? NaN) };
}

function missing(node: Node): never {
  throw new InternalError(`node ${node.id} refers to a value that its scan lacks`, node.span);
}
