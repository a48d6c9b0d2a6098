/**
 * Row kernels on the CPU. A workgroup is a row, taken four elements at a time, with what is left one by one; or, where memory runs
 * across the rows, a few vectors of rows beside each other. Dear values that a later pass needs again wait in memory of the worker's own.
 */
import type { Axis, Node, ReduceNode } from "../../../3-graph/graph.ts";
import { InternalError } from "../../../source/internal-error.ts";
import { apply, integer, literal, splat, variable } from "../../writer/expressions.ts";
import type { Group } from "../../arrange/fuse.ts";
import { highOf } from "../../layout.ts";
import {
  addLinear,
  constantLinear,
  hasLane,
  lane,
  linearKey,
  variableLinear,
  type Linear,
} from "../../writer/linear.ts";
import type { Expression, Width, WorkgroupMemory } from "../../loops.ts";
import { nameOf, uniqueName } from "../../names.ts";
import { hasAxis } from "../../../3-graph/positions.ts";
import { valueAt } from "../../writer/values.ts";
import { linearValue } from "../../writer/digits.ts";
import { currentDepth, inGuard, say, type Place, type Value, type Writer } from "../../writer/writer.ts";
import { isMultipleOfDay, once, placesOfRun, runName, sizeOfRun, spreadRows } from "../grid.ts";
import type { BoundLoop, Draft, Run } from "../grid.ts";
import { namePosition, nameValue } from "../serial-loops.ts";
import type { Block } from "../loop-parts.ts";
import { writeItems } from "../items.ts";
import { combine, combineLanes, neutral } from "../../writer/reducing.ts";
import { passesOf, type Passes, type RowShape } from "./reduction.ts";
import { dearValues } from "./dear.ts";
import { ofLane } from "./lanes.ts";
import { overWindows, type RowWindow } from "./windows.ts";
import type { RowTile } from "./tile.ts";
import { overElements, overRestOfRow, overRow, partOfRow, restOf, type RowPart } from "./loops.ts";

/** Longer rows compute dear values again. */
const mostKept = 2 ** 14;
/** Rows beside each other, the best first: a line of a cache holds 16 elements, and what more rows share is computed once. */
const widths = [16, 24, 20, 12, 8, 4];

const rowSides = ["workgroup.x", "workgroup.y", "workgroup.z"] as const;

/** A row kernel for rows along which memory runs. */
export function writeRowsAlong(group: Group, shape: RowShape, writer: Writer): Draft["cpu"] {
  const passes = passesOf(group, writer);
  const thread = namePosition(writer, "thread", 0, 0);
  const { loops, place: rowPlace } = spreadRows(writer, shape.rowRuns, rowSides);
  const laneLoop: BoundLoop = { variable: thread, binding: "lane.x", extent: once };
  const totals = new Map<Node, Value>();
  const kept = keepDear(group, passes, shape, writer);
  const row: Place = new Map(rowPlace);
  const isTotal = totalOf(writer, totals);
  const part = partOfRow(writer, shape.overRuns, 4, (axis) => blockAt(row, axis));
  for (const [pass, { nodes, stored }] of stepsOf(group, passes).entries()) {
    if (nodes.length === 0 && stored.length === 0) continue;
    const hasRest = restOf(writer, shape.overRuns) !== "none";
    const sums = nodes.map((node) => ({
      node,
      four: startSum(writer, node, 4),
      one: hasRest ? startSum(writer, node, 1) : undefined,
    }));
    overRow(writer, shape.overRuns, row, part?.part, (place, at, width) => {
      writer.local = (node, where) =>
        isTotal(node, where) ?? (isHere(node, where, place) ? kept.read(node, pass, at, width) : undefined);
      for (const { node, four, one } of sums) {
        const value = splat(valueAt(writer, node.of, place).expression, width);
        const name = width === 4 ? four : (one ?? four);
        const sum = combine(node.operator, variable(name, node.type, width), value);
        say(writer, { kind: "assign", name, value: sum });
      }
      writeItems(writer, { items: stored, written: group.written }, place);
      kept.write(pass, place, at, width);
    });
    if (part !== undefined && stored.length > 0) {
      writer.local = (node) => numberIn(part, node);
      overRestOfRow(writer, shape.overRuns, row, part, (place) => {
        writeItems(writer, { items: stored, written: group.written }, place);
      });
    }
    writer.local = isTotal;
    for (const { node, four, one } of sums) {
      const together = combineLanes(node.operator, variable(four, node.type, 4));
      const whole =
        one === undefined ? together : combine(node.operator, together, variable(one, node.type, 1));
      const name = uniqueName(writer.names, nameOf(node));
      say(writer, { kind: "let", name, value: whole });
      const depth = currentDepth(writer);
      totals.set(node, { expression: variable(name, node.type, 1), type: node.type, width: 1, depth });
    }
  }
  writer.local = isTotal;
  writeItems(writer, { items: itemsOfRow(group), written: group.written }, row);
  return {
    body: writer.scopes[0]?.statements ?? [],
    loops: [laneLoop, ...loops],
    workgroupMemory: kept.memory,
    schedule: "a row at a time, in vectors of 4",
  };
}

