/** The products of tiles of rows with tiles of columns: sums in registers, over the steps of a part. */
import { apply, integer, literal, splat, variable } from "../../../writer/expressions.ts";
import {
  addLinear,
  constantLinear,
  scaleLinear,
  variableLinear,
  type Linear,
} from "../../../writer/linear.ts";
import type { Expression, LoopPart, Statement } from "../../../loops.ts";
import { nameOf, uniqueName } from "../../../names.ts";
import { inGuard, inScope, say, type Place, type Writer } from "../../../writer/writer.ts";
import { overDepth, type PartOfDepth } from "./depth.ts";
import { memorySize, startOf } from "./keep.ts";
import { directColumns, directRows, type ElementAt } from "./direct.ts";
import { nameLinear, overLast, overTiles, panelSize, partsOf } from "./pack.ts";
import { partOfSteps } from "./cuts.ts";
import { writeTile, type KeptColumns, type Task } from "./write.ts";
import { loadShared, storeShared } from "../../workgroup-memory.ts";

/** A row has an address of its own, so that the rows share what is added to it: an engine that checks each access does less for it. */
function packedRows(task: Task, tile: Linear, part: string | undefined): ElementAt {
  const { writer, rows, rowBlock, panels, depth } = task;
  const start = startOf(rows, rowBlock, depth, part);
  const panel = addLinear(start, scaleLinear(tile, panelSize(rows, depth)));
  const high = memorySize(rows, depth);
  const places = Array.from({ length: rows.tile }, (_, r) =>
    nameLinear(writer, "row_panel", addLinear(panel, constantLinear(rows.skipped + r)), high),
  );
  return (r, steps) => {
    const at = addLinear(variableLinear(places[r] ?? ""), scaleLinear(steps, rows.pitch));
    return loadShared(writer, panels.rows, at, 1);
  };
}

function packedColumns(task: Task, tile: Linear, part: string | undefined): ElementAt {
  const { writer, columns, columnBlock, panels, depth } = task;
  const start = startOf(columns, columnBlock, depth, part);
  const panel = addLinear(start, scaleLinear(tile, panelSize(columns, depth)));
  return (v, steps) => {
    const at = addLinear(panel, scaleLinear(steps, columns.pitch), constantLinear(columns.skipped + 4 * v));
    return loadShared(writer, panels.columns, at, 4);
  };
}

/** A tile of rows, and where its steps are: in which part of the contracted axes, and from which step on. */
interface RowTile {
  readonly tile: Linear;
  readonly row: string;
  readonly place: Place;
  readonly part: string | undefined;
  readonly steps: Linear;
  readonly kept: KeptColumns | undefined;
}

/** The steps of the contracted axes come in parts; whether this is the last. */
export function isLast({ depth }: Task, part: string): Expression {
  return apply("less_equal", integer((depth.split?.parts ?? 1) - 1), variable(part, "int", 1));
}

/** Statements of some parts only. */
export function inPart({ writer }: Task, part: string, write: () => void): readonly Statement[] {
  return inGuard(writer, new Map([["part", variableLinear(part)]]), write);
}

/**
 * All tiles of six rows: each sum begins with 0, or goes on from what lies in `sums`; by part, it begins in the first and then goes on. Where
 * nothing is computed from the sums, a tile that no end cuts is written straight from the registers.
 */
export function multiplyTiles(
  task: Task,
  at: RowTile,
  sumsAt: Linear,
  start: "begin" | "go on" | "by part",
  isPlain: boolean,
): void {
  const { writer, rows, depth, panels, node } = task;
  const part = start === "by part" ? at.part : undefined;
  const rowAt = rows.isPacked
    ? packedRows(task, at.tile, at.part)
    : directRows(task, at.row, at.place, at.part);
  overColumnTiles(task, at.kept?.tiles, (own, tile, first, columnAt) => {
    const { columns } = own;
    const vectors = Array.from({ length: columns.tile / 4 }, (_, v) => v);
    const place = (r: number, v: number): Linear =>
      addLinear(sumsAt, columnAt, constantLinear(r * columns.block + 4 * v));
    const fourAt = columns.isPacked
      ? packedColumns(own, tile, at.part)
      : directColumns(own, first, at.place, at.part);
    const totals = Array.from({ length: rows.tile }, (_, r) =>
      vectors.map((v) => {
        const name = uniqueName(writer.names, `${nameOf(node)}_${r}_${v}`);
        const value =
          start === "go on" ? loadShared(writer, panels.sums, place(r, v), 4) : splat(literal(0, "real"), 4);
        say(writer, { kind: "variable", name, type: "real", width: 4, value });
        return name;
      }),
    );
    if (part !== undefined) {
      const then = inPart(own, part, () => {
        for (const [r, sums] of totals.entries()) {
          for (const [v, name] of sums.entries())
            say(writer, { kind: "assign", name, value: loadShared(writer, panels.sums, place(r, v), 4) });
        }
      });
      const condition = apply("less", integer(0), variable(part, "int", 1));
      say(writer, { kind: "if", condition, then, otherwise: [] });
    }
    const partOf: PartOfDepth = (unit, count) =>
      partOfSteps(own, at.row, { first, width: columns.tile }, { start: at.steps, unit, count });
    overDepth(writer, depth, partOf, (steps) => {
      const taken = vectors.map((v) => nameLoad(writer, "column", fourAt(v, steps)));
      for (const [r, sums] of totals.entries()) {
        const row = nameLoad(writer, "row", splat(rowAt(r, steps), 4));
        for (const [v, name] of sums.entries()) {
          const product = apply("multiply", row, taken[v] ?? row);
          say(writer, { kind: "assign", name, value: apply("add", variable(name, "real", 4), product) });
        }
      }
    });
    const keep = (): void => {
      for (const [r, sums] of totals.entries()) {
        for (const [v, name] of sums.entries())
          storeShared(writer, panels.sums, place(r, v), variable(name, "real", 4));
      }
    };
    const write = (): void => writeTile(own, totals, at.row, first, place(0, 0), keep);
    if (!isPlain) keep();
    else if (part === undefined) write();
    else {
      const then = inPart(own, part, write);
      say(writer, { kind: "if", condition: isLast(own, part), then, otherwise: inScope(writer, keep) });
    }
  });
}

/**
 * The tiles of a block's columns; `write` gets the task with the columns of the tile, where the columns' first is in the block, and its panel.
 * What is kept are whole numbers of usual tiles.
 */
function overColumnTiles(
  task: Task,
  kept: LoopPart | undefined,
  write: (task: Task, tile: Linear, first: string, columnAt: Linear) => void,
): void {
  const { writer, columns, columnBlock } = task;
  const { whole, last } = partsOf(columns);
  const each = { ...task, columns: whole };
  const start = variableLinear(columnBlock, -columns.block);
  overTiles(
    writer,
    whole,
    columnBlock,
    (tile, first) => {
      const columnAt = whole.overlaps
        ? addLinear(variableLinear(first), start)
        : scaleLinear(tile, columns.tile);
      write(each, tile, first, columnAt);
    },
    kept,
  );
  if (last === undefined) return;
  overLast(writer, columns, columnBlock, (tile, first) => {
    write({ ...task, columns: last }, tile, first, addLinear(variableLinear(first), start));
  });
}

function nameLoad(writer: Writer, name: string, value: Expression): Expression {
  const unique = uniqueName(writer.names, name);
  say(writer, { kind: "let", name: unique, value });
  return variable(unique, "real", 4);
}
