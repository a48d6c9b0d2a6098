/** A training that goes on: what it was opened with, and what happens between its steps. */
import { type Watch } from "./best.js";
import type { ReadColumn } from "../data/columns.js";
import type { BatchSource } from "../data/source.js";
import type { CompileProgress } from "../engine.js";
import { type ModelState } from "../checkpoint/model-state.js";
import type { PlanTraining } from "../plan.js";
import { type Call, type Machine, type PreparedEntry } from "../step.js";
import type { Tensor } from "../tensor.js";
import { type Reason, type TrainEvent, type TrainOptions } from "./training.js";
export interface TrainContext {
    readonly machine: Machine;
    readonly state: ModelState;
    readonly readColumn: ReadColumn;
    readonly progress: CompileProgress;
}
/** A step that was submitted. */
interface Pending {
    readonly step: number;
    readonly results: Promise<readonly Tensor[]>;
}
export interface TrainingRun {
    readonly machine: Machine;
    readonly state: ModelState;
    readonly training: PlanTraining;
    readonly options: TrainOptions;
    readonly source: BatchSource;
    readonly prepared: PreparedEntry;
    readonly evaluation: PreparedEntry | undefined;
    readonly conclusion: PreparedEntry | undefined;
    /** What a schedule makes of an evaluation. */
    readonly following: PreparedEntry | undefined;
    readonly watch: Watch | undefined;
    /** Steps done before, and in all. */
    readonly first: number;
    readonly steps: number;
    readonly evaluateEvery: number | undefined;
    readonly saveEvery: number | undefined;
    readonly evaluationBatches: number | undefined;
    /** In order. */
    readonly pending: Pending[];
    /** When it was asked for. */
    readonly begun: number;
    firstStepMs: number;
}
export declare function openRun({ machine, state, readColumn, progress }: TrainContext, name: string, options: TrainOptions): Promise<TrainingRun>;
/** The batch and the numbers of a step. */
export declare function callOf({ state, source, steps }: TrainingRun, step: number): Call;
/** Waits for the oldest steps, until at most so many are under way. */
export declare function finish(run: TrainingRun, most: number): AsyncGenerator<TrainEvent, void, undefined>;
/** On so many held-out batches, or all; what watches the loss then hears of it. */
export declare function evaluateNow(run: TrainingRun, step: number, limit?: number): AsyncGenerator<TrainEvent, void, undefined>;
/** Makes the state the point to go back to, and gives its checkpoint. Throws where a number of it isn't finite. */
export declare function keepNow(run: TrainingRun): Promise<Uint8Array<ArrayBuffer>>;
/** Saves what `keepNow` gave, where there is a way to. */
export declare function saveNow({ state, options }: TrainingRun, checkpoint: Uint8Array<ArrayBuffer>): AsyncGenerator<TrainEvent, void, undefined>;
/** A run that ends goes back to the best state; one that is interrupted keeps it, and goes on from where it was. */
export declare function settle(run: TrainingRun, reason: Reason): AsyncGenerator<TrainEvent, void, undefined>;
export {};
