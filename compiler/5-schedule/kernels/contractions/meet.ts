/** Where the threads that share a sum meet: each leaves its part in workgroup memory, and a row is one thread's to add up and write. */
import { literalSize } from "../../../sizes/size.ts";
import { linearValue } from "../../writer/digits.ts";
import { apply, integer, literal, splat, variable } from "../../writer/expressions.ts";
import { addLinear, scaleLinear, variableLinear, type Linear } from "../../writer/linear.ts";
import type { Expression, Memory, Width, WorkgroupMemory } from "../../loops.ts";
import { uniqueName } from "../../names.ts";
import {
  currentDepth,
  declareVariable,
  inGuard,
  inScope,
  say,
  type Place,
  type Writer,
} from "../../writer/writer.ts";
import type { Slices } from "./inner.ts";
import type { Tiling } from "./tiling.ts";

/** What WebGPU promises a workgroup, in bytes (WebGPU, section 3.6.2, maxComputeWorkgroupStorageSize). */
const mostBytes = 16384;

/** The variables that say which thread it is. */
interface Standing extends Slices {
  readonly rowTile: string;
  /** Its place in the workgroup: tiles of rows, in each slices, in each columns. */
  readonly lane: string;
}

interface Columns {
  /** Positions of each of the thread's columns. */
  readonly columns: readonly (readonly (readonly [string, Linear])[])[];
  /** Writes what becomes of a row, whose place in the tile is given, at one of the columns. */
  readonly write: (row: Linear, column: number, total: Expression) => void;
}

/**
 * As many rows at once as the memory holds. `totals` are the thread's parts by row and column; returns the memory, which is `beside` where
 * something else lay in that, which nobody reads any more.
 */
export function meetSlices(
  writer: Writer,
  node: string,
  totals: readonly (readonly Expression[])[],
  { height, each, lanes, slices, tiles }: Tiling,
  width: Width,
  { rowTile, slice, lane }: Standing,
  base: Place,
  { columns, write }: Columns,
  beside?: WorkgroupMemory,
): readonly WorkgroupMemory[] {
  const whole = lanes * slices * tiles;
  const ofRow = each * whole * width * 4;
  let rows = height;
  while (rows > 1 && rows * ofRow > mostBytes) rows /= 2;
  const name = beside?.name ?? uniqueName(writer.names, `all_${node}`);
  const memory: Memory = { kind: "workgroup", name };
  const indexOf = (at: Linear): Expression => linearValue(writer, at).expression;
  for (let first = 0; first < height; first += rows) {
    if (first > 0) say(writer, { kind: "barrier" });
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < each; c++) {
        const value = totals[first + r]?.[c];
        if (value === undefined) continue;
        const index = indexOf(variableLinear(lane, width, (r * each + c) * whole * width));
        say(writer, { kind: "store", memory, index, value, width });
      }
    }
    say(writer, { kind: "barrier" });
    const share = Math.min(rows, slices);
    for (let r = 0; r < rows; r += share) {
      const writeShare = (): void => {
        for (let c = 0; c < each; c++) {
          // The row is `r` and the slice; a slice lies `lanes` after the one before.
          const from = addLinear(
            variableLinear(lane),
            variableLinear(slice, each * whole - lanes, (r * each + c) * whole),
          );
          const total = addParts(writer, node, slices, width, (part) => ({
            kind: "load",
            memory,
            index: indexOf(scaleLinear(addLinear(from, variableLinear(part, lanes)), width)),
            type: "real",
            width,
          }));
          write(variableLinear(slice, 1, first + r), c, total);
        }
      };
      const place: Place = new Map([
        ...columns.flat(),
        ...base,
        ["", addLinear(variableLinear(rowTile), variableLinear(slice))],
      ]);
      if (share === slices) writeShare();
      else {
        const condition = apply("less", variable(slice, "int", 1), integer(share));
        say(writer, { kind: "if", condition, then: inGuard(writer, place, writeShare), otherwise: [] });
      }
    }
  }
  const count = Math.max(rows * each * whole * width, beside?.count ?? 0);
  return [{ name, type: "real", width, count }];
}

/** The sum of what the slices have, in their order. */
function addParts(
  writer: Writer,
  node: string,
  slices: number,
  width: Width,
  load: (part: string) => Expression,
): Expression {
  const name = uniqueName(writer.names, node);
  say(writer, { kind: "variable", name, type: "real", width, value: splat(literal(0, "real"), width) });
  const total = variable(name, "real", width);
  const part = declareVariable(writer, "part", currentDepth(writer) + 1, { low: 0, high: slices - 1 });
  const body = inScope(writer, () => {
    say(writer, { kind: "assign", name, value: apply("add", total, load(part)) });
  });
  const extent = { size: literalSize(slices), tile: 1 };
  say(writer, { kind: "loop", variable: part, binding: "serial", extent, body });
  return total;
}
