/** A thread for each position of some axes, or for four along the fastest. */
import type { Axis } from "../../3-graph/graph.ts";
import { literalSize, sizeValue } from "../../sizes/size.ts";
import { apply, sizeExpression } from "../writer/expressions.ts";
import { highOf, sizeOfDay } from "../layout.ts";
import { addLinear, constantLinear, lane, variableLinear, type Linear } from "../writer/linear.ts";
import type { Statement } from "../loops.ts";
import { linearValue } from "../writer/digits.ts";
import { declareVariable, inScope, say, type Place, type Writer } from "../writer/writer.ts";
import {
  factor,
  isMultipleOfDay,
  lanesFor,
  mergeAxes,
  mostWorkgroups,
  once,
  placesOfRun,
  runName,
  sizeInUnits,
  sizeOfRun,
  spreadRows,
  type BoundLoop,
  type Draft,
  type Run,
} from "./grid.ts";

const usualLanes = 64;
const widestLanes = 256;
/** Fewer threads than this along the fastest run leave most of a workgroup idle. */
const fewColumns = 16;
/** The slowest run first; along the fastest one, elements or vectors. */
export interface GridUnits {
  readonly runs: readonly Run[];
  readonly width: 1 | 4;
}

/**
 * Runs `write` for each position of `order`, a thread each, or a thread for four along the fastest axis. `most` lanes a workgroup, where not
 * as many as usual: 1 for the CPU.
 */
export function overGrid(
  order: readonly Axis[],
  newWriter: () => Writer,
  write: Write,
  vectors: "where possible" | "never" = "where possible",
  most?: number,
): Draft {
  return spreadGrid(unitsOfGrid(order, newWriter, write, vectors), newWriter(), write, most);
}

/** What is written at a place. */
export type Write = (writer: Writer, place: Place) => void;

/** Which axes of `order` run as one, and whether vectors run along the fastest. */
export function unitsOfGrid(
  order: readonly Axis[],
  newWriter: () => Writer,
  write: Write,
  vectors: "where possible" | "never",
): GridUnits {
  const trial = newWriter();
  const plain = new Map<string, string>();
  const trialPlace = new Map<string, Linear>();
  for (const axis of order) {
    const variable = declareVariable(trial, axis.name, 0, {
      low: 0,
      high: highOf(axis.size, trial.bounds) - 1,
    });
    plain.set(axis.id, variable);
    trialPlace.set(axis.id, variableLinear(variable));
    trial.extents.set(variable, JSON.stringify(sizeOfDay(axis.size, trial.bounds)));
  }
  write(trial, trialPlace);
  const { bounds } = trial;
  const variableOf = (axis: Axis): string => plain.get(axis.id) ?? axis.id;
  const runs = mergeAxes(order, trial.accesses, trial.pinned, variableOf, bounds);
  const fastest = order.at(-1);
  const isVector =
    vectors === "where possible" &&
    fastest !== undefined &&
    isMultipleOfDay(sizeOfRun([fastest], bounds), 4, bounds) &&
    trial.accesses
      .filter(({ stores }) => stores)
      .every(({ address }) => factor(address, variableOf(fastest)) === 1);
  return { runs, width: isVector ? 4 : 1 };
}

/** Lays the runs over workgroups and lanes, with `write` at each position; `most` lanes a workgroup. */
export function spreadGrid(
  { runs, width }: GridUnits,
  writer: Writer,
  write: Write,
  most: number | undefined,
): Draft {
  const { bounds } = writer;
  const rows = [...runs];
  let columns: Run = rows.pop() ?? [];
  // Short runs share a workgroup with the next slower one.
  while (highOf(sizeOfRun(columns, bounds), bounds) / width < fewColumns) {
    const [first] = columns;
    const outer = rows.at(-1);
    if (first === undefined || outer === undefined || sizeValue(sizeOfRun([first], bounds)) === undefined)
      break;
    columns = [...outer, ...columns];
    rows.pop();
  }
  const size = sizeInUnits(sizeOfRun(columns, bounds), width);
  const count = highOf(size, bounds);
  const lanes = lanesFor(count, most ?? (count > usualLanes * mostWorkgroups ? widestLanes : usualLanes));
  const loops: BoundLoop[] = [];
  const place = new Map<string, Linear>();
  let guard: { readonly column: string } | undefined;
  if (columns.length > 0) {
    const block = declareVariable(writer, "block", 0, { low: 0, high: Math.ceil(count / lanes) - 1 });
    const thread = declareVariable(writer, "thread", 0, { low: 0, high: lanes - 1 });
    loops.push({ variable: block, binding: "workgroup.x", extent: { size, tile: lanes } });
    loops.push({ variable: thread, binding: "lane.x", extent: { size: literalSize(lanes), tile: 1 } });
    const isExact = isMultipleOfDay(size, lanes, bounds);
    const position = linearValue(writer, addLinear(variableLinear(block, lanes), variableLinear(thread)));
    const name = width === 4 ? `${runName(columns)}4` : runName(columns);
    const column = declareVariable(writer, name, isExact ? 0 : 1, { low: 0, high: count - 1 });
    say(writer, { kind: "let", name: column, value: position.expression });
    if (!isExact) guard = { column };
    const within = width === 4 ? variableLinear(lane) : constantLinear(0);
    for (const [axis, at] of placesOfRun(writer, columns, column, width, within)) place.set(axis, at);
  } else {
    const thread = declareVariable(writer, "thread", 0, { low: 0, high: 0 });
    loops.push({ variable: thread, binding: "lane.x", extent: once });
  }
  const outer = spreadRows(writer, rows, ["workgroup.y", "workgroup.z"]);
  loops.push(...outer.loops);
  for (const [axis, at] of outer.place) place.set(axis, at);
  if (guard === undefined) {
    write(writer, place);
  } else {
    const then = inScope(writer, () => write(writer, place));
    const position = linearValue(writer, variableLinear(guard.column));
    const condition = apply("less", position.expression, sizeExpression(size));
    say(writer, { kind: "if", condition, then, otherwise: [] });
  }
  const [scope] = writer.scopes;
  const body: readonly Statement[] = scope?.statements ?? [];
  const each = width === 4 ? "a vector of 4 a thread" : "an element a thread";
  return { body, loops, lanes, workgroupMemory: [], writer, schedule: each };
}