/** A row kernel for rows across which memory runs; undefined where they don't fill vectors. */
export function writeRowsAcross(
  group: Group,
  shape: RowShape,
  writer: Writer,
  tile: RowTile | undefined,
  windows: readonly RowWindow[],
): Draft["cpu"] {
  const { bounds } = writer;
  const rows = shape.rowRuns.filter((one) => tile === undefined || one[0] !== tile.axis);
  const run = rows.pop() ?? [];
  const size = sizeOfRun(run, bounds);
  const unit =
    tile === undefined ? widths.find((one) => isMultipleOfDay(size, one, bounds)) : 4 * tile.vectors;
  if (unit === undefined) return undefined;
  const thread = namePosition(writer, "thread", 0, 0);
  const block = namePosition(writer, "block", 0, highOf(size, bounds) / unit - 1);
  const outer = spreadRows(
    writer,
    rows,
    tile === undefined ? ["workgroup.y", "workgroup.z"] : ["workgroup.z"],
  );
  const loops: readonly BoundLoop[] = [
    { variable: thread, binding: "lane.x", extent: once },
    { variable: block, binding: "workgroup.x", extent: { size, tile: unit } },
    ...outer.loops,
  ];
  const first = nameValue(writer, runName(run), variableLinear(block, unit), highOf(size, bounds) - 1);
  const columns = (along: readonly (readonly [string, Linear])[]): readonly Column[] =>
    Array.from({ length: unit / 4 }, (_, v): Column => {
      const own = placesOfRun(writer, run, first, 1, variableLinear(lane, 1, 4 * v));
      return { place: new Map([...outer.place, ...along, ...own]), totals: new Map() };
    });
  const schedule = `${unit} rows at a time, in vectors of 4`;
  const across = { group, shape, writer, windows, run, first, unit };
  if (tile === undefined) {
    writeColumns(across, columns([]));
    return { body: writer.scopes[0]?.statements ?? [], loops, workgroupMemory: [], schedule };
  }
  const { axis, count } = tile;
  writer.sharesLoads = true;
  const [whole, rest] = [Math.floor(tile.size / count), tile.size % count];
  const at = namePosition(writer, axis.name, 0, whole - 1);
  const write = (from: Linear, rows: number): void => {
    const places = Array.from({ length: rows }, (_, one) =>
      columns([[axis.id, addLinear(from, constantLinear(one))]]),
    );
    writeColumns(across, places.flat());
  };
  if (rest === 0) write(variableLinear(at, count), count);
  else {
    const place = new Map([[axis.id, variableLinear(at)]]);
    const then = inGuard(writer, place, () => write(variableLinear(at, count), count));
    const otherwise = inGuard(writer, new Map(), () => write(constantLinear(whole * count), rest));
    say(writer, {
      kind: "if",
      condition: apply("less", variable(at, "int", 1), integer(whole)),
      then,
      otherwise,
    });
  }
  const along: BoundLoop = {
    variable: at,
    binding: "workgroup.y",
    extent: { size: sizeOfRun([axis], bounds), tile: count },
  };
  return {
    body: writer.scopes[0]?.statements ?? [],
    loops: [...loops, along],
    workgroupMemory: [],
    schedule: `${count} x ${schedule}`,
  };
}

