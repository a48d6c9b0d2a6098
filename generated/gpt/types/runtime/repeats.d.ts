/** Loops over dispatches: which run, in which order, at which positions of their loops. */
import type { PlanDispatch, PlanEntry } from "./plan.js";
import { type Sizes } from "./sizes.js";
/** One run of a dispatch. */
export interface Step {
    /** Its place in the entry. */
    readonly dispatch: number;
    /** Which of its slots has its words. */
    readonly slot: number;
}
/** For how many positions a dispatch has words of its own. */
export declare function slotsOf({ repeats }: PlanEntry, { turns }: PlanDispatch): number;
/** What a kernel reads in a slot: offsets, then the positions of loops. */
export declare function wordsOf({ repeats }: PlanEntry, { offsets, turns }: PlanDispatch, slot: number): readonly number[];
/** The runs of the dispatches `from` to below `to`, which cut no loop, for the sizes of the day. */
export declare function stepsOf(entry: PlanEntry, sizes: Sizes, from: number, to: number): readonly Step[];
/** The most runs that an entry has. */
export declare function mostSteps({ dispatches, repeats }: PlanEntry): number;
/** The entry's dispatches in parts that can run one after the other: single ones, and loops as a whole. */
export declare function partsOfEntry({ dispatches, repeats }: PlanEntry): readonly {
    from: number;
    to: number;
}[];
