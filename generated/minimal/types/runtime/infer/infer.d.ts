/** Models, and generators that grow nothing: called with one example. */
import type { CompileProgress } from "../engine.js";
import { type GenerateArguments } from "../generate/generate.js";
import { type InputArray } from "../layout.js";
import type { PlanEntry, PlanOutput } from "../plan.js";
import { type Machine, type PreparedEntry } from "../step.js";
import type { Tensor } from "../tensor.js";
export type Settings = ReadonlyMap<string, number>;
export type Inputs = ReadonlyMap<string, InputArray>;
/** A tensor, or for a result without axes a number, a boolean or the label of an index. */
export type Result = Tensor | number | boolean | string;
export type Results = Readonly<Record<string, Result>>;
/** By the names of the outputs. */
export declare function nameResults({ vocabularies }: Machine, outputs: readonly PlanOutput[], results: readonly Tensor[]): Results;
/** All results of one call, what is exposed among them. */
export declare function callOnce(machine: Machine, entry: PlanEntry, given: GenerateArguments, settings: Settings, progress: CompileProgress): Promise<Results>;
export declare function runOnce(machine: Machine, prepared: PreparedEntry, inputs: Inputs, settings: Settings, outputs: readonly PlanOutput[]): Promise<readonly Tensor[]>;
/** Of examples that have the same sizes, as many as a call takes at most: the results of each. */
export declare function runExamples(machine: Machine, prepared: PreparedEntry, examples: readonly Inputs[], settings: Settings, outputs: readonly PlanOutput[]): Promise<readonly (readonly Tensor[])[]>;
