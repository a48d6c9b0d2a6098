/** The held-out data's loss and reports, each the mean over its examples. */
import type { BatchSource } from "./data/source.js";
import type { PlanEntry } from "./plan.js";
import { type Machine, type PreparedEntry } from "./step.js";
import type { Tensor } from "./tensor.js";
export interface Evaluation {
    readonly loss: number;
    readonly reports: Readonly<Record<string, number>>;
    /** How many examples it was measured on. */
    readonly rows: number;
}
export interface Losses {
    readonly loss: number;
    readonly reports: Readonly<Record<string, number>>;
    readonly rate?: number;
}
/** The scalars of a step's results: the first loss is the loss, others count among the reports. */
export declare function readLosses(entry: PlanEntry, results: readonly Tensor[]): Losses;
/** At most `limit` batches, spread evenly; sums in f64. Undefined where nothing is held out. */
export declare function evaluateHeldOut(machine: Machine, prepared: PreparedEntry, source: BatchSource, settings: ReadonlyMap<string, number>, limit?: number): Promise<Evaluation | undefined>;
