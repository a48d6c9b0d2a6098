/** What a training with `patience` watches: the least loss of its evaluations, and the state that had it. */
export interface Best {
    readonly loss: number;
    readonly step: number;
    /** The bytes of the checkpoint. */
    readonly checkpoint: Uint8Array<ArrayBuffer>;
}
export interface Watch {
    /** Takes the loss of an evaluation after a step; `read` gives the state that was evaluated, and is called where the loss is the least so far. */
    readonly note: (loss: number, step: number, read: () => Promise<Best["checkpoint"]>) => Promise<void>;
    /** Undefined before the first evaluation. */
    readonly best: () => Best | undefined;
    /** Whether so many evaluations in a row as the patience says weren't lower than the least before them. */
    readonly isOver: () => boolean;
}
/** A loss that is NaN is never the least. */
export declare function watchLosses(patience: number): Watch;
