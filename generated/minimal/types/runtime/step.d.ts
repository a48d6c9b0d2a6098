/** Runs an entry: writes the inputs and the numbers of the day, runs all dispatches at once, reads later. */
import type { CompileProgress, Engine, Groups } from "./engine.js";
import { type InputArray } from "./layout.js";
import type { ModelPlan, PlanEntry, PlanOutput } from "./plan.js";
import { type Step } from "./repeats.js";
import { type Sizes } from "./sizes.js";
import type { Tensor } from "./tensor.js";
import type { Vocabularies } from "./vocabularies.js";
/** What every part of the runtime works with. */
export interface Machine {
    readonly plan: ModelPlan;
    readonly engine: Engine;
    readonly vocabularies: Vocabularies;
    readonly prepared: Map<PlanEntry, PreparedEntry>;
    /** Writes the spec's first parameters and states, before they are first used: a checkpoint that is loaded until then takes their place. */
    writeFirst?: (() => void) | undefined;
}
/** Parameters and states are on the device afterwards. */
export declare function requireState(machine: Machine): void;
export interface Call {
    /** By symbol; the upper bound for those that are missing. */
    readonly sizes: Sizes;
    readonly settings: ReadonlyMap<string, number>;
    readonly inputs: ReadonlyMap<string, InputArray>;
    /** Whose text it goes on with: it isn't run where another's is kept. */
    readonly owner?: object;
}
interface Slot {
    busy: Promise<unknown> | undefined;
}
interface StepGroups {
    readonly key: string;
    readonly counts: readonly Groups[];
    readonly steps: readonly Step[];
}
export interface PreparedEntry {
    readonly entry: PlanEntry;
    readonly ring: readonly Slot[];
    /** The sizes of the day on which `groups` depends: how long a text is seldom matters, the room for it does. */
    readonly symbols: readonly string[];
    /** What runs, and workgroups of each step, for the sizes of the last call. */
    groups: StepGroups;
    /** The same for sizes that came before, by their key: those of a text come again after each cut. */
    readonly known: Map<string, StepGroups>;
}
/** Compiles the kernels and reserves the memory of these entries: afterwards nothing more is reserved. */
export declare function prepareEntries(machine: Machine, entries: readonly PlanEntry[], progress: CompileProgress): Promise<readonly PreparedEntry[]>;
/**
 * Submits the entry and returns at once; `results` come in the order of `outputs`. Waits only where as many calls as
 * the ring is long are under way.
 */
export declare function submitEntry(machine: Machine, prepared: PreparedEntry, call: Call, outputs?: readonly PlanOutput[]): Promise<{
    readonly results: Promise<readonly Tensor[]>;
}>;
/** The same of several examples: `results` are those of each. */
export declare function submitExamples(machine: Machine, prepared: PreparedEntry, call: Call, outputs: readonly PlanOutput[]): Promise<{
    readonly results: Promise<readonly (readonly Tensor[])[]>;
}>;
/** Runs the entry and waits for its results. */
export declare function runEntry(machine: Machine, prepared: PreparedEntry, call: Call, outputs?: readonly PlanOutput[]): Promise<readonly Tensor[]>;
/** Runs the entry in turn with each call's numbers of the day, in one trip to the device. The entry has no inputs: a run may use their place. */
export declare function runInTurn(machine: Machine, prepared: PreparedEntry, calls: readonly Call[]): Promise<readonly (readonly Tensor[])[]>;
/** Writes the inputs and the numbers of the day, and works out how many workgroups each dispatch has. */
export declare function writeCall(machine: Machine, prepared: PreparedEntry, sizes: Sizes, call: Call): void;
export {};
