import type { ModelPlan, PlanEntry } from "../plan.js";
/** Of the words of a dispatch in one turn: the least step of a dynamic offset that every device takes. */
export declare const bytesPerSlot = 256;
/** A trip to the device and back takes about as long as a few positions of a small model; a text that ends early wastes the rest. */
export declare const runsAtOnce = 16;
export declare function callsAtOnce({ kind }: PlanEntry): number;
/** Whether several runs of the entry go in one submit. */
export declare function runsInTurn({ kind }: PlanEntry): boolean;
/** Of the words of all dispatches. */
export declare function wordBytes({ entries }: ModelPlan): number;
/** Of what a run gives, at the bounds. */
export declare function resultBytes(entry: PlanEntry): number;
/** The largest buffer that isn't an arena's. */
export declare function largestBuffer(plan: ModelPlan): number;
/** Of all arenas. */
export declare function arenaBytes({ arenas, entries }: ModelPlan): number;
