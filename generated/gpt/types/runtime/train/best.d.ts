/** What a training with `patience` watches: the least loss of its evaluations, and the state that had it. */
import type { Checkpoint } from "../checkpoint/checkpoint.js";
export interface Best {
    readonly loss: number;
    readonly checkpoint: Checkpoint;
}
export interface Watch {
    /** Takes the loss of an evaluation; `read` gives the state that was evaluated, and is called where the loss is the least so far. */
    readonly note: (loss: number, read: () => Promise<Checkpoint>) => Promise<void>;
    /** Undefined before the first evaluation. */
    readonly best: () => Best | undefined;
    /** Whether so many evaluations in a row as the patience says weren't lower than the least before them. */
    readonly isOver: () => boolean;
}
/** A loss that is NaN is never the least. */
export declare function watchLosses(patience: number): Watch;
