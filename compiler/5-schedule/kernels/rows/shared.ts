/**
 * Row kernels in which the lanes of a workgroup share a row, or some rows side by side; their parts meet in workgroup memory, in the order
 * of the lanes.
 */
import type { Node, ReduceNode } from "../../../3-graph/graph.ts";
import { literalSize, sizeValue, type Size } from "../../../sizes/size.ts";
import { InternalError } from "../../../source/internal-error.ts";
import { apply, integer, sizeExpression, splat, variable } from "../../writer/expressions.ts";
import type { Group } from "../../arrange/fuse.ts";
import { highOf, type Bounds } from "../../layout.ts";
import { addLinear, constantLinear, lane, variableLinear, type Linear } from "../../writer/linear.ts";
import type { Expression, Width, WorkgroupMemory } from "../../loops.ts";
import { nameOf, uniqueName } from "../../names.ts";
import { hasAxis } from "../../../3-graph/positions.ts";
import { valueAt } from "../../writer/values.ts";
import { linearValue } from "../../writer/digits.ts";
import {
  currentDepth,
  declareVariable,
  inGuard,
  inScope,
  say,
  type Place,
  type Value,
  type Writer,
} from "../../writer/writer.ts";
import {
  isMultipleOfDay,
  lanesFor,
  placesOfRun,
  runName,
  sizeInUnits,
  sizeOfRun,
  spreadRows,
} from "../grid.ts";
import type { BoundLoop, Draft, Run } from "../grid.ts";
import { writeItems } from "../items.ts";
import { combine, combineLanes, neutral } from "../../writer/reducing.ts";
import { passesOf, type RowShape } from "./reduction.ts";
import { overRuns } from "../serial-loops.ts";
import { standSideBySide } from "../side-by-side.ts";

const fewLanes = 16;
const manyLanes = 64;
/** Up to this many pieces of a row a lane keeps in registers from pass to pass. */
const mostPieces = 8;

/** A piece of a row, one for each lane. */
interface Piece {
  readonly place: Place;
  /** Whether this lane has a piece here at all, where not all do. */
  readonly exists: Expression | undefined;
}

/** How a row is cut into pieces, and how many lanes take them in turn. */
interface Cutting {
  /** All but the row's last run: each position of them has pieces of its own. */
  readonly outerRuns: readonly Run[];
  readonly run: Run;
  /** Elements of a piece. */
  readonly unit: 1 | 4;
  /** How many pieces the run has. */
  readonly units: Size;
  readonly count: number;
  readonly lanes: number;
}

/** `most` is how many lanes share a row at most. */
function cutRow(shape: RowShape, most: number, bounds: Bounds): Cutting {
  const run = shape.overRuns.at(-1) ?? [];
  const fastest = run.at(-1);
  const isVector =
    shape.isContiguous && fastest !== undefined && isMultipleOfDay(sizeOfRun([fastest], bounds), 4, bounds);
  const unit = isVector ? 4 : 1;
  const units = sizeInUnits(sizeOfRun(run, bounds), unit);
  const count = highOf(units, bounds);
  const lanes = lanesFor(count, Math.min(most, count > fewLanes * mostPieces ? manyLanes : fewLanes));
  return { outerRuns: shape.overRuns.slice(0, -1), run, unit, units, count, lanes };
}

/** `across` is how many rows side by side a workgroup has; `most`, how many lanes share each. */
export function writeSharedRows(
  group: Group,
  shape: RowShape,
  newWriter: () => Writer,
  across = 1,
  most = manyLanes,
): Draft {
  const writer = newWriter();
  const { bounds } = writer;
  const cutting = cutRow(shape, most, bounds);
  const { unit, units, lanes } = cutting;
  const standing = standIn(writer, shape, lanes, across);
  const row: Place = new Map(standing.place);
  const state: Sharing = {
    writer,
    group,
    across,
    ...cutting,
    ...standing,
    row,
    memory: [],
    totals: new Map(),
  };
  writer.local = (node) => localTotal(state, node);
  const isRepeated = standing.exists !== undefined || !isMultipleOfDay(units, lanes, bounds);
  const { reductions, writtenAfter } = passesOf(group, writer, isRepeated);
  const eachPiece = piecesOf(state);
  for (let pass = 0; pass <= reductions.length; pass++) {
    const nodes = reductions[pass] ?? [];
    const stored = [...writtenAfter].filter(([node, after]) => after === pass && group.written.has(node));
    if (nodes.length === 0 && stored.length === 0) continue;
    const parts = nodes.map((node) => startPart(writer, node, unit));
    eachPiece((piece) => {
      for (const [at, node] of nodes.entries()) addPiece(writer, node, parts[at] ?? "", piece, unit);
      storePiece(
        state,
        piece,
        stored.map(([node]) => node),
      );
    });
    meet(state, nodes, parts);
  }
  storeRow(state);
  return {
    body: writer.scopes[0]?.statements ?? [],
    loops: standing.loops,
    lanes: lanes * across,
    workgroupMemory: state.memory,
    writer,
    schedule: `${across === 1 ? "a workgroup of " : ""}${lanes} lanes a row, in ${unit === 4 ? "vectors of 4" : "elements"}`,
  };
}