/** Where the rows of a kernel across memory are. */
interface Across {
  readonly group: Group;
  readonly shape: RowShape;
  readonly writer: Writer;
  readonly windows: readonly RowWindow[];
  /** The fastest run, the first of `unit` rows along it. */
  readonly run: Run;
  readonly first: string;
  readonly unit: number;
}

/** The rows of some columns, pass by pass. */
function writeColumns(
  { group, shape, writer, windows, run, first, unit }: Across,
  columns: readonly Column[],
): void {
  const passes = passesOf(group, writer);
  const part = partOfRow(writer, shape.overRuns, 1, (axis) => {
    const isOfRun = run.length === 1 && run[0]?.id === axis.id;
    return isOfRun ? { from: variableLinear(first), count: unit } : blockOf(columns, axis);
  });
  for (const { nodes, stored } of stepsOf(group, passes)) {
    if (nodes.length === 0 && stored.length === 0) continue;
    const sums = columns.map(() => nodes.map((node) => startSum(writer, node, 4)));
    overWindows(
      writer,
      shape.overRuns,
      stored.length === 0 ? windows : [],
      columns.map(({ place }) => place),
      part?.part,
      (over, taken) => {
        for (const v of taken) {
          const column = columns[v];
          if (column === undefined) continue;
          writer.local = totalOfColumn(writer, column);
          const place: Place = new Map([...column.place, ...over]);
          for (const [at, node] of nodes.entries()) {
            const name = sums[v]?.[at] ?? "";
            const value = splat(valueAt(writer, node.of, place).expression, 4);
            say(writer, {
              kind: "assign",
              name,
              value: combine(node.operator, variable(name, node.type, 4), value),
            });
          }
          writeItems(writer, { items: stored, written: group.written }, place);
        }
      },
    );
    for (const rest of stored.length === 0 ? [] : (part?.rest ?? [])) {
      writer.local = (node) => numberIn(part, node);
      overElements(writer, shape.overRuns, rest, (over) => {
        for (const { place } of columns)
          writeItems(writer, { items: stored, written: group.written }, new Map([...place, ...over]));
      });
    }
    for (const [v, { totals }] of columns.entries()) {
      for (const [at, node] of nodes.entries()) {
        const expression = variable(sums[v]?.[at] ?? "", node.type, 4);
        totals.set(node, { expression, type: node.type, width: 4, depth: currentDepth(writer) });
      }
    }
  }
  for (const column of columns) {
    writer.local = totalOfColumn(writer, column);
    writeItems(writer, { items: itemsOfRow(group), written: group.written }, column.place);
  }
}

/** Where columns are along an axis other than the fastest run's. */
function blockOf(columns: readonly Column[], axis: Axis): Block | undefined {
  const places = columns.map(({ place }) => place.get(axis.id));
  const [from] = places;
  if (from === undefined || hasLane(from)) return undefined;
  const last = Math.max(...places.map((position) => position?.constant ?? 0));
  return { from, count: last - from.constant + 1 };
}

/** A place along another axis than the row's. */
function blockAt(place: Place, { id }: Axis): Block | undefined {
  const from = place.get(id);
  return from === undefined ? undefined : { from, count: 1 };
}

/** What a node is where it isn't computed. */
function numberIn(part: RowPart | undefined, node: Node): Value | undefined {
  const number = part?.numbers.get(node);
  if (number === undefined) return undefined;
  return { expression: literal(number, node.type), type: node.type, width: 1, depth: 0 };
}

/** Four rows beside each other. */
interface Column {
  readonly place: Place;
  readonly totals: Map<Node, Value>;
}

