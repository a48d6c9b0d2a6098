/** The line that tells how a training goes: text only, written by whoever has a terminal or a page. */
export interface TrainingView {
    readonly step: number;
    readonly steps: number;
    readonly loss: number | undefined;
    readonly evaluationLoss: number | undefined;
    readonly tokensPerSecond: number | undefined;
    readonly millisecondsLeft: number | undefined;
}
/** `step 120/500 ━━━━─────  loss 2.412  held out 2.501  24,310 tokens/s  0:45 left`, at most `width` characters. */
export declare function progressLine(view: TrainingView, width?: number): string;
/** `0:45`, `12:03`, `1:02:03`. */
export declare function formatDuration(milliseconds: number): string;
/** Follows a training's steps: `update` after each, `view` for the line. Speed is that of the last steps. */
export declare function createTrainingView(steps: number, tokensPerStep: number, now?: () => number): {
    update: (step: number, loss: number) => void;
    /** After an evaluation the speed is measured anew: its time isn't a step's. */
    evaluated: (loss: number) => void;
    view: () => TrainingView;
};
