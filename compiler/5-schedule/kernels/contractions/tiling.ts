/** How the work of a matrix product is cut on a GPU: a thread's tile, the lanes of a workgroup, and slices of the sum. */
import { powerBelow } from "../../../operators/reference.ts";
import type { Size } from "../../../sizes/size.ts";
import { highOf, type Bounds } from "../../layout.ts";
import type { Form } from "./inner.ts";
import type { Shape } from "./shape.ts";
import { isMultipleOfDay, lanesFor, sizeInUnits, sizeOfRun } from "../grid.ts";

export interface Tiling {
  /** Rows of a thread's tile. */
  readonly height: number;
  /** Vectors of columns, or columns, of a thread's tile. */
  readonly each: number;
  /** Threads side by side along the columns. */
  readonly lanes: number;
  /** Threads that have every so many steps of one tile's sum; what they have meets in workgroup memory. */
  readonly slices: number;
  /** Tiles of rows that a workgroup has. */
  readonly tiles: number;
}

const mostRows = 8;
const usualLanes = 16;
/** A GPU that has fewer threads waits for its memory: it hides the time of a read behind other threads. */
const enoughThreads = 65536;
/** Fewer steps a slice would take as long as the meeting. */
const leastSteps = 16;
const mostSlices = 16;
/** A group of threads that goes in step is 32 or 64 of them. */
const leastLanes = 64;

/** The columns of a shape in vectors or singly, as the form takes them. */
export function unitsOf({ columnRun }: Shape, form: Form, bounds: Bounds): Size {
  return sizeInUnits(sizeOfRun(columnRun, bounds), form.width);
}

/** As many rows as a thread's registers hold, fewer where the matrix is small or would leave rows over. */
export function rowsOfTile(size: Size, bounds: Bounds): number {
  const high = highOf(size, bounds);
  if (high < mostRows) return lanesFor(high, mostRows);
  const isSmall = high < 8 * mostRows;
  return !isMultipleOfDay(size, mostRows, bounds) && isSmall && isMultipleOfDay(size, 4, bounds)
    ? 4
    : mostRows;
}

/** For the CPU, where a workgroup is one thread's. */
export function tilingOfOne(shape: Shape, form: Form, bounds: Bounds): Tiling {
  const height = rowsOfTile(sizeOfRun(shape.rowRun, bounds), bounds);
  const { each } = lanesOf(unitsOf(shape, form, bounds), form, bounds);
  return { height, each, lanes: 1, slices: 1, tiles: 1 };
}

/** Smaller tiles and more slices where the product is small beside a GPU. */
export function chooseTiling(shape: Shape, form: Form, bounds: Bounds): Tiling {
  const rows = sizeOfRun(shape.rowRun, bounds);
  const units = highOf(unitsOf(shape, form, bounds), bounds);
  const count = (runs: Shape["batchRuns"]): number =>
    runs.reduce((product, run) => product * highOf(sizeOfRun(run, bounds), bounds), 1);
  const batches = count(shape.batchRuns);
  const inner = count(shape.overRuns.slice(-1)) / form.steps;
  const steps = count(shape.overRuns);
  const most = powerBelow(Math.max(1, Math.min(mostSlices, inner, steps / leastSteps)));
  const threadsOf = ({ height, each, lanes }: Tiling): number =>
    batches * Math.ceil(highOf(rows, bounds) / height) * Math.ceil(units / (lanes * each)) * lanes;

  let tiling: Tiling = {
    height: rowsOfTile(rows, bounds),
    ...lanesOf(unitsOf(shape, form, bounds), form, bounds),
    slices: 1,
    tiles: 1,
  };
  if (most > 1 && threadsOf(tiling) * most < enoughThreads && tiling.each > 1)
    tiling = { ...tiling, each: 1 };
  if (most > 1 && threadsOf(tiling) * most < enoughThreads && tiling.height === mostRows)
    tiling = { ...tiling, height: mostRows / 2 };
  const threads = threadsOf(tiling);
  let slices = 1;
  while (slices < most && threads * slices < enoughThreads) slices *= 2;
  let tiles = 1;
  const lanes = tiling.lanes * slices;
  while (lanes * tiles < leastLanes && isMultipleOfDay(rows, 2 * tiles * tiling.height, bounds)) tiles *= 2;
  return { ...tiling, slices, tiles };
}

/** Lanes of a workgroup, and the vectors or columns of each thread. */
function lanesOf(units: Size, form: Form, bounds: Bounds): Pick<Tiling, "lanes" | "each"> {
  const high = highOf(units, bounds);
  if (form.products === "dots" && form.width === 4) return { lanes: lanesFor(high, usualLanes), each: 1 };
  const isWide = form.width === 4 ? isMultipleOfDay(units, 2 * usualLanes, bounds) : high > usualLanes;
  if (isWide) return { lanes: usualLanes, each: 2 };
  if (form.width === 4 && isMultipleOfDay(units, 8, bounds) && !isMultipleOfDay(units, 16, bounds))
    return { lanes: 8, each: 1 };
  return { lanes: lanesFor(high, usualLanes), each: 1 };
}
