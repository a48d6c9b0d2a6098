/** Lays an operand of a contraction out in panels: for each step along the contracted axes, the elements of a tile beside each other. */
import { literalSize, sizeValue } from "../../../../sizes/size.ts";
import {
  apply,
  component,
  fourOf,
  integer,
  sizeExpression,
  splat,
  variable,
} from "../../../writer/expressions.ts";
import { highOf } from "../../../layout.ts";
import {
  addLinear,
  constantLinear,
  lane,
  replaceVariable,
  scaleLinear,
  variableLinear,
  type Linear,
} from "../../../writer/linear.ts";
import type { Expression, LoopPart } from "../../../loops.ts";
import { valueAt } from "../../../writer/values.ts";
import { linearValue } from "../../../writer/digits.ts";
import { bind, currentDepth, isRead, say, type Place, type Writer } from "../../../writer/writer.ts";
import { isMultipleOfDay, placesOfRun, runName, sizeOfRun } from "../../grid.ts";
import { lastSize, type Depth, type Side } from "./depth.ts";
import { guarded, namePosition, nameValue, repeat } from "../../serial-loops.ts";

const four = [0, 1, 2, 3] as const;

/** What a block takes of an operand. */
export interface Packing {
  readonly side: Side;
  /** Which block of the side. */
  readonly block: string;
  /** Where the panels go, one after the other from the first one's place on. */
  readonly memory: string;
  readonly start: Linear;
  /** Of the batch, and of the parts of the contracted axes. */
  readonly base: Place;
  readonly depth: Depth;
  readonly part: string | undefined;
}

/** In elements. The gap keeps panels that are written side by side from meeting in the same lines of a cache. */
export function panelSize({ pitch }: Side, { count }: Depth): number {
  return Math.ceil((pitch * count) / 4) * 4 + 16;
}

/** Fills the panels of a block; positions beyond the operand's end repeat its last one. */
export function packPanels(writer: Writer, packing: Packing): void {
  const { side } = packing;
  const { last } = partsOf(side);
  const own = last?.isEven === true ? { ...side, isEven: true } : { ...side, last: undefined };
  packTiles(writer, { ...packing, side: own });
}

/** The side without the last tiles that are apart, and those tiles. Their panels are as wide as others, and end where the tile does. */
export function partsOf(side: Side): { readonly whole: Side; readonly last: Side | undefined } {
  const fixed = sizeValue(side.size);
  if (fixed === undefined || side.last === undefined) return { whole: side, last: undefined };
  const { from, tile, count } = side.last;
  const size = literalSize(wholeTiles(fixed, side.tile, count) * side.tile);
  const isEven = from + count * tile === fixed;
  return {
    whole: { ...side, size, last: undefined, isEven: true, isFull: false },
    last: { ...side, tile, isEven, skipped: isEven ? side.tile - tile : 0 },
  };
}

/** How many tiles come before the last ones. */
function wholeTiles(size: number, tile: number, last: number): number {
  return Math.ceil(size / tile) - last;
}

/** Runs over the last tiles, where they are apart, in the block that has them; each takes the panel that a usual tile would. */
export function overLast(
  writer: Writer,
  side: Side,
  block: string,
  write: (tile: Linear, first: string) => void,
): void {
  const size = sizeValue(side.size) ?? 0;
  const { from, tile, count } = side.last ?? { from: 0, tile: side.tile, count: 0 };
  const lastBlock = Math.ceil(size / side.block) - 1;
  const before = wholeTiles(size, side.tile, count) - (lastBlock * side.block) / side.tile;
  const writeAt = (at: Linear): void => {
    const start = addLinear(scaleLinear(at, tile), constantLinear(from));
    write(addLinear(at, constantLinear(before)), nameLinear(writer, runName(side.run), start, size - 1));
  };
  const isThere = apply("less_equal", integer(lastBlock), variable(block, "int", 1));
  guarded(writer, lastBlock === 0 ? [] : [isThere], variableLinear(block), () => {
    if (count === 1) writeAt(constantLinear(0));
    else repeat(writer, `last_${runName(side.run)}`, literalSize(count), (at) => writeAt(variableLinear(at)));
  });
}

function packTiles(writer: Writer, packing: Packing): void {
  const { side, block } = packing;
  const { isEven } = side;
  if (isAlong(side)) {
    packAlong(writer, packing, isEven);
    if (!isEven) packLast(writer, packing);
    return;
  }
  overTiles(writer, side, block, (tile, first) => packAcross(writer, packing, tile, first, isEven));
}

/** Whether a step's elements of a tile are read as vectors. */
function isAlong({ along, tile }: Side): boolean {
  return along === "own axes" && tile >= 4;
}

