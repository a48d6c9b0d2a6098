/** Where values lie: sizes, turns and addresses as linear forms of a kernel's variables. */
import type { Node } from "../../3-graph/graph.ts";
import { remainderOf } from "./digits.ts";
import { sizeExpression } from "./expressions.ts";
import { fixedValue, highOf, sizeOfDay } from "../layout.ts";
import { addLinear, constantLinear, scaleLinear } from "./linear.ts";
import type { Linear } from "./linear.ts";
import type { Memory } from "../loops.ts";
import { identifierOf, namesOf, uniqueName } from "../names.ts";
import type { Repeat } from "../rewrite/repeats.ts";
import { symbolSize } from "../../sizes/size.ts";
import type { Size } from "../../sizes/size.ts";
import { InternalError } from "../../source/internal-error.ts";
import { bindCached, homeOf } from "./writer.ts";
import type { Home } from "../homes.ts";
import type { Place, Value, Writer } from "./writer.ts";

/** A size of the day or of the turn, named where it isn't a literal. */
export function sizeLinear(writer: Writer, size: Size, value: number | undefined, name: string): Linear {
  if (value !== undefined) return constantLinear(value);
  const ofTurns = linearInTurns(writer, size);
  if (ofTurns !== undefined) return ofTurns;
  const read: Value = { expression: sizeExpression(size), type: "int", width: 1, depth: 0 };
  return bindCached(writer, `size ${JSON.stringify(size)}`, `${name}_size`, read);
}

/** A sum of sizes of the turn: each named with its range, so that multiples of them are seen. */
function linearInTurns(writer: Writer, size: Size): Linear | undefined {
  if (size.divisor !== 1) return undefined;
  const parts: Linear[] = [];
  for (const { symbols, coefficient } of size.terms) {
    const [symbol, ...others] = symbols;
    const range = symbol === undefined ? undefined : writer.bounds.turns.get(symbol);
    if (symbol === undefined) parts.push(constantLinear(coefficient));
    else if (range === undefined || others.length > 0) return undefined;
    else {
      const { low, high } = range;
      const expression = sizeExpression(symbolSize(symbol));
      const read: Value = { expression, type: "int", width: 1, depth: 0 };
      const bound = bindCached(writer, `size ${symbol}`, `${symbol}_now`, read, { low, high });
      parts.push(scaleLinear(bound, coefficient));
    }
  }
  return addLinear(...parts);
}

/** The position of a loop, the same for the whole kernel. */
export function turnOf(writer: Writer, scan: string): Linear {
  const { repeat, name } = nameTurn(writer, scan);
  const range = { low: 0, high: highOf(repeat.axis.size, writer.bounds) - 1 };
  const value: Value = { expression: { kind: "turn", name }, type: "int", width: 1, depth: 0 };
  return bindCached(writer, `turn ${scan}`, `${repeat.axis.name}_now`, value, range);
}

/** The name of a loop's position, which the dispatch gives. */
export function nameTurn(writer: Writer, scan: string): { readonly repeat: Repeat; readonly name: string } {
  const repeat = writer.repeats.get(scan);
  if (repeat === undefined) throw new InternalError(`there is no loop of ${scan}`);
  const known = writer.turns.get(scan);
  if (known !== undefined) return { repeat, name: known };
  const name = uniqueName(namesOf(writer.turns.values()), `turn_${identifierOf(repeat.axis.name)}`);
  writer.turns.set(scan, name);
  return { repeat, name };
}

export function addressOf(writer: Writer, { layout, from }: Home, at: Place): Linear {
  const begin: Linear[] = [];
  if (from !== undefined) {
    const { at: size, within, stride, scan } = from;
    const whole =
      "kind" in size
        ? writer.integerAt(writer, size, at)
        : sizeLinear(writer, sizeOfDay(size, writer.bounds), fixedValue(size, writer.bounds), "row");
    const row = within === undefined ? whole : remainderOf(writer, whole, within);
    if (row === undefined) throw new InternalError("lanes differ in the row of a ring");
    begin.push(scaleLinear(row, stride));
    if (scan !== undefined) begin.push(scaleLinear(turnOf(writer, scan), stride));
  }
  const parts = layout.order.map((axis) => {
    const position = at.get(axis.id);
    if (position === undefined) throw new InternalError(`no position along \`${axis.name}\` is given`);
    return scaleLinear(position, layout.strides.get(axis.id) ?? 0);
  });
  return addLinear(...parts, ...begin);
}

export function memoryOf(writer: Writer, node: Node, name: string): Memory & { readonly kind: "arena" } {
  let offset = writer.offsets.get(node);
  if (offset === undefined) {
    // Offsets have names of their own: a value and the place where it lies may be called the same.
    offset = uniqueName(namesOf(writer.offsets.values()), name);
    writer.offsets.set(node, offset);
  }
  const { arena, halves } = homeOf(writer, node);
  return { kind: "arena", arena, offset, ...(halves === true ? { halves } : {}) };
}
