/**
 * A matrix times a vector on the CPU: each element of the matrix is read once, in order. Where the columns lie side by side a
 * workgroup sums a strip of them in registers, or, where a row of the matrix is longer than a page, a stretch of four rows at a time in
 * memory of its own, so that pages are read along; else it takes the dot products of four columns at a time.
 */
import type { Node } from "../../../3-graph/graph.ts";
import { literalSize, sizeValue } from "../../../sizes/size.ts";
import {
  apply,
  component,
  integer,
  literal,
  sizeExpression,
  splat,
  variable,
} from "../../writer/expressions.ts";
import type { Group } from "../../arrange/fuse.ts";
import { highOf } from "../../layout.ts";
import { addLinear, constantLinear, lane, variableLinear, type Linear } from "../../writer/linear.ts";
import { widthOf, type Expression, type Width, type WorkgroupMemory } from "../../loops.ts";
import { nameOf, uniqueName } from "../../names.ts";
import { valueAt } from "../../writer/values.ts";
import { linearValue } from "../../writer/digits.ts";
import {
  currentDepth,
  declareVariable,
  homeOf,
  inScope,
  say,
  type Place,
  type Writer,
} from "../../writer/writer.ts";
import type { Operands, Shape } from "./shape.ts";
import { isMultipleOfDay, once, placesOfRun, runName, sizeInUnits, sizeOfRun, spreadRows } from "../grid.ts";
import type { Draft } from "../grid.ts";
import { guarded, namePosition, overRuns, repeat } from "../serial-loops.ts";
import { writeItems } from "../items.ts";
import { loadShared, storeShared } from "../workgroup-memory.ts";

/** Eight vectors of sums, one of the row's element and one of the matrix: what registers hold. */
const mostVectors = 8;
const columnsAtOnce = 4;
/** Rows of a matrix so long (8 KiB) lie in pages of their own: a strip would go to another page for each row. */
const longRow = 2048;
const rowsAtOnce = 4;
/** Of the sums of a stretch: a page at most, which stays in the innermost cache, and a quarter of that at least. */
const [fewestVectors, mostInStretch] = [64, 256];
/** So that there is work for several threads. */
const fewestStretches = 8;

interface Task {
  readonly group: Group;
  readonly node: Node;
  readonly operands: Operands;
  readonly shape: Shape;
  readonly writer: Writer;
}

/** Undefined where there is more than one row, and where the matrix runs along neither its columns nor the sum. */
export function writeStrips(
  group: Group,
  node: Node,
  operands: Operands,
  shape: Shape,
  writer: Writer,
): Draft["cpu"] | undefined {
  const rows = highOf(sizeOfRun(shape.rowRun, writer.bounds), writer.bounds);
  if (rows > 1) return undefined;
  const task = { group, node, operands, shape, writer };
  switch (shape.columnsAlong) {
    case "own axes":
      return sumStrips(task);
    case "summed axes":
      return takeDots(task);
    case "neither":
      return undefined;
  }
}

function sumStrips(task: Task): Draft["cpu"] | undefined {
  const { shape, writer } = task;
  const count = sizeValue(sizeOfRun(shape.columnRun, writer.bounds));
  if (count === undefined || count < 4) return undefined;
  const vectorsOfStretch = longestStretch(task, count);
  if (vectorsOfStretch !== undefined) return sumStretches(task, count, vectorsOfStretch);
  let vectors = Math.min(mostVectors, Math.floor(count / 4));
  while (vectors > 1 && count % (4 * vectors) !== 0 && count % 4 === 0) vectors -= 1;
  const strip = 4 * vectors;
  const strips = Math.floor(count / strip);
  const rest = count % strip;
  // What is left over is made in one more strip, which begins early: some columns are made twice, which no value in its own place survives.
  if (rest !== 0 && !isRepeatable(task)) return undefined;
  const block = namePosition(writer, "block", 0, strips - 1);
  const outer = spreadRows(writer, shape.batchRuns, ["workgroup.z"]);
  const place: Place = new Map([...outer.place, ...ofRow(task)]);
  sumStrip(task, place, variableLinear(block, strip), vectors, count);
  if (rest !== 0) {
    const isLast = apply("equal", variable(block, "int", 1), integer(strips - 1));
    guarded(writer, [isLast], variableLinear(block), () => {
      sumStrip(task, place, variableLinear(block, strip, rest), vectors, count);
    });
  }
  const size = literalSize(strips * strip);
  const loop = { variable: block, binding: "workgroup.x", extent: { size, tile: strip } } as const;
  return draftOf(task, loop, outer, `strips of ${strip} columns`);
}