/** Calls `write` for each piece of this lane: in each pass anew, or, where they are few, for those that it keeps in registers from pass to pass. */
function piecesOf(state: Sharing): (write: (piece: Piece) => void) => void {
  const { writer, outerRuns, units, count, lanes, thread, row } = state;
  const fixed = sizeValue(units);
  const pieces = Math.ceil(count / lanes);
  if (outerRuns.length === 0 && fixed !== undefined && pieces <= mostPieces) {
    const kept = Array.from({ length: pieces }, (_, at) => {
      const base = addLinear(variableLinear(thread), constantLinear(at * lanes));
      return pieceAt(state, base, row, (at + 1) * lanes <= fixed);
    });
    return (write) => kept.forEach(write);
  }
  const isWhole = isMultipleOfDay(units, lanes, writer.bounds);
  return (write) =>
    overRuns(writer, outerRuns, row, (place) => {
      const step = declareVariable(writer, "step_", currentDepth(writer) + 1, { low: 0, high: pieces - 1 });
      const body = inScope(writer, () => {
        const base = addLinear(variableLinear(step, lanes), variableLinear(thread));
        write(pieceAt(state, base, place, isWhole));
      });
      const extent = { size: units, tile: lanes };
      say(writer, { kind: "loop", variable: step, binding: "serial", extent, body });
    });
}

/** The piece of that number; where not all lanes have one, one that has none stands at the last. */
function pieceAt(
  { writer, run, unit, units, count }: Sharing,
  base: Linear,
  place: Place,
  isWhole: boolean,
): Piece {
  const position = linearValue(writer, base);
  const end = sizeExpression(units);
  const exists = isWhole ? undefined : apply("less", position.expression, end);
  const inside = isWhole
    ? position.expression
    : apply("minimum", position.expression, apply("subtract", end, integer(1)));
  const name = unit === 4 ? `${runName(run)}4` : runName(run);
  const own = declareVariable(writer, name, currentDepth(writer), { low: 0, high: count - 1 });
  say(writer, { kind: "let", name: own, value: inside });
  const within = unit === 4 ? variableLinear(lane) : constantLinear(0);
  return { place: new Map([...place, ...placesOfRun(writer, run, own, unit, within)]), exists };
}

/** Where a thread stands. */
interface Standing {
  /** Its place in the workgroup. */
  readonly rank: string;
  /** Which of the lanes that share a row. */
  readonly thread: string;
  /** Which of the rows side by side, where there are several. */
  readonly column: string | undefined;
  readonly place: readonly (readonly [string, Linear])[];
  /** Whether its row is there at all, where not all are. */
  readonly exists: Expression | undefined;
  readonly loops: readonly BoundLoop[];
}

/** Rows of one run lie side by side over the lanes where a workgroup has several. */
function standIn(writer: Writer, { rowRuns }: RowShape, lanes: number, across: number): Standing {
  if (across > 1) {
    const threads = { across, sharing: lanes, name: "thread", unit: 1 } as const;
    const { share, ...standing } = standSideBySide(
      writer,
      rowRuns.at(-1) ?? [],
      rowRuns.slice(0, -1),
      threads,
    );
    return { ...standing, thread: share };
  }
  const thread = declareVariable(writer, "thread", 0, { low: 0, high: lanes - 1 });
  const lanesLoop = {
    variable: thread,
    binding: "lane.x",
    extent: { size: literalSize(lanes), tile: 1 },
  } as const;
  const { loops, place } = spreadRows(writer, rowRuns, ["workgroup.x", "workgroup.y", "workgroup.z"]);
  return {
    rank: thread,
    thread,
    column: undefined,
    place,
    exists: undefined,
    loops: [lanesLoop, ...loops],
  };
}

interface Sharing extends Standing, Cutting {
  readonly writer: Writer;
  readonly group: Group;
  readonly across: number;
  readonly row: Place;
  readonly memory: WorkgroupMemory[];
  readonly totals: Map<Node, Value>;
}

