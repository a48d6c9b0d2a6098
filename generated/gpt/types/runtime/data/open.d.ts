import type { PlanEntry, PlanTraining } from "../plan.js";
import type { Machine } from "../step.js";
import type { ReadColumn } from "./columns.js";
import { type GivenData } from "./given.js";
import { type BatchSource } from "./source.js";
/** What a program gives in place of the package's data. */
export interface GivenParts {
    /** In place of all data that the spec names. */
    readonly data?: GivenData | undefined;
    /** In place of what is held out; of `data` then none is. Where it is empty, nothing is held out. */
    readonly test?: GivenData | undefined;
}
/** Reads the package's columns, or takes what is `given` in their place. */
export declare function openData(machine: Machine, training: PlanTraining, entry: PlanEntry, readColumn: ReadColumn, given: GivenParts): Promise<BatchSource>;
