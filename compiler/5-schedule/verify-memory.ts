/**
 * What a plan's memory holds: an entry is gone through dispatch by dispatch, each loop twice, with a note of what lies in each word. Whatever
 * is read must be there, whole: from before the entry, from what the caller gives, or from a dispatch, with nothing written over it since.
 */
import { InternalError } from "../source/internal-error.ts";
import type { ArenaName, PlanEntry } from "../../runtime/plan.ts";
import type { EntryExplanation, PlacedTouch } from "./plan.ts";

type Region = Pick<PlacedTouch, "arena" | "offset" | "count" | "slot">;

/** Words from `from` to below `to` that one slot was written to. */
interface Segment {
  readonly from: number;
  readonly to: number;
  readonly slot: string;
  /** The dispatch that writes it piece by piece: what lies between is still what was there before. */
  readonly byPieces: number | undefined;
}

type Memory = Map<ArenaName, readonly Segment[]>;

export function verifyMemory(entry: PlanEntry, { dispatches, outputs }: EntryExplanation): void {
  const memory: Memory = new Map();
  const wholes = wholesOf([...dispatches.flatMap(({ touches }) => touches), ...outputs]);
  for (const { arena, offset, slot } of inputsOf(entry))
    write(memory, { arena, offset, slot, count: wholes.get(slot)?.count ?? 1 });
  const read = (touch: PlacedTouch, what: string, at: number): void => {
    const missing = piecesOf(touch).map((piece) => firstMissing(memory, piece, at));
    const word = missing.find((found) => found !== undefined);
    if (word === undefined) return;
    const { arena, offset, count } = touch;
    const range = `${offset} to ${offset + count} of ${arena}`;
    throw new InternalError(`${what} of ${entry.name} reads ${range}, where ${word} is something else`);
  };
  for (const at of inTurn(entry.repeats, 0, dispatches.length)) {
    const touches = dispatches[at]?.touches ?? [];
    for (const touch of touches) if (!touch.stores) read(touch, `dispatch ${at}`, at);
    for (const touch of touches) {
      if (!touch.stores) continue;
      if (touch.isMoving) write(memory, wholes.get(touch.slot) ?? touch, at);
      else write(memory, touch);
    }
  }
  for (const touch of outputs) read(touch, "an output", dispatches.length);
}

function piecesOf({ pieces, ...touch }: PlacedTouch): readonly PlacedTouch[] {
  return pieces?.map(({ offset, count }) => ({ ...touch, offset: touch.offset + offset, count })) ?? [touch];
}

function inputsOf({ inputs }: PlanEntry): readonly Omit<Region, "count">[] {
  return inputs.flatMap(({ name, arena, offset, lengths }) => [
    { arena, offset, slot: `input ${name}` },
    ...(lengths === undefined
      ? []
      : [{ arena: "integers" as const, offset: lengths.offset, slot: `length ${name}` }]),
  ]);
}

/** Each slot as far as it is touched anywhere: what is written piece by piece is one. */
function wholesOf(touches: readonly Region[]): ReadonlyMap<string, Region> {
  const wholes = new Map<string, Region>();
  for (const touch of touches) {
    const { offset, count } = wholes.get(touch.slot) ?? touch;
    const from = Math.min(offset, touch.offset);
    const to = Math.max(offset + count, touch.offset + touch.count);
    wholes.set(touch.slot, { arena: touch.arena, offset: from, count: to - from, slot: touch.slot });
  }
  return wholes;
}

/** The dispatches in the order in which they run, with two turns of each loop. */
function inTurn(repeats: PlanEntry["repeats"], from: number, to: number, depth = 0): readonly number[] {
  const found: number[] = [];
  for (let at = from; at < to;) {
    const index = repeats.findIndex((repeat, number) => number >= depth && repeat.from === at);
    const repeat = repeats[index];
    if (repeat === undefined) found.push(at++);
    else {
      const turn = inTurn(repeats, repeat.from, repeat.to, index + 1);
      found.push(...turn, ...turn);
      at = repeat.to;
    }
  }
  return found;
}

function write(memory: Memory, { arena, offset, count, slot }: Region, byPieces?: number): void {
  const own = { from: offset, to: offset + count, slot, byPieces };
  const others = (memory.get(arena) ?? []).flatMap((segment) => [
    ...(segment.from < own.from ? [{ ...segment, to: Math.min(segment.to, own.from) }] : []),
    ...(segment.to > own.to ? [{ ...segment, from: Math.max(segment.from, own.to) }] : []),
  ]);
  memory.set(arena, [...others, own]);
}

/** The first word of what a dispatch reads that holds something else. */
function firstMissing(
  memory: Memory,
  { arena, offset, count, slot, isLasting }: PlacedTouch,
  at: number,
): number | undefined {
  const end = offset + count;
  const met = (memory.get(arena) ?? []).filter(({ from, to }) => from < end && offset < to);
  // What lasts may be updated piece by piece, each after it was read.
  const isOwn = (segment: Segment): boolean =>
    segment.slot === slot || (isLasting && segment.byPieces === at);
  const wrong = met.find((segment) => !isOwn(segment));
  if (wrong !== undefined) return Math.max(wrong.from, offset);
  // What nobody wrote is what was there before.
  if (isLasting) return undefined;
  let covered = offset;
  for (const { from, to } of [...met].sort((a, b) => a.from - b.from)) {
    if (from > covered) break;
    covered = Math.max(covered, to);
  }
  return covered < end ? covered : undefined;
}
