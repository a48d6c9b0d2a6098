/** Loops over dispatches: which run, in which order, at which positions of their loops, and how large they are there. */
import type { PlanDispatch, PlanEntry } from "./plan.js";
import { type Sizes } from "./sizes.js";
/** One run of a dispatch. */
export interface Step {
    /** Its place in the entry. */
    readonly dispatch: number;
    /** Which of its slots has its words. */
    readonly slot: number;
    /** The sizes of the day, and of the turn. */
    readonly sizes: Sizes;
}
/** For how many positions a dispatch has words of its own. */
export declare function slotsOf({ repeats }: PlanEntry, { turns }: PlanDispatch): number;
/** What a kernel reads in a slot: offsets, then the positions of loops, sizes that these have, and numbers of sites. */
export declare function wordsOf({ repeats }: PlanEntry, { offsets, turns, sizes, sites }: PlanDispatch, slot: number, day: Sizes): readonly number[];
/** How many words a dispatch has. */
export declare function countWords({ offsets, turns, sizes, sites }: PlanDispatch): number;
/** Whether the words of the entry's dispatches are others where sizes of the day are. */
export declare function hasSizesOfTurns({ repeats }: PlanEntry): boolean;
/** On which sizes of the day it depends what runs, how often and with how many workgroups. */
export declare function symbolsOfSteps({ dispatches, repeats }: PlanEntry): readonly string[];
/** The runs of the dispatches `from` to below `to`, which cut no loop, for the sizes of the day. */
export declare function stepsOf(entry: PlanEntry, day: Sizes, from: number, to: number): readonly Step[];
/** The most runs that an entry has. */
export declare function mostSteps({ dispatches, repeats }: PlanEntry): number;
/** The entry's dispatches in parts that can run one after the other: single ones, and loops as a whole. */
export declare function partsOfEntry({ dispatches, repeats }: PlanEntry): readonly {
    from: number;
    to: number;
}[];
