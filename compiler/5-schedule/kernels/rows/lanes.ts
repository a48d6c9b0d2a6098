/** What a thread has of four rows at once. */
import type { Node } from "../../../3-graph/graph.ts";
import { component } from "../../writer/expressions.ts";
import { constantLinear, hasLane, lane, linearKey, replaceVariable } from "../../writer/linear.ts";
import type { Place, Value } from "../../writer/writer.ts";

type Lane = 0 | 1 | 2 | 3;

/** A vector of four rows' values; of one lane where the node is read at one of the rows alone, as where lanes go different ways. */
export function ofLane(value: Value, node: Node, rows: Place, at: Place): Value {
  const one = laneOf(node, rows, at);
  return one === undefined ? value : { ...value, expression: component(value.expression, one), width: 1 };
}

function laneOf(node: Node, rows: Place, at: Place): Lane | undefined {
  const lanes: readonly Lane[] = [0, 1, 2, 3];
  for (const { id } of node.axes) {
    const [own, read] = [rows.get(id), at.get(id)];
    if (own === undefined || read === undefined || !hasLane(own) || hasLane(read)) continue;
    return lanes.find(
      (one) => linearKey(replaceVariable(own, lane, constantLinear(one))) === linearKey(read),
    );
  }
  return undefined;
}
