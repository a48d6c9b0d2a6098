/** Loops that count, in WebAssembly. */
import { InternalError } from "../../source/internal-error.ts";
import { addSizes, literalSize, sizeValue } from "../../sizes/size.ts";
import type { Extent, Statement } from "../../5-schedule/loops.ts";
import { atTurn } from "../loops-rewrite.ts";
import { sizeTerm } from "./addresses.ts";
import { bind, bindZero, hoist, inScope, push, say, take, type Context } from "./context.ts";
import { signed, unsigned, type Code } from "./encoder.ts";
import { control, opcode } from "./opcodes.ts";
import { getLocal, instructionTerm, intTerm, localTerm, setLocal, type Term } from "./terms.ts";

export type Loop = Extract<Statement, { kind: "loop" }>;

/** The bodies of an unrolled loop. */
export function turnsOf({ variable, extent, body }: Loop): readonly (readonly Statement[])[] {
  const count = Math.ceil((sizeValue(extent.size) ?? NaN) / extent.tile);
  if (!Number.isInteger(count)) {
    throw new InternalError(`the unrolled loop over \`${variable}\` has no fixed length`);
  }
  return Array.from({ length: count }, (_, turn) => atTurn(body, variable, turn));
}

/**
 * Turns of an unrolled loop with a branch after each, which is never taken: no engine knows that, so none loads for a later turn before it
 * has computed an earlier one. Engines without relaxed SIMD do where nothing parts the turns, run out of registers, and are half as fast.
 */
export function apart({ counter }: Context, turns: readonly Code[]): Code {
  if (turns.length < 2) return turns;
  const parted = turns.map((turn, at) => {
    if (at === turns.length - 1) return turn;
    // An engine may keep what a branch said: so each asks for something else that doesn't come.
    const asked = [getLocal(counter), control.constInt, signed(-1 - at), opcode("i32.eq")];
    return [turn, asked, control.branchIf, 0];
  });
  return [control.block, parted, control.end];
}

/** ceil(size / tile): a number, or a local of scope 0. */
export function countOf(context: Context, { size, tile }: Extent): number | Term {
  const known = sizeValue(size);
  if (known !== undefined) return Math.ceil(known / tile);
  if (tile === 1) return sizeTerm(context, size);
  const raised = addSizes(size, literalSize(tile - 1));
  const sum = sizeTerm(context, raised);
  return hoist(context, 0, `count ${JSON.stringify(raised)} ${tile}`, () =>
    instructionTerm("i32.div_u", [sum, intTerm(tile)]),
  );
}

function countingBody(context: Context, variable: string, counter: number, body: () => void): Code {
  const outer = context.counter;
  context.counter = counter;
  const code = inScope(context, () => {
    bind(context, variable, counter, "i32");
    body();
  });
  context.counter = outer;
  return code;
}

/** Runs `body` with the variable from 0 to below the count. */
export function printCounted(
  context: Context,
  variable: string,
  count: number | Term,
  body: () => void,
): void {
  if (count === 0) return;
  if (count === 1) {
    const once = inScope(context, () => {
      bindZero(context, variable);
      body();
    });
    say(context, once);
    return;
  }
  const counter = take(context, "i32");
  const code = countingBody(context, variable, counter, body);
  const limit = push(context, typeof count === "number" ? intTerm(count) : count);
  const next = instructionTerm("i32.add", [localTerm(counter, "i32"), intTerm(1)]);
  say(context, push(context, intTerm(0)), setLocal(counter));
  const loop = [
    [control.loop, code, push(context, next), control.teeLocal, unsigned(counter), limit],
    [opcode("i32.lt_s"), control.branchIf, 0, control.end],
  ];
  if (typeof count === "number") say(context, loop);
  else
    say(
      context,
      control.block,
      getLocal(counter),
      limit,
      opcode("i32.ge_s"),
      control.branchIf,
      0,
      loop,
      control.end,
    );
}

/** Runs `body` with the variable from `first` to below `end`. */
export function printFrom(
  context: Context,
  variable: string,
  first: Term,
  end: Term,
  body: () => void,
): void {
  const [counter, limit] = [take(context, "i32"), take(context, "i32")];
  say(context, push(context, first), setLocal(counter), push(context, end), setLocal(limit));
  const code = countingBody(context, variable, counter, body);
  const next = instructionTerm("i32.add", [localTerm(counter, "i32"), intTerm(1)]);
  say(
    context,
    control.block,
    [getLocal(counter), getLocal(limit), opcode("i32.ge_s"), control.branchIf, 0],
    [control.loop, code, push(context, next), control.teeLocal, unsigned(counter), getLocal(limit)],
    [opcode("i32.lt_s"), control.branchIf, 0, control.end],
    control.end,
  );
}
