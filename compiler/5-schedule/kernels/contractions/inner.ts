/** The loop over the contracted axes, with a tile's sums in registers. */
import type { Node } from "../../../3-graph/graph.ts";
import type { Size } from "../../../sizes/size.ts";
import { underViews } from "../../contraction.ts";
import { linearValue } from "../../writer/digits.ts";
import {
  literal,
  apply,
  component,
  fourOf,
  sizeExpression,
  splat,
  variable,
} from "../../writer/expressions.ts";
import { highOf } from "../../layout.ts";
import {
  addLinear,
  constantLinear,
  lane,
  variableLinear,
  type Linear,
  type Range,
} from "../../writer/linear.ts";
import type { Expression, Width } from "../../loops.ts";
import { nameOf, uniqueName } from "../../names.ts";
import { isStored } from "../../reads.ts";
import { valueAt } from "../../writer/values.ts";
import {
  bind,
  currentDepth,
  declareVariable,
  inGuard,
  inScope,
  say,
  type Place,
  type Writer,
} from "../../writer/writer.ts";
import { isMultipleOfDay, placesOfRun, runName, sizeInUnits, sizeOfRun, type Run } from "../grid.ts";
import { overRuns } from "../serial-loops.ts";

export interface Form {
  /** `columns`: a row's element times a vector of columns; `dots`: dot products of vectors along k. */
  readonly products: "columns" | "dots";
  /** Columns are taken four at a time, or singly. */
  readonly width: Width;
  /** How the left operand is read as vectors. */
  readonly rowVectors: "along k" | "along rows" | "none";
  readonly columnVectors: "along k" | "along columns";
  /** Steps along k that a turn of the loop takes: vectors along k have four. */
  readonly steps: 1 | 4;
}

type Positions = readonly (readonly [string, Linear])[];

export interface Tile {
  /** Of the batch. */
  readonly base: Place;
  readonly rows: readonly Positions[];
  readonly columns: readonly { readonly at: (within: Linear) => Positions }[];
  /** Of four rows from the tile's row `first` on, one a lane. */
  readonly rowVectorAt: (first: number) => Positions;
}

/** Which steps of the innermost run a thread takes: those that leave the remainder `slice` by `count`. */
export interface Slices {
  readonly count: number;
  /** The variable that says which one the thread has. */
  readonly slice: string;
}

export type Lane = 0 | 1 | 2 | 3;
export const four = [0, 1, 2, 3] as const;

/** Writes the loop, and returns the sums by row and column. */
export function accumulate(
  writer: Writer,
  rowOperand: Node,
  columnOperand: Node,
  runs: readonly Run[],
  form: Form,
  tile: Tile,
  name: string,
  slices: Slices | undefined,
): readonly (readonly Expression[])[] {
  const totals = declareTotals(writer, name, tile.rows.length, tile.columns.length, form.width);
  const add = (r: number, c: number, products: readonly Expression[]): void => {
    addProducts(writer, totals[r]?.[c], products);
  };
  const inner = runs.at(-1) ?? [];
  const step = form.steps;
  overRuns(writer, runs.slice(0, -1), tile.base, (outer) => {
    const size = sizeInUnits(sizeOfRun(inner, writer.bounds), step);
    const range = { low: 0, high: highOf(size, writer.bounds) - 1 };
    const name = step === 4 ? `${runName(inner)}4` : runName(inner);
    const write = (k: string): void => {
      const digits = placesOfRun(writer, inner, k, step, constantLinear(0));
      const fastest = inner.at(-1)?.id;
      const at = (within: Linear): Place =>
        new Map([
          ...outer,
          ...digits.map(
            ([axis, linear]) => [axis, axis === fastest ? addLinear(linear, within) : linear] as const,
          ),
        ]);
      const inputs: Inputs = { writer, rowOperand, columnOperand, form, tile, at, add };
      if (form.products === "dots") dotStep(inputs);
      else columnStep(inputs);
    };
    if (slices === undefined) {
      const k = declareVariable(writer, name, currentDepth(writer) + 1, range);
      const body = inScope(writer, () => {
        write(k);
      });
      say(writer, { kind: "loop", variable: k, binding: "serial", extent: { size, tile: 1 }, body });
    } else overSlice(writer, slices, size, range, name, write);
  });
  return totals;
}

