/** Positions of a run side by side in a workgroup, each of which several threads share. */
import { literalSize } from "../../sizes/size.ts";
import { highOf } from "../layout.ts";
import type { Expression } from "../loops.ts";
import { linearValue } from "../writer/digits.ts";
import { apply, integer, quotient, remainder, sizeExpression, variable } from "../writer/expressions.ts";
import { addLinear, constantLinear, lane, variableLinear, type Linear } from "../writer/linear.ts";
import type { Writer } from "../writer/writer.ts";
import { declareAs, declareBelow } from "./declare.ts";
import {
  isMultipleOfDay,
  placesOfRun,
  runName,
  sizeInUnits,
  sizeOfRun,
  spreadRows,
  type BoundLoop,
  type Run,
} from "./grid.ts";

/** How a workgroup's threads are laid out. */
export interface Threads {
  /** Positions side by side, in units. */
  readonly across: number;
  /** How many threads share each. */
  readonly sharing: number;
  /** What says which of them a thread is. */
  readonly name: string;
  /** Elements of a position: 4 where it is a vector. */
  readonly unit: 1 | 4;
}

/** Where a thread stands. */
export interface SideBySide {
  /** Its place in the workgroup. */
  readonly rank: string;
  /** Which of the threads that share a position. */
  readonly share: string;
  /** Which of the positions side by side. */
  readonly column: string;
  readonly place: readonly (readonly [string, Linear])[];
  /** Whether its position is there at all, where not all are; else it stands at the last one. */
  readonly exists: Expression | undefined;
  readonly loops: readonly BoundLoop[];
}

/** Lays `run` over workgroups and the threads in each, and the other runs over workgroups. */
export function standSideBySide(
  writer: Writer,
  run: Run,
  others: readonly Run[],
  { across, sharing, name, unit }: Threads,
): SideBySide {
  const { bounds } = writer;
  const threads = across * sharing;
  const size = sizeInUnits(sizeOfRun(run, bounds), unit);
  const high = highOf(size, bounds) - 1;
  const rank = declareBelow(writer, "rank", threads);
  const block = declareBelow(writer, "block", Math.floor(high / across) + 1);
  const at = variable(rank, "int", 1);
  const column = declareAs(writer, "column", across, remainder(at, integer(across)));
  const share = declareAs(writer, name, sharing, quotient(at, integer(across)));
  const position = linearValue(writer, addLinear(variableLinear(block, across), variableLinear(column)));
  const isEven = isMultipleOfDay(size, across, bounds);
  const end = sizeExpression(size);
  const inside = isEven
    ? position.expression
    : apply("minimum", position.expression, apply("subtract", end, integer(1)));
  const own = declareAs(writer, unit === 4 ? `${runName(run)}4` : runName(run), high + 1, inside);
  const rest = spreadRows(writer, others, ["workgroup.y", "workgroup.z"]);
  const within = unit === 4 ? variableLinear(lane) : constantLinear(0);
  return {
    rank,
    share,
    column,
    place: [...placesOfRun(writer, run, own, unit, within), ...rest.place],
    exists: isEven ? undefined : apply("less", position.expression, end),
    loops: [
      { variable: rank, binding: "lane.x", extent: { size: literalSize(threads), tile: 1 } },
      { variable: block, binding: "workgroup.x", extent: { size, tile: across } },
      ...rest.loops,
    ],
  };
}
