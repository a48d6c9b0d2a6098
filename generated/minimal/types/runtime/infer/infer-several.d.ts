/**
 * Many examples, in order. Those of the same sizes go in one call together: nothing is padded that isn't padded alone, so each is what it
 * is by itself. An example waits until as many of its sizes are there as a call takes, or until too many wait.
 */
import type { CompileProgress } from "../engine.js";
import { type GenerateArguments } from "../generate/generate.js";
import { type Results, type Settings } from "./infer.js";
import type { PlanEntry } from "../plan.js";
import { type Machine } from "../step.js";
/** The inputs of each example, by name. */
export type Records = Iterable<GenerateArguments> | AsyncIterable<GenerateArguments>;
export interface SeveralOptions {
    /** Ends it: what comes later is neither read nor computed; what is computed is still given. */
    readonly signal?: AbortSignal;
    /** What errors call a record, by its number. */
    readonly placeOf?: (record: number) => string;
}
/** What is called for each record. */
export interface Called {
    readonly entry: PlanEntry;
    /** What a record may have. */
    readonly names: readonly string[];
    readonly settingsOf: (record: number) => Settings;
}
/**
 * Yields the results of each record, in order; what is exposed isn't among them. Throws at a record that can't be read, after the results of
 * those before it.
 */
export declare function inferSeveral(machine: Machine, called: Called, records: Records, options: SeveralOptions, progress: CompileProgress): AsyncGenerator<Results, void, undefined>;