/** The operand's memory runs along the panels: a step's elements of all of them are read in order, of what lies in memory four steps a turn. */
function packAlong(writer: Writer, packing: Packing, isEven: boolean): void {
  const { side, block } = packing;
  overSteps(writer, packing, isRead(writer, side.operand), (place, steps, isVector) => {
    const each = (tile: Linear, first: string): void =>
      packSteps(writer, packing, tile, first, { place, steps, isVector });
    if (isEven) {
      overTiles(writer, side, block, each);
      return;
    }
    repeat(writer, `${runName(side.run)}_tile`, literalSize(side.block / side.tile), (tile) => {
      const from = firstOf(side, block, tile);
      const end = linearValue(writer, addLinear(from, constantLinear(side.tile))).expression;
      const inside = apply("less_equal", end, sizeExpression(side.size));
      guarded(writer, [inside], from, () => {
        const first = nameLinear(writer, runName(side.run), from, highOf(side.size, writer.bounds) - 1);
        each(variableLinear(tile), first);
      });
    });
  });
}

/** One step of a tile, or four. */
interface Steps {
  readonly place: Place;
  readonly steps: Linear;
  readonly isVector: boolean;
}

function packSteps(
  writer: Writer,
  packing: Packing,
  tile: Linear,
  first: string,
  { place, steps, isVector }: Steps,
): void {
  const { side, depth, start } = packing;
  const panel = addLinear(start, scaleLinear(tile, panelSize(side, depth)));
  for (const step of isVector ? four : [0]) {
    const here = isVector ? atStep(place, step) : place;
    const at = addLinear(panel, scaleLinear(addLinear(steps, constantLinear(step)), side.pitch));
    for (const from of vectorsOf(side.tile)) {
      const value = readAt(writer, side, here, first, variableLinear(lane, 1, from));
      store(writer, packing, addLinear(at, constantLinear(from)), value, 4);
    }
  }
}

/** One of the four steps of a place. */
function atStep(place: Place, step: number): Place {
  return new Map([...place].map(([axis, at]) => [axis, replaceVariable(at, lane, constantLinear(step))]));
}

/** The tile that the operand's end cuts, element by element. */
function packLast(writer: Writer, packing: Packing): void {
  const { side, block } = packing;
  overTiles(writer, side, block, (tile, first) => {
    const end = linearValue(writer, variableLinear(first, 1, side.tile)).expression;
    const isCut = apply("greater", end, sizeExpression(side.size));
    guarded(writer, [isCut], variableLinear(first), () => packAcross(writer, packing, tile, first, false));
  });
}

/** The operand's memory runs along the steps, or neither way: rows of the tile are read beside each other, and turned. */
function packAcross(writer: Writer, packing: Packing, tile: Linear, first: string, isEven: boolean): void {
  const { side, depth, start } = packing;
  const rows = Array.from({ length: side.tile }, (_, r) => r);
  const places = rows.map((r) =>
    isEven
      ? ([first, constantLinear(r)] as const)
      : ([nameInside(writer, side, variableLinear(first, 1, r)), constantLinear(0)] as const),
  );
  const panel = addLinear(start, scaleLinear(tile, panelSize(side, depth)));
  overSteps(writer, packing, side.along === "summed axes", (place, steps, isVector) => {
    const at = addLinear(panel, scaleLinear(steps, side.pitch));
    const values = places.map(([position, within]) => readAt(writer, side, place, position, within));
    if (!isVector) {
      for (const [r, value] of values.entries())
        store(writer, packing, addLinear(at, constantLinear(r)), value, 1);
      return;
    }
    const vectors = values.map((value) => {
      const parts = { expression: splat(value, 4), type: "real", width: 4 } as const;
      return bind(writer, "row", { ...parts, depth: currentDepth(writer) }).expression;
    });
    for (const one of four) {
      const next = addLinear(at, constantLinear(one * side.pitch));
      const elementOf = (r: number): Expression => component(vectors[r] ?? integer(0), one);
      for (const from of side.tile < 4 ? [] : vectorsOf(side.tile)) {
        const turned = fourOf((r) => elementOf(from + r));
        store(writer, packing, addLinear(next, constantLinear(from)), turned, 4);
      }
      for (const r of side.tile < 4 ? rows : [])
        store(writer, packing, addLinear(next, constantLinear(r)), elementOf(r), 1);
    }
  });
}

/** Where vectors begin that cover a tile; the last may overlap the one before. */
function vectorsOf(tile: number): readonly number[] {
  return Array.from({ length: Math.ceil(tile / 4) }, (_, v) => Math.min(4 * v, tile - 4));
}

function readAt(
  writer: Writer,
  { operand, run }: Side,
  place: Place,
  first: string,
  within: Linear,
): Expression {
  const own = placesOfRun(writer, run, first, 1, within);
  return valueAt(writer, operand, new Map([...place, ...own])).expression;
}

function store(writer: Writer, { memory }: Packing, at: Linear, value: Expression, width: 1 | 4): void {
  const { expression: index } = linearValue(writer, at);
  const where = { kind: "workgroup", name: memory } as const;
  say(writer, { kind: "store", memory: where, index, value: splat(value, width), width });
}

/** Names a position, or the operand's last one. */
export function nameInside(writer: Writer, side: Side, wanted: Linear): string {
  const { size } = side;
  const fixed = sizeValue(size);
  const last = fixed === undefined ? apply("subtract", sizeExpression(size), integer(1)) : integer(fixed - 1);
  return nameAtMost(writer, side, wanted, last);
}

