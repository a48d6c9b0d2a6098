/** What a training is asked for, what it tells, and where its plan is. */
import type { GivenData } from "../data/given.js";
import type { Evaluation, EvaluationProgress, Scaling } from "./evaluate.js";
import type { PlanEntry, PlanTraining } from "../plan.js";
import type { StepUnit } from "./progress.js";
import type { Machine } from "../step.js";
import type { Tensor } from "../tensor.js";
export interface TrainOptions {
    /** How many steps the training has in all, those before a resume included. The spec's number else. */
    readonly steps?: number;
    /** In place of the package's data, of which the spec says what share is held out. */
    readonly data?: GivenData;
    /** In place of what is held out; of `data` then none is. Where it is empty, nothing is held out. */
    readonly test?: GivenData;
    /** Ends the training after the steps under way, or in an evaluation; what was trained is saved. */
    readonly signal?: AbortSignal;
    /** A training that watches the evaluation loss, for a schedule or with `patience`, keeps to what the spec says. */
    readonly evaluateEvery?: number;
    readonly saveEvery?: number;
    /** At most so many batches in an evaluation between steps; the last evaluation takes all, and so do those that a training watches. */
    readonly evaluationBatches?: number;
    /** After which steps the whole state is wanted, as an event of its own; before a step's checkpoint is saved, too. */
    readonly stateAfter?: (step: number) => boolean;
    /**
     * Keeps a checkpoint and returns its name. Without it nothing is saved. Called, too, where the device is lost, with the last state that was read.
     * The training may go back to these bytes: a copy is what may be changed, or transferred to a worker.
     */
    readonly save?: Save;
}
export type Save = (checkpoint: Uint8Array<ArrayBuffer>, step: number) => string | Promise<string>;
/** A named value of a step, and the loss's gradient by it, of the same shape; numbers of a table and truth values have none. */
export interface Formula {
    readonly value: Tensor;
    readonly gradient?: Tensor;
}
/** Why a training ends: its last step, its signal, or evaluations that brought nothing better. */
export type Reason = "finished" | "aborted" | "patience";
export type TrainEvent = {
    readonly kind: "start";
    /** Steps done before. */
    readonly step: number;
    readonly steps: number;
    readonly stepsPerEpoch: number;
    /** Positions of the longest index input of a batch, tokens where these are labels of a text; examples, or steps, where there is none. */
    readonly countPerStep: number;
    readonly unit: StepUnit;
    /** Of the records that a program gives, those that are left out, since an index of theirs lies beyond what is cut. */
    readonly skipped?: number;
} | {
    readonly kind: "step";
    readonly step: number;
    readonly loss: number;
    readonly reports: Readonly<Record<string, number>>;
    readonly rate?: number;
    /** With half precision: the scale of the loss, and whether the step was skipped since a gradient wasn't finite. */
    readonly scaling?: Scaling;
    /** By their names, in the package of an inspected training. */
    readonly formulas?: ReadonlyMap<string, Formula>;
}
/** Of an evaluation that takes its time. */
 | ({
    readonly kind: "evaluating";
    readonly step: number;
} & EvaluationProgress) | ({
    readonly kind: "evaluation";
    readonly step: number;
} & Evaluation)
/** The bytes of a checkpoint, to which the training may go back: a copy is what may be changed. */
 | {
    readonly kind: "state";
    readonly step: number;
    readonly checkpoint: Uint8Array<ArrayBuffer>;
} | {
    readonly kind: "saved";
    readonly step: number;
    readonly checkpoint: string;
}
/** With `patience`, at the end: the model is again as it was after this step, whose evaluation had the least loss. */
 | {
    readonly kind: "back";
    readonly step: number;
    readonly loss: number;
} | {
    readonly kind: "done";
    /** The last that was made. */
    readonly step: number;
    readonly reason: Reason;
    /** From the call to the first loss, compiling included. */
    readonly firstStepMs: number;
    /** Wall time of a step from the tenth on, all losses read, evaluations and saves left out. */
    readonly msPerStep: number;
    readonly countPerSecond: number;
    readonly unit: StepUnit;
};
/** The numbers that a training's formulas may ask for. */
export declare function settingsOf(seed: number, step: number, steps: number, stepsPerEpoch: number): Map<string, number>;
export declare function findEntry(machine: Machine, kind: PlanEntry["kind"], name: string): PlanEntry | undefined;
/** Throws, with the names that there are, where the model has no such training. */
export declare function findTraining(machine: Machine, name: string): {
    training: PlanTraining;
    entry: PlanEntry;
};
