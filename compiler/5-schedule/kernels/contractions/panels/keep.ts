/** Panels that stay in a worker's memory, so that the workgroups that it makes next in the same call needn't lay them out again. */
import { apply, integer, variable } from "../../../writer/expressions.ts";
import { addLinear, constantLinear, variableLinear, type Linear } from "../../../writer/linear.ts";
import type { Expression } from "../../../loops.ts";
import type { Depth, Side } from "./depth.ts";
import { panelSize } from "./pack.ts";

/** In elements: a block's panels, of one part of the steps. */
function blockSize(side: Side, depth: Depth): number {
  return (side.block / side.pitch) * panelSize(side, depth);
}

/** In elements: all panels that are there at once. */
export function memorySize(side: Side, depth: Depth): number {
  const parts = side.keep === "group" ? 1 : (depth.split?.parts ?? 1);
  const blocks = side.keep === "call" ? side.blocks : 1;
  return blocks * parts * blockSize(side, depth);
}

/** Where the panels of a block are, of a part of the steps. */
export function startOf(side: Side, block: string, depth: Depth, part: string | undefined): Linear {
  if (side.keep === "group") return constantLinear(0);
  const ofPart = part === undefined ? constantLinear(0) : variableLinear(part, blockSize(side, depth));
  if (side.keep === "block") return ofPart;
  return addLinear(ofPart, variableLinear(block, (depth.split?.parts ?? 1) * blockSize(side, depth)));
}

/**
 * When a block's panels aren't there yet, as conditions: `other` is the block of the other side. Where all blocks stay, this side's follow
 * each other first, and a block was there before where as many workgroups came before as there are blocks.
 */
export function conditionsToPack(side: Side, other: string): readonly Expression[] {
  if (side.keep === "group") return [];
  const needed = side.keep === "call" ? side.blocks : 1;
  const isEarly = apply("less", { kind: "groups_before" }, integer(needed));
  const isFirst = apply("less_equal", variable(other, "int", 1), integer(0));
  return [apply("or", isEarly, isFirst)];
}
