/**
 * Pointwise kernels on the CPU whose fastest axes can't run as one, as those of windows: a workgroup runs over them in a loop each, so that
 * what a slower one decides is computed once for all positions of the faster.
 */
import { highOf } from "../../layout.ts";
import { constantLinear, lane, variableLinear, type Linear } from "../../writer/linear.ts";
import type { Place, Writer } from "../../writer/writer.ts";
import {
  once,
  placesOfRun,
  runName,
  sizeInUnits,
  sizeOfRun,
  spreadRows,
  type Draft,
  type Run,
} from "../grid.ts";
import type { GridUnits } from "../over-grid.ts";
import { namePosition, repeat } from "../serial-loops.ts";

/** What a workgroup of the CPU makes at least, where it can, and at most, unless its fastest run alone is longer. */
const [fewUnits, mostUnits] = [64, 1024];

/** Undefined where the fastest run is long enough for a workgroup. */
export function nestRuns(
  { runs, width }: GridUnits,
  writer: Writer,
  write: (writer: Writer, place: Place) => void,
): Draft["cpu"] | undefined {
  const { bounds } = writer;
  const outer = [...runs];
  const inner: Run[] = [];
  let units = 1;
  for (let run = outer.at(-1); run !== undefined; run = outer.at(-1)) {
    const more = highOf(sizeOfRun(run, bounds), bounds) / (inner.length === 0 ? width : 1);
    if (units >= fewUnits || (inner.length > 0 && units * more > mostUnits)) break;
    inner.unshift(run);
    units *= more;
    outer.pop();
  }
  if (inner.length < 2) return undefined;
  const thread = namePosition(writer, "thread", 0, 0);
  const spreading = spreadRows(writer, outer, ["workgroup.y", "workgroup.z"]);
  const nest = (at: number, place: Place): void => {
    const run = inner[at];
    if (run === undefined) {
      write(writer, place);
      return;
    }
    const unit = at === inner.length - 1 ? width : 1;
    const within: Linear = unit === 4 ? variableLinear(lane) : constantLinear(0);
    const name = unit === 4 ? `${runName(run)}4` : runName(run);
    repeat(writer, name, sizeInUnits(sizeOfRun(run, bounds), unit), (variable) =>
      nest(at + 1, new Map([...place, ...placesOfRun(writer, run, variable, unit, within)])),
    );
  };
  nest(0, new Map(spreading.place));
  return {
    body: writer.scopes[0]?.statements ?? [],
    loops: [{ variable: thread, binding: "lane.x", extent: once }, ...spreading.loops],
    workgroupMemory: [],
    schedule: width === 4 ? "in vectors of 4, a loop for each axis" : "a loop for each axis",
  };
}
