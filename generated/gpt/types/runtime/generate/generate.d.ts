import type { InputArray } from "../layout.js";
import { type InputValue } from "../inputs.js";
import type { PlanEntry, PlanGenerator } from "../plan.js";
import type { Machine } from "../step.js";
/** Arguments and options by their names in the spec. */
export type GenerateArguments = Readonly<Record<string, InputValue>>;
export interface GenerateOptions {
    readonly seed: number;
    readonly signal?: AbortSignal;
    /** Called with the number of each position that a text grows by. */
    readonly grown?: (number: number) => void;
}
/** Throws, with the names that there are, where the model has no such generator. */
export declare function findGenerator(machine: Machine, name: string): {
    generator: PlanGenerator;
    entry: PlanEntry;
};
export declare function readOptions(generator: PlanGenerator, given: GenerateArguments, seed: number): Map<string, number>;
/** Refuses names that the generator doesn't have; `own` are those of the beginning, or of lists with a value for each text. */
export declare function checkNames(generator: PlanGenerator, entry: PlanEntry, given: GenerateArguments, own: readonly string[]): void;
/** The arrays of an entry's inputs but `except`, from what the caller gives, checked: an index lies inside of its axis as it is today. */
export declare function readInputs(machine: Machine, entry: PlanEntry, given: GenerateArguments, except?: readonly string[]): Map<string, InputArray>;
