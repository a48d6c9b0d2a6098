/** A state that was reached: the step, and the hash of the checkpoint with it. */
export type StateHash = readonly [step: number, hash: string];
/** A loss after a step. */
export type StepLoss = readonly [step: number, loss: number];
/** How a training went, for who compares several. */
export interface RecordedProgress {
    /** Of the last step, as of when the record was written. */
    readonly last?: StepLoss;
    /** The least held-out loss. */
    readonly least?: StepLoss;
    /** How it ended; nothing where it goes on, or was cut off. */
    readonly end?: "finished" | "aborted" | "patience" | "number";
}
export interface TrainingRecord {
    readonly format: "weft record 1";
    readonly model: string;
    /** Of spec, settings and vocabularies: the plan's. */
    readonly hash: string;
    /** Where the command weft trained a spec: its path and `--set` values. */
    readonly spec?: string;
    readonly settings?: readonly string[];
    /** In bytes, what the package was planned to need at most; nothing where that was left open. */
    readonly memory?: number;
    /** The hash of each column of the data, by its name. */
    readonly data: Readonly<Record<string, string>>;
    readonly training: string;
    readonly seed: number;
    /** How many steps the training has in all: schedules depend on it. */
    readonly steps: number;
    readonly backend: string;
    readonly adapter: string;
    readonly exact: boolean;
    /** Where it was resumed: the step, and the checkpoint with its hash. One that `begins` there goes on from the parameters alone. */
    readonly start?: {
        readonly step: number;
        readonly checkpoint: string;
        readonly hash: string;
        readonly begins?: boolean;
    };
    readonly states: readonly StateHash[];
    readonly progress?: RecordedProgress;
}
/** Adds a state's hash; a step that is there already keeps the newer one. */
export declare function addState(record: TrainingRecord, step: number, hash: string): TrainingRecord;
/** Throws a WeftError of kind `checkpoint` where the text is no record. */
export declare function decodeRecord(text: string, name: string): TrainingRecord;
