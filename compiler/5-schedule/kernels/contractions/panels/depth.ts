/** The contracted axes of a block: how many steps a panel holds, and loops over panels and over their steps. */
import { literalSize, sizeValue, type Size } from "../../../../sizes/size.ts";
import type { Node } from "../../../../3-graph/graph.ts";
import { integer, quotient, sizeExpression } from "../../../writer/expressions.ts";
import { highOf, type Bounds } from "../../../layout.ts";
import {
  addLinear,
  constantLinear,
  scaleLinear,
  variableLinear,
  type Linear,
} from "../../../writer/linear.ts";
import type { Expression, LoopPart } from "../../../loops.ts";
import { currentDepth, inScope, say, type Place, type Writer } from "../../../writer/writer.ts";
import type { Along } from "../shape.ts";
import { isMultipleOfDay, runName, sizeOfRun, type Run } from "../../grid.ts";
import { namePosition, overRuns, repeat } from "../../serial-loops.ts";
import type { Keep } from "./shares.ts";

/** More steps are done in parts, so that a panel stays in the first cache. */
const mostSteps = 384;
const fewestSteps = 128;
/** Of the inner loop. */
const mostTurn = 8;

/** An operand, or its side of the result. */
export interface Side {
  readonly operand: Node;
  readonly run: Run;
  readonly size: Size;
  /** Rows or columns of a tile. */
  readonly tile: number;
  /** Of a workgroup: a whole number of tiles. */
  readonly block: number;
  /** How many blocks there are, at most. */
  readonly blocks: number;
  /** How far apart a panel's steps lie. */
  readonly pitch: number;
  /** How many elements of a panel's step come before those of a tile. */
  readonly skipped: number;
  /** Whether no tile goes beyond the end. */
  readonly isEven: boolean;
  /** Whether no block lacks a tile, so that none asks whether it is there. */
  readonly isFull: boolean;
  /** Whether a tile that would go beyond the end begins earlier instead, and makes some of the tile before it again. */
  readonly overlaps: boolean;
  /** The last tiles where they are apart, with code of their own, as they are narrower. One alone may begin earlier, too. */
  readonly last: LastTiles | undefined;
  readonly along: Along;
  /** Whether it is laid out in panels, or read where it lies. */
  readonly isPacked: boolean;
  /** How long its panels stay. */
  readonly keep: Keep;
}

/** So many tiles of one width, one after the other. */
export interface LastTiles {
  readonly from: number;
  readonly tile: number;
  readonly count: number;
}

export interface Depth {
  /** Runs that parts go over, the slowest first. */
  readonly outer: readonly Run[];
  /** Runs of a panel. */
  readonly inner: readonly Run[];
  /** Where a panel holds a part of its one run. */
  readonly split: { readonly parts: number; readonly steps: number } | undefined;
  /** The most steps of a panel. */
  readonly count: number;
}

export function depthOf(runs: readonly Run[], bounds: Bounds): Depth {
  const high = (run: Run): number => highOf(sizeOfRun(run, bounds), bounds);
  const outer = [...runs];
  const inner: Run[] = [];
  let count = 1;
  for (let run = outer.at(-1); run !== undefined; run = outer.at(-1)) {
    if (inner.length > 0 && count * high(run) > mostSteps) break;
    inner.unshift(run);
    count *= high(run);
    outer.pop();
  }
  const [only] = inner;
  const size = only === undefined ? undefined : sizeValue(sizeOfRun(only, bounds));
  if (inner.length > 1 || size === undefined || size <= mostSteps)
    return { outer, inner, split: undefined, count };
  let steps = mostSteps;
  while (steps >= fewestSteps && size % steps !== 0) steps -= 1;
  if (steps < fewestSteps) return { outer, inner, split: undefined, count };
  return { outer, inner, split: { parts: size / steps, steps }, count: steps };
}

/** In how many parts the steps come, at most. */
export function partsOfDepth({ outer, split }: Depth, bounds: Bounds): number {
  return outer.reduce((count, run) => count * highOf(sizeOfRun(run, bounds), bounds), split?.parts ?? 1);
}

/** Runs over the parts; `part` names which part of the one run. */
export function overBlocks(
  writer: Writer,
  { outer, split }: Depth,
  base: Place,
  write: (place: Place, part: string | undefined) => void,
): void {
  overRuns(writer, outer, base, (place) => {
    if (split === undefined) write(place, undefined);
    else repeat(writer, "part", literalSize(split.parts), (part) => write(place, part));
  });
}

/** The size of a panel's last run, or of the part of it. */
export function lastSize({ inner, split }: Depth, bounds: Bounds): Size {
  return split === undefined ? sizeOfRun(inner.at(-1) ?? [], bounds) : literalSize(split.steps);
}

/** Which of so many turns of so many steps are taken, of a panel of one run. */
export type PartOfDepth = (unit: number, count: Expression) => LoopPart | undefined;

/** Runs over a panel's steps in order, several a turn; `steps` counts them. */
export function overDepth(
  writer: Writer,
  depth: Depth,
  partOf: PartOfDepth,
  write: (steps: Linear) => void,
): void {
  const { bounds } = writer;
  const sizes = depth.inner.map((run, at) =>
    at === depth.inner.length - 1 ? lastSize(depth, bounds) : sizeOfRun(run, bounds),
  );
  const isFixed = sizes.every((size) => sizeValue(size) !== undefined);
  const flat: readonly Size[] = isFixed ? [literalSize(depth.count)] : sizes;
  const nest = (at: number, before: Linear): void => {
    const size = flat[at];
    if (size === undefined) return;
    const high = highOf(size, bounds);
    const shifted = scaleLinear(before, high);
    if (at < flat.length - 1) {
      repeat(writer, "outer", size, (one) => nest(at + 1, addLinear(shifted, variableLinear(one))));
      return;
    }
    const name = depth.inner.map(runName).join("_");
    const fixed = sizeValue(size);
    const even = [mostTurn, 4, 2].find((unit) => isMultipleOfDay(size, unit, bounds)) ?? 1;
    const turn = fixed !== undefined && fixed > mostTurn ? mostTurn : even;
    const whole = fixed === undefined ? 0 : Math.floor(fixed / turn) * turn;
    const rest = fixed === undefined ? 0 : fixed - whole;
    if (turn === 1) {
      const each = (one: string): void => write(addLinear(shifted, variableLinear(one)));
      repeat(writer, name, size, each, 1, partOf(1, sizeExpression(size)));
      return;
    }
    const variable = namePosition(writer, name, currentDepth(writer) + 1, Math.floor(high / turn) - 1);
    const body = inScope(writer, () => {
      const step = namePosition(writer, "step", currentDepth(writer) + 1, turn - 1);
      const inner = inScope(writer, () =>
        write(addLinear(shifted, variableLinear(variable, turn), variableLinear(step))),
      );
      const extent = { size: literalSize(turn), tile: 1 };
      say(writer, { kind: "loop", variable: step, binding: "unrolled", extent, body: inner });
    });
    const turns = { size: rest === 0 ? size : literalSize(whole), tile: turn };
    const count =
      fixed === undefined ? quotient(sizeExpression(size), integer(turn)) : integer(Math.floor(fixed / turn));
    const part = partOf(turn, count);
    say(writer, {
      kind: "loop",
      variable,
      binding: "serial",
      extent: turns,
      ...(part === undefined ? {} : { part }),
      body,
    });
    if (rest === 0) return;
    const last = addLinear(shifted, constantLinear(whole));
    repeat(writer, "rest", literalSize(rest), (one) => write(addLinear(last, variableLinear(one))));
  };
  nest(0, variableLinear("", 0));
}
