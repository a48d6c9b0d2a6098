/** How a contraction's operands and result lie in memory: which axes one loop can run over, and along which memory runs. */
import type { Axis, Node } from "../../../3-graph/graph.ts";
import type { Contraction } from "../../contraction.ts";
import type { Group } from "../../arrange/fuse.ts";
import { highOf, layOut, sizeOfDay, type Bounds } from "../../layout.ts";
import { variableLinear, type Linear } from "../../writer/linear.ts";
import { hasAxis } from "../../../3-graph/positions.ts";
import { valueAt } from "../../writer/values.ts";
import { declareVariable, type Access, type Writer } from "../../writer/writer.ts";
import type { Form } from "./inner.ts";
import { factor, isMultipleOfDay, mergeAxes, orderBy, sizeOfRun, type Run } from "../grid.ts";
import { writeItems } from "../items.ts";

export interface Operands {
  readonly rows: Node;
  readonly columns: Node;
  readonly rowAxes: readonly Axis[];
  readonly columnAxes: readonly Axis[];
}

/** `order` is that of the result in memory: its last axis says which operand has the columns. */
export function chooseColumns(contraction: Contraction, order: readonly Axis[]): Operands {
  const { leftOperand, rightOperand, left, right } = contraction;
  const last = order.at(-1);
  if (right.length === 0 || (last !== undefined && hasAxis(left, last))) {
    return { rows: rightOperand, columns: leftOperand, rowAxes: right, columnAxes: left };
  }
  return { rows: leftOperand, columns: rightOperand, rowAxes: left, columnAxes: right };
}

/** How the operands and the result lie in memory. */
export interface Shape {
  readonly batchRuns: readonly Run[];
  readonly rowRun: Run;
  readonly columnRun: Run;
  readonly overRuns: readonly Run[];
  /** On the CPU, and on a GPU. */
  readonly form: Form;
  readonly wide: Form;
  /** Along which of its axes an operand's memory runs. */
  readonly rowsAlong: Along;
  readonly columnsAlong: Along;
}

export type Along = "own axes" | "summed axes" | "neither";

/** With fewer rows along memory than this, a tile has those of the longest run. */
const fewRows = 8;

/** Takes the run of a tile's rows out of all: the last one, which is the fastest in memory, or the longest. */
function takeRows(runs: Run[], bounds: Bounds): Run {
  const sizes = runs.map((run) => highOf(sizeOfRun(run, bounds), bounds));
  const last = runs.length - 1;
  const at = (sizes[last] ?? 0) < fewRows ? sizes.lastIndexOf(Math.max(...sizes)) : last;
  return runs.splice(at, 1)[0] ?? [];
}

/**
 * The slowest first in the memory of the first operand, or of the other where the first doesn't step evenly along all of them, as along
 * those of a window that wraps around.
 */
function orderOfSteps(
  axes: readonly Axis[],
  operands: readonly (readonly Access[])[],
  variableOf: (axis: Axis) => string,
): readonly Axis[] {
  const steps = operands.map((accesses) =>
    axes.map((axis) => Math.max(0, ...accesses.map(({ address }) => factor(address, variableOf(axis))))),
  );
  const own = steps.find((all) => all.every((step) => step > 0)) ?? steps[0] ?? [];
  const stepOf = new Map(axes.map((axis, at) => [axis, own[at] ?? 0]));
  return [...axes].sort((a, b) => (stepOf.get(b) ?? 0) - (stepOf.get(a) ?? 0));
}

