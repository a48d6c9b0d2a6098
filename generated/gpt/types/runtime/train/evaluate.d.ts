/** The held-out data's loss and reports: numerators and denominators are added over all batches. */
import type { BatchSource } from "../data/source.js";
import type { PlanEntry } from "../plan.js";
import { type Machine, type PreparedEntry } from "../step.js";
import type { Tensor } from "../tensor.js";
export interface Evaluation {
    readonly loss: number;
    readonly reports: Readonly<Record<string, number>>;
    /** How many examples it was measured on. */
    readonly rows: number;
}
/** How far an evaluation is that takes its time. */
export interface EvaluationProgress {
    /** Batches that are measured. */
    readonly done: number;
    readonly of: number;
    readonly millisecondsLeft: number;
}
export interface Losses {
    readonly loss: number;
    readonly reports: Readonly<Record<string, number>>;
    readonly rate?: number;
    /** With half precision. */
    readonly scaling?: Scaling;
}
export interface Scaling {
    /** By which the first loss is multiplied before its gradient is taken, after the step. */
    readonly scale: number;
    /** A gradient wasn't finite, so that the step has changed nothing else; `isLast` where the scale can't fall any further. */
    readonly skipped: boolean;
    readonly isLast: boolean;
}
/** The scalars of a step's results: the first loss is the loss, others count among the reports. */
export declare function readLosses(entry: PlanEntry, results: readonly Tensor[]): Losses;
/** The entries of an evaluation: of a batch, and of what follows from the totals of all batches. */
export interface EvaluationEntries {
    readonly evaluation: PreparedEntry;
    readonly conclusion: PreparedEntry | undefined;
}
/**
 * At most `limit` batches, spread evenly; tells how far it is while it goes on. Undefined where nothing is held out, or where the signal comes
 * before the last batch.
 */
export declare function evaluateHeldOut(machine: Machine, { evaluation, conclusion }: EvaluationEntries, source: BatchSource, settings: ReadonlyMap<string, number>, limit?: number, signal?: AbortSignal): AsyncGenerator<EvaluationProgress, Evaluation | undefined, void>;
