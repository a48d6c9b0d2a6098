/** How large the buffers are that a plan wants beside its arenas. */
import { bytesPerElement, readsOf, totalBytes } from "../layout.ts";
import type { ModelPlan, PlanEntry } from "../plan.ts";
import { slotsOf } from "../repeats.ts";
import { boundsOf } from "../sizes.ts";

/** Of the words of a dispatch in one turn: the least step of a dynamic offset that every device takes. */
export const bytesPerSlot = 256;
/** A trip to the device and back takes about as long as a few positions of a small model; a text that ends early wastes the rest. */
export const runsAtOnce = 16;
/** Results of training and evaluation are read so many steps late; one of the others waits for its result anyway. */
const ringLength = 8;

export function callsAtOnce({ kind }: PlanEntry): number {
  return kind === "train" || kind === "evaluate" ? ringLength : 1;
}

/** Whether several runs of the entry go in one submit. */
export function runsInTurn({ kind }: PlanEntry): boolean {
  return kind === "extend";
}

/** Of the words of all dispatches. */
export function wordBytes({ entries }: ModelPlan): number {
  const slots = entries.flatMap((entry) => entry.dispatches.map((dispatch) => slotsOf(entry, dispatch)));
  return (
    Math.max(
      1,
      slots.reduce((sum, count) => sum + count, 0),
    ) * bytesPerSlot
  );
}

/** Of what a run gives, at the bounds. */
export function resultBytes(entry: PlanEntry): number {
  const sizes = boundsOf(entry);
  return totalBytes(
    entry.outputs.flatMap((output) => readsOf(output, sizes)).flatMap(({ regions }) => regions),
  );
}

/** The largest buffer that isn't an arena's. */
export function largestBuffer(plan: ModelPlan): number {
  const results = plan.entries.map((entry) => (runsInTurn(entry) ? runsAtOnce : 1) * resultBytes(entry));
  return Math.max(wordBytes(plan), ...results);
}

/** Of all arenas. */
export function arenaBytes({ arenas, entries }: ModelPlan): number {
  const most = (arena: "work" | "integers"): number =>
    Math.max(0, ...entries.map((entry) => entry.arenas[arena]));
  return (arenas.parameters + arenas.states + most("work") + most("integers")) * bytesPerElement;
}