/** A thread's sums by row and column, 0 to begin with. */
export function declareTotals(
  writer: Writer,
  name: string,
  rows: number,
  columns: number,
  width: Width,
): readonly (readonly Expression[])[] {
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (_column, c) => {
      const unique = uniqueName(writer.names, columns === 1 ? `${name}_${r}` : `${name}_${r}_${c}`);
      const value = splat(literal(0, "real"), width);
      say(writer, { kind: "variable", name: unique, type: "real", width, value });
      return variable(unique, "real", width);
    }),
  );
}

/** Adds products to a sum, in their order. */
export function addProducts(
  writer: Writer,
  total: Expression | undefined,
  products: readonly Expression[],
): void {
  if (total === undefined || total.kind !== "variable") return;
  const value = products.reduce<Expression>((sum, product) => apply("add", sum, product), total);
  say(writer, { kind: "assign", name: total.name, value });
}

/** The loop over the steps of one slice. */
function overSlice(
  writer: Writer,
  { count, slice }: Slices,
  size: Size,
  range: Range,
  name: string,
  write: (k: string) => void,
): void {
  const turns = { low: 0, high: Math.ceil((range.high + 1) / count) - 1 };
  const turn = declareVariable(writer, "turn", currentDepth(writer) + 1, turns);
  const body = inScope(writer, () => {
    const k = declareVariable(writer, name, currentDepth(writer), range);
    const position = linearValue(writer, addLinear(variableLinear(turn, count), variableLinear(slice)));
    say(writer, { kind: "let", name: k, value: position.expression });
    if (isMultipleOfDay(size, count, writer.bounds)) {
      write(k);
      return;
    }
    const condition = apply("less", variable(k, "int", 1), sizeExpression(size));
    const then = inGuard(writer, new Map([["", variableLinear(k)]]), () => {
      write(k);
    });
    say(writer, { kind: "if", condition, then, otherwise: [] });
  });
  say(writer, { kind: "loop", variable: turn, binding: "serial", extent: { size, tile: count }, body });
}

interface Inputs {
  readonly writer: Writer;
  readonly rowOperand: Node;
  readonly columnOperand: Node;
  readonly form: Form;
  readonly tile: Tile;
  /** The place of a step, where the position along the fastest contracted axis is `within`. */
  readonly at: (within: Linear) => Place;
  readonly add: (row: number, column: number, products: readonly Expression[]) => void;
}

/** The value of an operand, named. */
function read(writer: Writer, node: Node, place: Place, name: string): Expression {
  const value = valueAt(writer, node, place);
  const base = underViews(node);
  const hint = isStored(base) || base.label !== undefined ? nameOf(base) : name;
  return value.expression.kind === "variable"
    ? value.expression
    : bind(writer, hint, { ...value, depth: currentDepth(writer) }).expression;
}

/** As the CPU's dot products do: what is read first has the first offset, on both. */
export function readsColumnsFirst({ rowVectors, columnVectors }: Form): boolean {
  return rowVectors === "along k" && columnVectors === "along k";
}

/**
 * A sum takes all its products of a step before the next sum does: on processors with few registers it is then loaded and stored once a
 * step.
 */
function columnStep({ writer, rowOperand, columnOperand, form, tile, at, add }: Inputs): void {
  const steps: readonly Lane[] = form.steps === 4 ? four : [0];
  const rowsOf = (): ReturnType<typeof readRows> => readRows(writer, rowOperand, form, tile, at, steps);
  const early = readsColumnsFirst(form) ? undefined : rowsOf();
  const columns = readColumns(writer, columnOperand, form, tile, at, steps);
  const elementOf = early ?? rowsOf();
  for (const r of tile.rows.keys()) {
    for (const c of tile.columns.keys()) {
      const products = steps.flatMap((step) => {
        const column = columns[step]?.[c];
        return column === undefined ? [] : [apply("multiply", splat(elementOf(r, step), form.width), column)];
      });
      add(r, c, products);
    }
  }
}

