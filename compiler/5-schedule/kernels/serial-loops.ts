/** Loops and conditions of a kernel that runs in order. */
import type { Size } from "../../sizes/size.ts";
import { highOf } from "../layout.ts";
import { linearValue } from "../writer/digits.ts";
import { constantLinear, stepOf, type Linear } from "../writer/linear.ts";
import type { Expression, LoopPart, Statement } from "../loops.ts";
import {
  currentDepth,
  declareVariable,
  inGuard,
  inScope,
  say,
  type Place,
  type Writer,
} from "../writer/writer.ts";
import { placesOfRun, runName, sizeOfRun, type Run } from "./grid.ts";

/** Declares a whole number from 0 to `high`, a multiple of `step`, of the scope at `depth`. */
export function namePosition(writer: Writer, name: string, depth: number, high: number, step = 1): string {
  const most = Math.max(high - (high % step), 0);
  return declareVariable(writer, name, depth, { low: 0, high: most, ...(step === 1 ? {} : { step }) });
}

/** A variable with this value, which is at most `high`. */
export function nameValue(writer: Writer, name: string, of: Linear, high: number): string {
  const step = Math.max(stepOf(of, writer.ranges), 1);
  const unique = namePosition(writer, name, currentDepth(writer), high, step);
  say(writer, { kind: "let", name: unique, value: linearValue(writer, of).expression });
  return unique;
}

/** A loop in order, ceil(size / tile) times or a part of that; `write` gets the variable's name. */
export function repeat(
  writer: Writer,
  name: string,
  size: Size,
  write: (variable: string) => void,
  tile = 1,
  part?: LoopPart,
): void {
  const high = Math.ceil(highOf(size, writer.bounds) / tile) - 1;
  const variable = namePosition(writer, name, currentDepth(writer) + 1, high);
  const body = inScope(writer, () => write(variable));
  const extent = { size, tile };
  say(writer, {
    kind: "loop",
    variable,
    binding: "serial",
    extent,
    ...(part === undefined ? {} : { part }),
    body,
  });
}

/** Statements under a condition, if there is one, with all that depends on `position` computed there. */
export function guarded(
  writer: Writer,
  conditions: readonly Expression[],
  position: Linear,
  write: () => void,
): void {
  const [condition] = conditions;
  if (condition === undefined) {
    write();
    return;
  }
  const then = inGuard(writer, new Map([["position", position]]), write);
  say(writer, { kind: "if", condition, then, otherwise: [] });
}

/** Loops over all positions of the runs, the slowest outermost. */
export function overRuns(
  writer: Writer,
  runs: readonly Run[],
  place: Place,
  write: (place: Place) => void,
): void {
  const [run, ...rest] = runs;
  if (run === undefined) {
    write(place);
    return;
  }
  const size = sizeOfRun(run, writer.bounds);
  const range = { low: 0, high: highOf(size, writer.bounds) - 1 };
  const name = declareVariable(writer, runName(run), currentDepth(writer) + 1, range);
  const body: readonly Statement[] = inScope(writer, () => {
    const own = placesOfRun(writer, run, name, 1, constantLinear(0));
    overRuns(writer, rest, new Map([...place, ...own]), write);
  });
  say(writer, { kind: "loop", variable: name, binding: "serial", extent: { size, tile: 1 }, body });
}
