/**
 * Row kernels in which the lanes of a workgroup share a row, or some rows side by side; their parts meet in workgroup memory, in the order
 * of the lanes.
 */
import type { Node, ReduceNode } from "../../../3-graph/graph.ts";
import { literalSize, sizeValue } from "../../../sizes/size.ts";
import { InternalError } from "../../../source/internal-error.ts";
import {
  apply,
  integer,
  quotient,
  remainder,
  sizeExpression,
  splat,
  variable,
} from "../../writer/expressions.ts";
import type { Group } from "../../arrange/fuse.ts";
import { highOf } from "../../layout.ts";
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
import type { BoundLoop, Draft } from "../grid.ts";
import { writeItems } from "../items.ts";
import { combine, combineLanes, neutral, passesOf, type RowShape } from "./reduction.ts";
import { overRuns } from "../serial-loops.ts";

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
  const outerRuns = shape.overRuns.slice(0, -1);
  const run = shape.overRuns.at(-1) ?? [];
  const size = sizeOfRun(run, bounds);
  const fastest = run.at(-1);
  const isVector =
    shape.isContiguous && fastest !== undefined && isMultipleOfDay(sizeOfRun([fastest], bounds), 4, bounds);
  const unit = isVector ? 4 : 1;
  const units = sizeInUnits(size, unit);
  const count = highOf(units, bounds);
  const lanes = lanesFor(count, Math.min(most, count > fewLanes * mostPieces ? manyLanes : fewLanes));
  const pieces = Math.ceil(count / lanes);
  const fixed = sizeValue(units);
  const standing = standIn(writer, shape, lanes, across);
  const { thread, loops, exists: rowExists } = standing;
  const state: Sharing = { writer, group, lanes, across, ...standing, memory: [], totals: new Map() };
  writer.local = (node) => localTotal(state, node);
  const row: Place = new Map(standing.place);
  const within: Linear = isVector ? variableLinear(lane) : constantLinear(0);

  const pieceAt = (base: Linear, place: Place, isWhole: boolean): Piece => {
    const position = linearValue(writer, base);
    const name = isVector ? `${runName(run)}4` : runName(run);
    const end = sizeExpression(units);
    const exists = isWhole ? undefined : apply("less", position.expression, end);
    const inside = isWhole
      ? position.expression
      : apply("minimum", position.expression, apply("subtract", end, integer(1)));
    const variableName = declareVariable(writer, name, currentDepth(writer), { low: 0, high: count - 1 });
    say(writer, { kind: "let", name: variableName, value: inside });
    return { place: new Map([...place, ...placesOfRun(writer, run, variableName, unit, within)]), exists };
  };

  const isRepeated = rowExists !== undefined || !isMultipleOfDay(units, lanes, bounds);
  const { reductions, writtenAfter } = passesOf(group, writer, isRepeated);
  const inRegisters = outerRuns.length === 0 && fixed !== undefined && pieces <= mostPieces;
  const kept = inRegisters
    ? Array.from({ length: pieces }, (_, at) => {
        const base = addLinear(variableLinear(thread), constantLinear(at * lanes));
        return pieceAt(base, row, (at + 1) * lanes <= fixed);
      })
    : undefined;
  const eachPiece = (write: (piece: Piece) => void): void => {
    if (kept !== undefined) {
      for (const piece of kept) write(piece);
      return;
    }
    overRuns(writer, outerRuns, row, (place) => {
      const step = declareVariable(writer, "step_", currentDepth(writer) + 1, { low: 0, high: pieces - 1 });
      const isWhole = isMultipleOfDay(units, lanes, bounds);
      const body = inScope(writer, () => {
        write(pieceAt(addLinear(variableLinear(step, lanes), variableLinear(thread)), place, isWhole));
      });
      say(writer, {
        kind: "loop",
        variable: step,
        binding: "serial",
        extent: { size: units, tile: lanes },
        body,
      });
    });
  };
  for (let pass = 0; pass <= reductions.length; pass++) {
    const nodes = reductions[pass] ?? [];
    const stored = [...writtenAfter].filter(([node, after]) => after === pass && group.written.has(node));
    if (nodes.length === 0 && stored.length === 0) continue;
    const parts = nodes.map((node) => startPart(writer, node, isVector ? 4 : 1));
    eachPiece((piece) => {
      for (const [at, node] of nodes.entries())
        addPiece(writer, node, parts[at] ?? "", piece, isVector ? 4 : 1);
      storePiece(
        writer,
        piece,
        rowExists,
        stored.map(([node]) => node),
      );
    });
    meet(state, nodes, parts, isVector ? 4 : 1);
  }
  storeRow(state, row);
  const rowsText = isVector ? "vectors of 4" : "elements";
  return {
    body: writer.scopes[0]?.statements ?? [],
    loops,
    lanes: lanes * across,
    workgroupMemory: state.memory,
    writer,
    schedule: `${across === 1 ? "a workgroup of " : ""}${lanes} lanes a row, in ${rowsText}`,
  };
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
  const { bounds } = writer;
  const whole = lanes * across;
  const rank = declareVariable(writer, across === 1 ? "thread" : "rank", 0, { low: 0, high: whole - 1 });
  const lanesLoop: BoundLoop = {
    variable: rank,
    binding: "lane.x",
    extent: { size: literalSize(whole), tile: 1 },
  };
  if (across === 1) {
    const { loops, place } = spreadRows(writer, rowRuns, ["workgroup.x", "workgroup.y", "workgroup.z"]);
    const loopsOfAll = [lanesLoop, ...loops];
    return { rank, thread: rank, column: undefined, place, exists: undefined, loops: loopsOfAll };
  }
  const declareAs = (name: string, high: number, value: Expression): string => {
    const declared = declareVariable(writer, name, 0, { low: 0, high });
    say(writer, { kind: "let", name: declared, value });
    return declared;
  };
  const run = rowRuns.at(-1) ?? [];
  const size = sizeOfRun(run, bounds);
  const high = highOf(size, bounds) - 1;
  const block = declareVariable(writer, "block", 0, { low: 0, high: Math.floor(high / across) });
  const at = variable(rank, "int", 1);
  const column = declareAs("column", across - 1, remainder(at, integer(across)));
  const thread = declareAs("thread", lanes - 1, quotient(at, integer(across)));
  const position = linearValue(writer, addLinear(variableLinear(block, across), variableLinear(column)));
  const isEven = isMultipleOfDay(size, across, bounds);
  const end = sizeExpression(size);
  const inside = isEven
    ? position.expression
    : apply("minimum", position.expression, apply("subtract", end, integer(1)));
  const own = declareAs(runName(run), high, inside);
  const others = spreadRows(writer, rowRuns.slice(0, -1), ["workgroup.y", "workgroup.z"]);
  return {
    rank,
    thread,
    column,
    place: [...placesOfRun(writer, run, own, 1, constantLinear(0)), ...others.place],
    exists: isEven ? undefined : apply("less", position.expression, end),
    loops: [
      lanesLoop,
      { variable: block, binding: "workgroup.x", extent: { size, tile: across } },
      ...others.loops,
    ],
  };
}