/** Reads what steps need of the left operand; the result gives the element of a row at a step along k. */
function readRows(
  writer: Writer,
  node: Node,
  form: Form,
  tile: Tile,
  at: Inputs["at"],
  steps: readonly Lane[],
): (row: number, step: Lane) => Expression {
  if (form.rowVectors === "along k") {
    const place = at(variableLinear(lane));
    const values = tile.rows.map((row) => read(writer, node, new Map([...place, ...row]), "row"));
    return (r, step) => element(values[r], step);
  }
  const places = steps.map((step) => at(constantLinear(step)));
  if (form.rowVectors === "along rows" && tile.rows.length >= 4) {
    const vectors = places.map((place) =>
      tile.rows
        .filter((_, r) => r % 4 === 0)
        .map((_, v) => read(writer, node, new Map([...place, ...tile.rowVectorAt(4 * v)]), "rows")),
    );
    return (r, step) => element(vectors[step]?.[Math.floor(r / 4)], four[r % 4] ?? 0);
  }
  const values = places.map((place) =>
    tile.rows.map((row) => read(writer, node, new Map([...place, ...row]), "row")),
  );
  return (r, step) => element(values[step]?.[r], 0);
}

/** What the columns have at each step. */
function readColumns(
  writer: Writer,
  node: Node,
  form: Form,
  tile: Tile,
  at: Inputs["at"],
  steps: readonly Lane[],
): readonly (readonly Expression[])[] {
  if (form.columnVectors === "along k") {
    const place = at(variableLinear(lane));
    const singles = form.width === 4 ? four : ([0] as const);
    const columns = tile.columns.map((column) =>
      singles.map((one) =>
        read(writer, node, new Map([...place, ...column.at(constantLinear(one))]), "column"),
      ),
    );
    return steps.map((step) => columns.map((own) => acrossColumns(own, step)));
  }
  const within = form.width === 4 ? variableLinear(lane) : constantLinear(0);
  return steps.map((step) => {
    const place = at(constantLinear(step));
    return tile.columns.map((column) =>
      splat(read(writer, node, new Map([...place, ...column.at(within)]), "column"), form.width),
    );
  });
}

/** One step of a column, or of four as a vector, where each is a vector of steps. */
export function acrossColumns(columns: readonly Expression[], step: Lane): Expression {
  const own = (at: number): Expression => element(columns[at], step);
  return columns.length === 1 ? own(0) : fourOf(own);
}

export function element(of: Expression | undefined, at: Lane): Expression {
  if (of === undefined) return literal(0, "real");
  const isVector = of.kind === "vector" || of.kind === "splat" || ("width" in of && of.width === 4);
  return isVector ? component(of, at) : of;
}

function dotStep({ writer, rowOperand, columnOperand, form, tile, at, add }: Inputs): void {
  const place = at(variableLinear(lane));
  const columns = tile.columns.map((column) => {
    const lanes = form.width === 4 ? four : ([0] as const);
    return lanes.map((one) =>
      splat(read(writer, columnOperand, new Map([...place, ...column.at(constantLinear(one))]), "column"), 4),
    );
  });
  for (const [r, row] of tile.rows.entries()) {
    const left = splat(read(writer, rowOperand, new Map([...place, ...row]), "row"), 4);
    const dot = (right: Expression | undefined): Expression => ({ kind: "dot", left, right: right ?? left });
    for (const [c, lanes] of columns.entries()) {
      add(r, c, [form.width === 4 ? fourOf((one) => dot(lanes[one])) : dot(lanes[0])]);
    }
  }
}