function sumStrip(task: Task, place: Place, from: Linear, vectors: number, count: number): void {
  const { node, operands, shape, writer } = task;
  const start = namePosition(writer, runName(shape.columnRun), currentDepth(writer), count - 1);
  say(writer, { kind: "let", name: start, value: linearValue(writer, from).expression });
  const columns = Array.from({ length: vectors }, (_, vector) =>
    placesOfRun(
      writer,
      shape.columnRun,
      start,
      1,
      addLinear(constantLinear(4 * vector), variableLinear(lane)),
    ),
  );
  const totals = columns.map(() => declareTotal(task));
  overSum(task, place, 1, (at) => {
    const row = named(writer, "row", splat(valueAt(writer, operands.rows, at).expression, 4));
    for (const [index, column] of columns.entries()) {
      const element = splat(valueAt(writer, operands.columns, new Map([...at, ...column])).expression, 4);
      addTo(task, totals[index], apply("multiply", row, element));
    }
  });
  for (const [index, column] of columns.entries()) {
    const total = totals[index];
    if (total !== undefined) write(task, new Map([...place, ...column]), variable(total, "real", 4), 4, node);
  }
}

/** How many vectors of columns a stretch has, where the matrix has long rows and is cut in such stretches without a rest. */
function longestStretch({ shape, writer }: Task, count: number): number | undefined {
  const [run, ...others] = shape.overRuns;
  if (count < longRow || count % 4 !== 0 || shape.columnRun.length !== 1) return undefined;
  if (run?.length !== 1 || others.length > 0) return undefined;
  const steps = sizeValue(sizeOfRun(run, writer.bounds));
  if (steps === undefined || steps % rowsAtOnce !== 0) return undefined;
  const most = Math.min(mostInStretch, Math.floor(count / 4 / fewestStretches));
  for (let vectors = most; vectors >= fewestVectors; vectors -= 1)
    if ((count / 4) % vectors === 0) return vectors;
  return undefined;
}

/** Each sum takes its products in the order of a strip's, so that its bits are the same. */
function sumStretches(task: Task, count: number, vectors: number): Draft["cpu"] {
  const { node, operands, shape, writer } = task;
  const run = shape.overRuns[0] ?? [];
  const stretch = 4 * vectors;
  const sums = uniqueName(writer.names, "sums");
  const block = namePosition(writer, "block", 0, count / stretch - 1);
  const outer = spreadRows(writer, shape.batchRuns, ["workgroup.z"]);
  const place: Place = new Map([...outer.place, ...ofRow(task)]);
  const eachVector = (each: (sum: Linear, column: Place) => void): void => {
    repeat(writer, "vector", literalSize(vectors), (vector) => {
      const start = namePosition(writer, runName(shape.columnRun), currentDepth(writer), count - 1);
      const from = addLinear(variableLinear(block, stretch), variableLinear(vector, 4));
      say(writer, { kind: "let", name: start, value: linearValue(writer, from).expression });
      const column = placesOfRun(writer, shape.columnRun, start, 1, variableLinear(lane));
      each(variableLinear(vector, 4), new Map([...place, ...column]));
    });
  };
  repeat(writer, "cleared", literalSize(vectors), (vector) => {
    storeShared(writer, sums, variableLinear(vector, 4), literal(0, "real"));
  });
  repeat(
    writer,
    `${runName(run)}4`,
    sizeOfRun(run, writer.bounds),
    (step) => {
      const rows = Array.from({ length: rowsAtOnce }, (_, at) => {
        const own = placesOfRun(writer, run, step, rowsAtOnce, constantLinear(at));
        const element = valueAt(writer, operands.rows, new Map([...place, ...own])).expression;
        return { own, element: named(writer, "row", splat(element, 4)) };
      });
      eachVector((sum, column) => {
        const total = declareTotal(task, 4, loadShared(writer, sums, sum, 4));
        for (const { own, element } of rows) {
          const at = new Map([...column, ...own]);
          const read = splat(valueAt(writer, operands.columns, at).expression, 4);
          addTo(task, total, apply("multiply", element, read));
        }
        storeShared(writer, sums, sum, variable(total, "real", 4));
      });
    },
    rowsAtOnce,
  );
  eachVector((sum, column) => {
    const total = named(writer, nameOf(node), loadShared(writer, sums, sum, 4));
    write(task, column, total, 4, node);
  });
  const loop = {
    variable: block,
    binding: "workgroup.x",
    extent: { size: literalSize(count), tile: stretch },
  } as const;
  const memory = [{ name: sums, type: "real", width: 4, count: stretch }] as const;
  return draftOf(task, loop, outer, `stretches of ${stretch} columns, ${rowsAtOnce} rows at a time`, memory);
}