function nameAtMost(writer: Writer, { run, size }: Side, wanted: Linear, last: Expression): string {
  const name = namePosition(writer, runName(run), currentDepth(writer), highOf(size, writer.bounds) - 1);
  say(writer, { kind: "let", name, value: apply("minimum", linearValue(writer, wanted).expression, last) });
  return name;
}

function firstOf(side: Side, block: string, tile: string): Linear {
  return addLinear(variableLinear(block, side.block), variableLinear(tile, side.tile));
}

/** Runs over the tiles of a side's block that aren't empty, or over a part of them; `first` names the first position of each. */
export function overTiles(
  writer: Writer,
  side: Side,
  block: string,
  write: (tile: Linear, first: string) => void,
  part?: LoopPart,
): void {
  const high = highOf(side.size, writer.bounds);
  const each = (tile: string): void => {
    const from = firstOf(side, block, tile);
    const fixed = sizeValue(side.size);
    const inside = apply("less", linearValue(writer, from).expression, sizeExpression(side.size));
    guarded(writer, side.isFull ? [] : [inside], from, () => {
      const first = side.overlaps
        ? nameAtMost(writer, side, from, integer((fixed ?? 0) - side.tile))
        : nameLinear(writer, runName(side.run), earlier(writer, side, block, tile, from), high - 1);
      write(variableLinear(tile), first);
    });
  };
  repeat(writer, `${runName(side.run)}_tile`, literalSize(side.block / side.tile), each, 1, part);
}

/** Where the panel of a tile begins: each that is for one of the narrower last tiles shares the room that they leave. */
function earlier(writer: Writer, side: Side, block: string, tile: string, from: Linear): Linear {
  const fixed = sizeValue(side.size);
  if (fixed === undefined || side.last === undefined) return from;
  const { count } = side.last;
  const before = wholeTiles(fixed, side.tile, count);
  const at = variableLinear(block, side.block / side.tile);
  const more = linearValue(writer, addLinear(at, variableLinear(tile, 1, 1 - before))).expression;
  const narrow = namePosition(writer, `last_${runName(side.run)}`, currentDepth(writer), count);
  say(writer, { kind: "let", name: narrow, value: apply("maximum", more, integer(0)) });
  const excess = (before + count) * side.tile - fixed;
  return addLinear(from, variableLinear(narrow, -excess / count));
}

/** Runs over the steps of a panel, four along the last run at a time where that is wished; `steps` counts them. */
function overSteps(
  writer: Writer,
  { base, depth, part }: Packing,
  isByFour: boolean,
  write: (place: Place, steps: Linear, isVector: boolean) => void,
): void {
  const { bounds } = writer;
  const { inner, split } = depth;
  const nest = (at: number, place: Place, before: Linear): void => {
    const run = inner[at];
    if (run === undefined) return;
    const isLast = at === inner.length - 1;
    const size = isLast ? lastSize(depth, bounds) : sizeOfRun(run, bounds);
    const shifted = scaleLinear(before, highOf(size, bounds));
    const partFrom =
      split === undefined || part === undefined ? constantLinear(0) : variableLinear(part, split.steps);
    const stepAt = (own: Linear, isVector: boolean): void => {
      const position = addLinear(partFrom, own);
      const high = highOf(sizeOfRun(run, bounds), bounds) - 1;
      const named = nameLinear(writer, runName(run), position, high);
      const within = isVector ? variableLinear(lane) : constantLinear(0);
      const next: Place = new Map([...place, ...placesOfRun(writer, run, named, 1, within)]);
      const steps = addLinear(shifted, own);
      if (isLast) write(next, steps, isVector);
      else nest(at + 1, next, steps);
    };
    const fixed = sizeValue(size);
    const byFour = isLast && isByFour && (fixed !== undefined || isMultipleOfDay(size, 4, bounds));
    if (!byFour) {
      repeat(writer, `${runName(run)}_step`, size, (own) => stepAt(variableLinear(own), false));
      return;
    }
    const whole = fixed === undefined ? size : literalSize(Math.floor(fixed / 4));
    if (fixed === undefined || fixed >= 4) {
      const tile = fixed === undefined ? 4 : 1;
      repeat(writer, `${runName(run)}4`, whole, (own) => stepAt(variableLinear(own, 4), true), tile);
    }
    const rest = fixed === undefined ? 0 : fixed % 4;
    if (fixed === undefined || rest === 0) return;
    repeat(writer, "rest", literalSize(rest), (own) => stepAt(variableLinear(own, 1, fixed - rest), false));
  };
  nest(0, base, constantLinear(0));
}

/** A variable with this value: the one that it is already, or a new one. */
export function nameLinear(writer: Writer, name: string, of: Linear, high: number): string {
  const [only, ...others] = of.factors;
  if (only !== undefined && others.length === 0 && only[1] === 1 && of.constant === 0) return only[0];
  return nameValue(writer, name, of, high);
}