interface Sharing extends Standing {
  readonly writer: Writer;
  readonly group: Group;
  readonly lanes: number;
  readonly across: number;
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
  writer: Writer,
  { place, exists: pieceExists }: Piece,
  rowExists: Expression | undefined,
  nodes: readonly Node[],
): void {
  if (nodes.length === 0) return;
  const store = (): void => writeItems(writer, { items: nodes, written: new Set(nodes) }, place);
  const exists = both(pieceExists, rowExists);
  if (exists === undefined) store();
  else say(writer, { kind: "if", condition: exists, then: inGuard(writer, place, store), otherwise: [] });
}

/** Each lane leaves its part, and then reduces all parts, in the same order as the others. */
function meet(state: Sharing, nodes: readonly ReduceNode[], parts: readonly string[], width: Width): void {
  const { writer, lanes, across, rank, column } = state;
  if (nodes.length === 0) return;
  const memories = nodes.map((node, at) => {
    const name = uniqueName(writer.names, `all_${nameOf(node)}`);
    state.memory.push({ name, type: node.type, width: 1, count: lanes * across });
    const part = variable(parts[at] ?? "", node.type, width);
    const value = width === 4 ? combineLanes(node.operator, part) : part;
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
function storeRow({ writer, group, thread, exists }: Sharing, row: Place): void {
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
