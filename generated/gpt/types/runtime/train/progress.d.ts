/** The line that tells how a training goes: text only, written by whoever has a terminal or a page. */
import type { EvaluationProgress } from "./evaluate.js";
/**
 * What a step takes of the data: labels of texts, positions of what has other numbers along an axis, or whole records. Where there are neither
 * data nor a batch, steps are all that can be counted.
 */
export type StepUnit = "tokens" | "positions" | "examples" | "steps";
export interface TrainingView {
    readonly step: number;
    readonly steps: number;
    readonly loss: number | undefined;
    /** What the last step reports beside, by name. */
    readonly reports: Readonly<Record<string, number>>;
    readonly evaluationLoss: number | undefined;
    /** Steps that changed nothing, since gradients were too large for half precision. */
    readonly skipped: number;
    /** In units a second. */
    readonly speed: number | undefined;
    readonly unit: StepUnit;
    readonly millisecondsLeft: number | undefined;
}
/**
 * `step 120/500 ━━━━─────  loss 2.412  held out 2.501  24,310 tokens/s  0:45 left`, at most `width` characters; reports
 * stand behind the loss as far as there is room.
 */
export declare function progressLine(view: TrainingView, width?: number): string;
/** `evaluating ━━━━─────  batch 1,204 of 20,480  0:45 left`, at most `width` characters. */
export declare function evaluationLine({ done, of, millisecondsLeft }: EvaluationProgress, width?: number): string;
/** With so many decimals; three digits of a number of which less than two would be left. */
export declare function lossText(loss: number, decimals: number): string;
/** `24,310 tokens/s` */
export declare function speedText(perSecond: number, unit: StepUnit): string;
/** `0:45`, `12:03`, `1:02:03`. */
export declare function formatDuration(milliseconds: number): string;
interface StepLosses {
    readonly step: number;
    readonly loss: number;
    readonly reports?: Readonly<Record<string, number>>;
}
/** Follows a training's steps: `update` after each, `view` for the line. Speed is that of the last steps. */
export declare function createTrainingView(steps: number, { countPerStep, unit }: {
    readonly countPerStep: number;
    readonly unit: StepUnit;
}, now?: () => number): {
    update: ({ step, loss, reports }: StepLosses, skipped?: number) => void;
    evaluated: (loss: number) => void;
    view: () => TrainingView;
};
export {};
