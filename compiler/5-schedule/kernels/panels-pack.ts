/** Lays an operand of a contraction out in panels: for each step along the contracted axes, the elements of a tile beside each other. */
import { literalSize, sizeValue } from "../../sizes/size.ts";
import { apply, component, fourOf, integer, sizeExpression, splat } from "../expressions.ts";
import { highOf } from "../layout.ts";
import { addLinear, constantLinear, lane, scaleLinear, variableLinear, type Linear } from "../linear.ts";
import type { Expression } from "../loops.ts";
import { valueAt } from "../values.ts";
import { bind, currentDepth, inGuard, linearValue, say, type Place, type Writer } from "../writer.ts";
import { isMultipleOfDay, placesOfRun, runName, sizeOfRun } from "./grid.ts";
import { lastSize, type Depth, type Side } from "./panels-depth.ts";
import { namePosition, repeat } from "./panels-loops.ts";

const four = [0, 1, 2, 3] as const;

/**
 * Fills the panel that begins at the element `at` of `memory` with the tile from the position `first` on. Positions beyond the
 * operand's end repeat its last one.
 */
export function packPanel(
  writer: Writer,
  side: Side,
  memory: string,
  at: Linear,
  first: string,
  base: Place,
  depth: Depth,
  part: string | undefined,
): void {
  const panel: Panel = { writer, side, memory, at, first, base, depth, part };
  if (isMultipleOfDay(side.size, side.tile, writer.bounds)) {
    packWhole(panel);
    return;
  }
  const end = linearValue(writer, variableLinear(first, 1, side.tile)).expression;
  const condition = apply("less_equal", end, sizeExpression(side.size));
  const place: Place = new Map([["first", variableLinear(first)]]);
  const then = inGuard(writer, place, () => packWhole(panel));
  const otherwise = inGuard(writer, place, () => packPartly(panel));
  say(writer, { kind: "if", condition, then, otherwise });
}

interface Panel {
  readonly writer: Writer;
  readonly side: Side;
  readonly memory: string;
  readonly at: Linear;
  readonly first: string;
  readonly base: Place;
  readonly depth: Depth;
  readonly part: string | undefined;
}

function packWhole(panel: Panel): void {
  const { writer, side, first } = panel;
  const { run, tile, operand, along } = side;
  const isAlongDepth = along === "summed axes";
  const valueOf = (place: Place, within: Linear): Expression =>
    valueAt(writer, operand, new Map([...place, ...placesOfRun(writer, run, first, 1, within)])).expression;
  overSteps(panel, isAlongDepth, (place, steps, isVector) => {
    const start = scaleLinear(steps, tile);
    if (along === "own axes" && tile >= 4) {
      for (const from of vectorsOf(tile)) {
        const within = variableLinear(lane, 1, from);
        store(panel, addLinear(start, constantLinear(from)), valueOf(place, within), 4);
      }
      return;
    }
    const rows = Array.from({ length: tile }, (_, r) => valueOf(place, constantLinear(r)));
    if (!isVector) {
      for (const [r, row] of rows.entries()) store(panel, addLinear(start, constantLinear(r)), row, 1);
      return;
    }
    const vectors = rows.map((row) => {
      const value = { expression: splat(row, 4), type: "real", width: 4 } as const;
      return bind(writer, "row", { ...value, depth: currentDepth(writer) }).expression;
    });
    for (const one of four) {
      const next = addLinear(start, constantLinear(one * tile));
      const elementOf = (r: number): Expression => component(vectors[r] ?? integer(0), one);
      if (tile < 4) {
        for (let r = 0; r < tile; r++) store(panel, addLinear(next, constantLinear(r)), elementOf(r), 1);
        continue;
      }
      for (const from of vectorsOf(tile))
        store(
          panel,
          addLinear(next, constantLinear(from)),
          fourOf((r) => elementOf(from + r)),
          4,
        );
    }
  });
}

/** Where vectors begin that cover a tile; the last may overlap the one before. */
function vectorsOf(tile: number): readonly number[] {
  return Array.from({ length: Math.ceil(tile / 4) }, (_, v) => Math.min(4 * v, tile - 4));
}

/** Element by element, the last one again and again beyond the end. */
function packPartly(panel: Panel): void {
  const { writer, side, first, at } = panel;
  const { run, tile, size, operand } = side;
  const high = highOf(size, writer.bounds) - 1;
  repeat(writer, "within", literalSize(tile), (within) => {
    const wanted = linearValue(writer, addLinear(variableLinear(first), variableLinear(within))).expression;
    const fixed = sizeValue(size);
    const last =
      fixed === undefined ? apply("subtract", sizeExpression(size), integer(1)) : integer(fixed - 1);
    const position = namePosition(writer, runName(run), currentDepth(writer), high);
    say(writer, { kind: "let", name: position, value: apply("minimum", wanted, last) });
    const moved: Panel = { ...panel, at: addLinear(at, variableLinear(within)) };
    overSteps(moved, false, (place, steps) => {
      const own = placesOfRun(writer, run, position, 1, constantLinear(0));
      const value = valueAt(writer, operand, new Map([...place, ...own])).expression;
      store(moved, scaleLinear(steps, tile), value, 1);
    });
  });
}

function store({ writer, memory, at }: Panel, from: Linear, value: Expression, width: 1 | 4): void {
  const index = linearValue(writer, addLinear(at, from)).expression;
  const where = { kind: "workgroup", name: memory } as const;
  say(writer, { kind: "store", memory: where, index, value: splat(value, width), width });
}

/** Runs over the steps of a panel, four along the last run at a time where that is wished; `steps` counts them. */
function overSteps(
  { writer, base, depth, part }: Panel,
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
function nameLinear(writer: Writer, name: string, of: Linear, high: number): string {
  const [only, ...others] = of.factors;
  if (only !== undefined && others.length === 0 && only[1] === 1 && of.constant === 0) return only[0];
  const unique = namePosition(writer, name, currentDepth(writer), high);
  say(writer, { kind: "let", name: unique, value: linearValue(writer, of).expression });
  return unique;
}