interface Step {
  readonly nodes: readonly ReduceNode[];
  /** Whole rows that can be written. */
  readonly stored: readonly Node[];
}

function stepsOf(group: Group, { reductions, writtenAfter }: Passes): readonly Step[] {
  return Array.from({ length: reductions.length + 1 }, (_, pass) => ({
    nodes: reductions[pass] ?? [],
    stored: [...writtenAfter].flatMap(([node, after]) =>
      after === pass && group.written.has(node) ? [node] : [],
    ),
  }));
}

function itemsOfRow(group: Group): readonly Node[] {
  return group.items.filter((item) => !group.over.some((axis) => hasAxis(item.axes, axis)));
}

/** A column's totals are vectors; where lanes go different ways, each lane takes its own. */
function totalOfColumn(writer: Writer, { place, totals }: Column): Writer["local"] {
  const whole = totalOf(writer, totals);
  return (node, at) => {
    const total = whole(node, at);
    return total && ofLane(total, node, place, at);
  };
}

function totalOf(writer: Writer, totals: ReadonlyMap<Node, Value>): Writer["local"] {
  return (node) => {
    const total = totals.get(node);
    if (total === undefined && node.kind === "reduce" && writer.own.has(node)) {
      throw new InternalError("a reduction is read before it is made", node.span);
    }
    return total;
  };
}

function startSum(writer: Writer, node: ReduceNode, width: Width): string {
  const name = uniqueName(writer.names, `own_${nameOf(node)}`);
  const value = splat(neutral(node.operator, node.type), width);
  say(writer, { kind: "variable", name, type: node.type, width, value });
  return name;
}

interface Keeping {
  readonly memory: readonly WorkgroupMemory[];
  /** The value that an earlier pass has left. */
  readonly read: (node: Node, pass: number, at: Linear, width: Width) => Value | undefined;
  readonly write: (pass: number, place: Place, at: Linear, width: Width) => void;
}

/** Memory for dear values, from the first pass that needs each to the last. */
function keepDear(group: Group, passes: Passes, shape: RowShape, writer: Writer): Keeping {
  const { bounds } = writer;
  const count = shape.overRuns.reduce((product, run) => product * highOf(sizeOfRun(run, bounds), bounds), 1);
  const roots = stepsOf(group, passes).map(({ nodes, stored }) => [...nodes.map(({ of }) => of), ...stored]);
  const dear = count > mostKept ? [] : dearValues(roots, group, (node) => isReadBefore(writer, node));
  const places = new Map(
    dear.map(({ node, pass }) => [node, { pass, name: uniqueName(writer.names, `kept_${nameOf(node)}`) }]),
  );
  const memoryOf = (name: string) => ({ kind: "workgroup", name }) as const;
  return {
    memory: [...places.values()].map(({ name }) => ({
      name,
      type: "real",
      width: 4,
      count: Math.ceil(count / 4) * 4,
    })),
    read: (node, pass, at, width) => {
      const found = places.get(node);
      if (found === undefined || found.pass >= pass) return undefined;
      const index = linearValue(writer, at).expression;
      const load: Expression = { kind: "load", memory: memoryOf(found.name), index, type: "real", width };
      return { expression: load, type: "real", width, depth: currentDepth(writer) };
    },
    write: (pass, place, at, width) => {
      for (const [node, { pass: own, name }] of places) {
        if (own !== pass) continue;
        const value = splat(valueAt(writer, node, place).expression, width);
        const index = linearValue(writer, at).expression;
        say(writer, { kind: "store", memory: memoryOf(name), index, value, width });
      }
    },
  };
}

/** Whether a value is read at the element at hand, not at another of the row. */
function isHere(node: Node, where: Place, place: Place): boolean {
  return node.axes.every(({ id }) => {
    const [there, here] = [where.get(id), place.get(id)];
    return there !== undefined && here !== undefined && linearKey(there) === linearKey(here);
  });
}

function isReadBefore(writer: Writer, node: Node): boolean {
  return writer.homes.has(node) && !writer.own.has(node);
}