function takeDots(task: Task): Draft["cpu"] {
  const { node, operands, shape, writer } = task;
  const { columnRun, overRuns: runs } = shape;
  const { bounds } = writer;
  const size = sizeOfRun(columnRun, bounds);
  const high = highOf(size, bounds);
  const block = namePosition(writer, "block", 0, Math.ceil(high / columnsAtOnce) - 1);
  const outer = spreadRows(writer, shape.batchRuns, ["workgroup.z"]);
  const place: Place = new Map([...outer.place, ...ofRow(task)]);
  const isWhole = isMultipleOfDay(size, columnsAtOnce, bounds);
  const last = apply("subtract", sizeExpression(size), integer(1));
  const columns = Array.from({ length: columnsAtOnce }, (_, at) => {
    const name = namePosition(writer, runName(columnRun), 0, high - 1);
    const position = apply(
      "add",
      apply("multiply", variable(block, "int", 1), integer(columnsAtOnce)),
      integer(at),
    );
    say(writer, { kind: "let", name, value: isWhole ? position : apply("minimum", position, last) });
    const exists = isWhole ? [] : [apply("less", position, sizeExpression(size))];
    return { name, exists, place: placesOfRun(writer, columnRun, name, 1, constantLinear(0)) };
  });
  const step: Width = isMultipleOfDay(sizeOfRun(runs.at(-1) ?? [], bounds), 4, bounds) ? 4 : 1;
  const totals = columns.map(() => declareTotal(task, step));
  overSum(task, place, step, (at) => {
    const row = named(writer, "row", splat(valueAt(writer, operands.rows, at).expression, step));
    for (const [index, column] of columns.entries()) {
      const element = splat(
        valueAt(writer, operands.columns, new Map([...at, ...column.place])).expression,
        step,
      );
      addTo(task, totals[index], apply("multiply", row, element));
    }
  });
  for (const [index, column] of columns.entries()) {
    const total = variable(totals[index] ?? "", "real", step);
    const sum = step === 1 ? total : sumOfLanes(total);
    guarded(writer, column.exists, variableLinear(column.name), () => {
      write(task, new Map([...place, ...column.place]), named(writer, nameOf(node), sum), 1, node);
    });
  }
  return draftOf(
    task,
    { variable: block, binding: "workgroup.x", extent: { size, tile: columnsAtOnce } },
    outer,
    `dot products of ${columnsAtOnce} columns`,
  );
}

/** Whether what the group writes lies elsewhere than what it reads. */
function isRepeatable({ group, writer }: Task): boolean {
  return [...group.written].every((item) => {
    const { from, lasts } = homeOf(writer, item);
    return from !== undefined || lasts !== true;
  });
}

/** A row's axes have one position each. */
function ofRow({ shape }: Task): readonly (readonly [string, Linear])[] {
  return shape.rowRun.map(({ id }) => [id, constantLinear(0)] as const);
}

function declareTotal(
  { writer, node }: Task,
  width: Width = 4,
  from: Expression = literal(0, "real"),
): string {
  const name = uniqueName(writer.names, nameOf(node));
  say(writer, { kind: "variable", name, type: "real", width, value: splat(from, width) });
  return name;
}

function addTo({ writer }: Task, name: string | undefined, product: Expression): void {
  if (name === undefined) return;
  const width = widthOf(product);
  say(writer, { kind: "assign", name, value: apply("add", variable(name, "real", width), product) });
}

/** Runs over all that is summed, `step` positions of the innermost run at a time. */
function overSum({ shape, writer }: Task, place: Place, step: Width, write: (at: Place) => void): void {
  const inner = shape.overRuns.at(-1) ?? [];
  overRuns(writer, shape.overRuns.slice(0, -1), place, (outer) => {
    const size = sizeInUnits(sizeOfRun(inner, writer.bounds), step);
    const range = { low: 0, high: highOf(size, writer.bounds) - 1 };
    const k = declareVariable(
      writer,
      step === 4 ? `${runName(inner)}4` : runName(inner),
      currentDepth(writer) + 1,
      range,
    );
    const within = step === 4 ? variableLinear(lane) : constantLinear(0);
    const body = inScope(writer, () =>
      write(new Map([...outer, ...placesOfRun(writer, inner, k, step, within)])),
    );
    say(writer, { kind: "loop", variable: k, binding: "serial", extent: { size, tile: 1 }, body });
  });
}

function named(writer: Writer, name: string, value: Expression): Expression {
  if (value.kind === "variable") return value;
  const unique = uniqueName(writer.names, name);
  say(writer, { kind: "let", name: unique, value });
  return variable(unique, "real", widthOf(value));
}

function sumOfLanes(of: Expression): Expression {
  const [a, c] = [
    apply("add", component(of, 0), component(of, 2)),
    apply("add", component(of, 1), component(of, 3)),
  ];
  return apply("add", a, c);
}

function write(
  { group, writer }: Task,
  place: Place,
  expression: Expression,
  width: Width,
  node: Node,
): void {
  const total = { expression, type: "real", width, depth: currentDepth(writer) } as const;
  writer.local = (of) => (of === node ? total : undefined);
  writeItems(writer, group, place);
  writer.local = () => undefined;
}

function draftOf(
  { writer }: Task,
  loop: NonNullable<Draft["cpu"]>["loops"][number],
  outer: ReturnType<typeof spreadRows>,
  schedule: string,
  workgroupMemory: readonly WorkgroupMemory[] = [],
): Draft["cpu"] {
  const thread = namePosition(writer, "thread", 0, 0);
  const loops = [loop, ...outer.loops, { variable: thread, binding: "lane.x", extent: once } as const];
  return { body: writer.scopes[0]?.statements ?? [], loops, workgroupMemory, schedule };
}