/** Writes the operands and the epilogue once, to see along which axes they are contiguous and which axes can be one loop. */
export function shapeOf(
  group: Group,
  contraction: Contraction,
  operands: Operands,
  order: readonly Axis[],
  writer: Writer,
): Shape {
  const { bounds } = writer;
  const { ofRows, ofColumns, others, variableOf } = writeOnce(group, contraction, operands, order, writer);
  const merge = (axes: readonly Axis[], accesses: readonly Access[]): readonly Run[] =>
    mergeAxes(axes, accesses, writer.pinned, variableOf, bounds);
  const layout = layOut(order, bounds);
  const rowRuns = [...merge(orderBy(operands.rowAxes, layout), [...ofRows, ...others])];
  const columnRuns = [...merge(orderBy(operands.columnAxes, layout), [...ofColumns, ...others])];
  const batchRuns = merge(orderBy(contraction.batch, layout), writer.accesses);
  const over = orderOfSteps(contraction.over, [ofRows, ofColumns], variableOf);
  const overRuns = merge(over, [...ofRows, ...ofColumns]);
  const rowRun = takeRows(rowRuns, bounds);
  const columnRun = columnRuns.pop() ?? [];
  const runsAlong = (accesses: readonly Access[], run: Run | undefined): boolean => {
    const axis = run?.at(-1);
    if (axis === undefined) return false;
    const steps = accesses.map(({ address }) => factor(address, variableOf(axis)));
    return steps.includes(1) && steps.every((one) => one === 0 || one === 1);
  };
  const k = overRuns.at(-1);
  const alongOf = (accesses: readonly Access[], own: Run): Along =>
    runsAlong(accesses, own) ? "own axes" : runsAlong(accesses, k) ? "summed axes" : "neither";
  const isAlong = (accesses: readonly Access[], run: Run | undefined): boolean =>
    isInFours(run, bounds) && runsAlong(accesses, run);
  return {
    batchRuns: [...batchRuns, ...rowRuns, ...columnRuns],
    rowRun,
    columnRun,
    overRuns,
    ...formsOf(
      { own: isAlong(ofRows, rowRun), steps: isAlong(ofRows, k) },
      { own: isAlong(ofColumns, columnRun), steps: isAlong(ofColumns, k) },
      isInFours(columnRun, bounds) ? 4 : 1,
      isInFours(k, bounds),
    ),
    rowsAlong: alongOf(ofRows, rowRun),
    columnsAlong: alongOf(ofColumns, columnRun),
  };
}

/** What the operands and the epilogue read, with a variable for each axis. */
interface Accesses {
  readonly ofRows: readonly Access[];
  readonly ofColumns: readonly Access[];
  readonly others: readonly Access[];
  readonly variableOf: (axis: Axis) => string;
}

function writeOnce(
  group: Group,
  contraction: Contraction,
  { rows, columns }: Operands,
  order: readonly Axis[],
  writer: Writer,
): Accesses {
  const { bounds } = writer;
  const variables = new Map<string, string>();
  const place = new Map<string, Linear>();
  for (const axis of [...order, ...contraction.over]) {
    const range = { low: 0, high: highOf(axis.size, bounds) - 1 };
    const name = declareVariable(writer, axis.name, 0, range);
    writer.extents.set(name, JSON.stringify(sizeOfDay(axis.size, bounds)));
    variables.set(axis.id, name);
    place.set(axis.id, variableLinear(name));
  }
  const accessesOf = (write: () => void): readonly Access[] => {
    const from = writer.accesses.length;
    write();
    return writer.accesses.slice(from);
  };
  const ofRows = accessesOf(() => valueAt(writer, rows, place));
  const ofColumns = accessesOf(() => valueAt(writer, columns, place));
  const zero = {
    expression: { kind: "literal", type: "real", value: 0 },
    type: "real",
    width: 1,
    depth: 0,
  } as const;
  writer.local = (node) => (node === contraction.node ? zero : undefined);
  const others = accessesOf(() => {
    writeItems(writer, group, place);
  });
  return { ofRows, ofColumns, others, variableOf: (axis) => variables.get(axis.id) ?? axis.id };
}

/** Whether the fastest axis of a run is a multiple of four. */
function isInFours(run: Run | undefined, bounds: Bounds): boolean {
  const axis = run?.at(-1);
  return axis !== undefined && isMultipleOfDay(sizeOfDay(axis.size, bounds), 4, bounds);
}

/** Whether an operand can be read as vectors along the run of its own axes, and along the steps. */
interface Vectors {
  readonly own: boolean;
  readonly steps: boolean;
}

/** The form on the CPU, and the one on a GPU. `stepsInFours` says that the innermost run of steps is a multiple of four. */
function formsOf(
  rows: Vectors,
  columns: Vectors,
  width: 1 | 4,
  stepsInFours: boolean,
): Pick<Shape, "form" | "wide"> {
  const isDots = rows.steps && columns.steps && !columns.own;
  const form: Form = {
    products: isDots ? "dots" : "columns",
    width,
    rowVectors: isDots ? "along k" : rows.own ? "along rows" : "none",
    columnVectors: isDots ? "along k" : "along columns",
    steps: isDots ? 4 : 1,
  };
  const rowVectors = form.rowVectors === "along rows" ? "along rows" : rows.steps ? "along k" : "none";
  const columnVectors = columns.steps && !columns.own ? "along k" : "along columns";
  const takesFours = stepsInFours && (rowVectors !== "none" || columnVectors === "along k");
  return { form, wide: { products: "columns", width, rowVectors, columnVectors, steps: takesFours ? 4 : 1 } };
}
