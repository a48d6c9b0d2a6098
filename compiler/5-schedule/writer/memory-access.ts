/** Values that lie in memory: read as wide as strides allow, and written. */
import type { Node } from "../../3-graph/graph.ts";
import { addressOf, memoryOf } from "./addresses.ts";
import { indexOfAddress } from "./digits.ts";
import { component, convert, fourOf, splat } from "./expressions.ts";
import { constantLinear, hasLane, lane, replaceVariable } from "./linear.ts";
import { typeInArena, typeOf } from "../loops.ts";
import { nameOf } from "../names.ts";
import { bind, currentDepth, homeOf, scopeAt, type Place, type Value, type Writer } from "./writer.ts";

/** Reads a value that lies in memory, as wide as its strides allow. */
export function loadAt(writer: Writer, node: Node, at: Place): Value {
  const home = homeOf(writer, node);
  const address = addressOf(writer, home, at);
  const memory = memoryOf(writer, node, nameOf(node));
  const type = typeInArena(memory);
  const index = indexOfAddress(writer, address);
  const isVector = hasLane(address) && index.contiguous;
  writer.accesses.push({ node, address: index.linear, stores: false, isVector });
  const value = { type: node.type, depth: Math.max(index.depth, writer.outermost) };
  if (!hasLane(address)) {
    return {
      ...value,
      width: 1,
      expression: convert({ kind: "load", memory, index: index.expression, type, width: 1 }, node.type),
    };
  }
  if (index.contiguous) {
    return {
      ...value,
      width: 4,
      expression: convert({ kind: "load", memory, index: index.expression, type, width: 4 }, node.type),
    };
  }
  const expression = fourOf((one) => {
    const scalar = indexOfAddress(writer, replaceVariable(address, lane, constantLinear(one)));
    return convert({ kind: "load", memory, index: scalar.expression, type, width: 1 }, node.type);
  });
  return { ...value, width: 4, expression };
}

/** Stores a value where `node` lies; a vector in one access where its addresses are consecutive. */
export function storeAt(writer: Writer, node: Node, at: Place, value: Value): void {
  const home = homeOf(writer, node);
  const address = addressOf(writer, home, at);
  const memory = memoryOf(writer, node, nameOf(node));
  const stored = convert(value.expression, typeInArena(memory));
  const index = indexOfAddress(writer, address);
  const isVector = hasLane(address) && index.contiguous;
  writer.accesses.push({ node, address: index.linear, stores: true, isVector });
  const { statements } = scopeAt(writer, currentDepth(writer));
  if (!hasLane(address)) {
    statements.push({ kind: "store", memory, index: index.expression, value: stored, width: 1 });
  } else if (index.contiguous) {
    statements.push({ kind: "store", memory, index: index.expression, value: splat(stored, 4), width: 4 });
  } else {
    const kept: Value = { ...value, expression: stored, type: typeOf(stored) };
    const whole =
      value.width === 4 ? bind(writer, nameOf(node), { ...kept, depth: currentDepth(writer) }) : kept;
    for (const one of [0, 1, 2, 3] as const) {
      const scalar = indexOfAddress(writer, replaceVariable(address, lane, constantLinear(one)));
      const part = whole.width === 4 ? component(whole.expression, one) : whole.expression;
      statements.push({ kind: "store", memory, index: scalar.expression, value: part, width: 1 });
    }
  }
}
