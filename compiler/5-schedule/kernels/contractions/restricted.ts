/**
 * Sums of the products that a condition leaves, sum[k] where(c, a * b, 0), on the CPU: as a contraction of where(c, a, 0) and b. That is the
 * same as long as b is finite where the condition rules it out, and where it isn't the sum is no number: such sums are made again, product
 * by product.
 */
import type { Axis, MapNode, Node, ReduceNode } from "../../../3-graph/graph.ts";
import { containsAxes, hasAxis } from "../../../3-graph/positions.ts";
import type { Group } from "../../arrange/fuse.ts";
import { contractionOf, type Contraction } from "../../contraction.ts";
import { isRead, type Writer } from "../../writer/writer.ts";
import type { Draft } from "../grid.ts";
import { writePanels } from "./panels/panels.ts";
import { chooseColumns, shapeOf } from "./shape.ts";

/** Undefined where the group is something else, or too narrow for tiles. */
export function writeRestricted(
  group: Group,
  order: readonly Axis[],
  newWriter: () => Writer,
): Draft["cpu"] | undefined {
  const [node, ...others] = group.items.filter((item) => item.kind === "reduce");
  if (node === undefined || others.length > 0) return undefined;
  if ([...group.written].some(({ axes }) => axes.some((axis) => hasAxis(node.over, axis)))) return undefined;
  const contraction = restrictedContraction(node, newWriter());
  if (contraction === undefined) return undefined;
  const operands = chooseColumns(contraction, order);
  const shape = shapeOf(group, contraction, operands, order, newWriter());
  return writePanels(group, node, operands, shape, newWriter());
}

function restrictedContraction(node: ReduceNode, writer: Writer): Contraction | undefined {
  const { of } = node;
  if (of.kind !== "map" || of.operator !== "select" || isRead(writer, of)) return undefined;
  const [condition, product, zero] = of.arguments;
  if (condition === undefined || product === undefined || zero?.kind !== "leaf") return undefined;
  if (zero.leaf.kind !== "constant" || zero.leaf.value !== 0) return undefined;
  const plain = contractionOf({ ...node, of: product });
  if (plain === undefined || isRead(writer, product)) return undefined;
  let operands: readonly [Node, Node] = [plain.leftOperand, plain.rightOperand];
  for (const [at, part] of partsOf(condition, writer).entries()) {
    // Nodes of the graph have no numbers below 0.
    const choose = (operand: Node): MapNode => ({
      ...of,
      id: -1 - at,
      arguments: [part, operand, zero],
      axes: operand.axes,
      label: undefined,
    });
    const [left, right] = operands;
    if (containsAxes(left.axes, part.axes)) operands = [choose(left), right];
    else if (containsAxes(right.axes, part.axes)) operands = [left, choose(right)];
    else return undefined;
  }
  const [leftOperand, rightOperand] = operands;
  return { ...plain, node, leftOperand, rightOperand };
}

/** What all has to hold; what lies in memory is one. */
function partsOf(condition: Node, writer: Writer): readonly Node[] {
  const isApart = condition.kind === "map" && condition.operator === "and" && !isRead(writer, condition);
  return isApart ? condition.arguments.flatMap((part) => partsOf(part, writer)) : [condition];
}