function localTotal(state: Sharing, node: Node): Value | undefined {
  const total = state.totals.get(node);
  if (total === undefined && node.kind === "reduce" && state.writer.own.has(node)) {
    throw new InternalError("a reduction is read before it is made", node.span);
  }
  return total;
}

function startPart(writer: Writer, node: ReduceNode, width: Width): string {
  const name = uniqueName(writer.names, `own_${nameOf(node)}`);
  const value = splat(neutral(node.operator, node.type), width);
  say(writer, { kind: "variable", name, type: node.type, width, value });
  return name;
}

function addPiece(
  writer: Writer,
  node: ReduceNode,
  part: string,
  { place, exists }: Piece,
  width: Width,
): void {
  const value = splat(valueAt(writer, node.of, place).expression, width);
  const nothing = splat(neutral(node.operator, node.type), width);
  const counted = exists === undefined ? value : apply("select", exists, value, nothing);
  const sum = combine(node.operator, variable(part, node.type, width), counted);
  say(writer, { kind: "assign", name: part, value: sum });
}

function storePiece(
  { writer, exists: rowExists }: Sharing,
  { place, exists: pieceExists }: Piece,
  nodes: readonly Node[],
): void {
  if (nodes.length === 0) return;
  const store = (): void => writeItems(writer, { items: nodes, written: new Set(nodes) }, place);
  const exists = both(pieceExists, rowExists);
  if (exists === undefined) store();
  else say(writer, { kind: "if", condition: exists, then: inGuard(writer, place, store), otherwise: [] });
}

/** Each lane leaves its part, and then reduces all parts, in the same order as the others. */
function meet(state: Sharing, nodes: readonly ReduceNode[], parts: readonly string[]): void {
  const { writer, lanes, across, rank, column, unit } = state;
  if (nodes.length === 0) return;
  const memories = nodes.map((node, at) => {
    const name = uniqueName(writer.names, `all_${nameOf(node)}`);
    state.memory.push({ name, type: node.type, width: 1, count: lanes * across });
    const part = variable(parts[at] ?? "", node.type, unit);
    const value = unit === 4 ? combineLanes(node.operator, part) : part;
    const index = variable(rank, "int", 1);
    say(writer, { kind: "store", memory: { kind: "workgroup", name }, index, value, width: 1 });
    return name;
  });
  say(writer, { kind: "barrier" });
  const totals = nodes.map((node) => {
    const name = uniqueName(writer.names, nameOf(node));
    say(writer, {
      kind: "variable",
      name,
      type: node.type,
      width: 1,
      value: neutral(node.operator, node.type),
    });
    return name;
  });
  const index = declareVariable(writer, "part", currentDepth(writer) + 1, { low: 0, high: lanes - 1 });
  const body = inScope(writer, () => {
    const from = addLinear(
      variableLinear(index, across),
      column === undefined ? constantLinear(0) : variableLinear(column),
    );
    const place = linearValue(writer, from).expression;
    for (const [at, node] of nodes.entries()) {
      const name = totals[at] ?? "";
      const load: Expression = {
        kind: "load",
        memory: { kind: "workgroup", name: memories[at] ?? "" },
        index: place,
        type: node.type,
        width: 1,
      };
      say(writer, {
        kind: "assign",
        name,
        value: combine(node.operator, variable(name, node.type, 1), load),
      });
    }
  });
  const extent = { size: literalSize(lanes), tile: 1 };
  say(writer, { kind: "loop", variable: index, binding: "serial", extent, body });
  for (const [at, node] of nodes.entries()) {
    const value = {
      expression: variable(totals[at] ?? "", node.type, 1),
      type: node.type,
      width: 1 as const,
    };
    state.totals.set(node, { ...value, depth: currentDepth(writer) });
  }
}

/** The first lane writes what a row has once. */
function storeRow({ writer, group, thread, exists, row }: Sharing): void {
  const items = group.items.filter((item) => !group.over.some((axis) => hasAxis(item.axes, axis)));
  const written = items.filter((item) => group.written.has(item));
  if (written.length === 0) return;
  const then = inGuard(writer, row, () =>
    writeItems(writer, { items: written, written: group.written }, row),
  );
  const isFirst = apply("equal", variable(thread, "int", 1), integer(0));
  say(writer, { kind: "if", condition: both(isFirst, exists) ?? isFirst, then, otherwise: [] });
}

function both(a: Expression | undefined, b: Expression | undefined): Expression | undefined {
  return a !== undefined && b !== undefined ? apply("and", a, b) : (a ?? b);
}
