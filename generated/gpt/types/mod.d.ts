/**
 * A GPT that learns to write like Moby Dick, character by character: four blocks of causal attention and feed-forward
 * layers with LayerNorm before each (Radford et al. 2019), in the small setting of nanoGPT for a CPU.
 */
import { type LoadOptions, type Model } from "./runtime/mod.js";
import type { TrainEvent, TrainOptions } from "./runtime/train/training.js";
import type { Evaluation } from "./runtime/train/evaluate.js";
import type { Piece } from "./runtime/generate/grow-several.js";
import type { Tensor } from "./runtime/tensor.js";
export type { LoadOptions };
/** `steps` counts those before a resume, too; `data` takes the place of the package's, `test` that of what is held out. */
export type TrainOptionsOf<Data> = Omit<TrainOptions, "data" | "test"> & {
    readonly data?: Data;
    readonly test?: Data;
};
export interface EvaluateOptionsOf<Data> {
    readonly data?: Data;
    readonly test?: Data;
}
type WithReports<Event, Reports extends string> = Event extends {
    readonly reports: unknown;
} ? Omit<Event, "reports"> & {
    readonly reports: Readonly<Record<Reports, number>>;
} : Event;
/** What a training tells: its start, each step, evaluations, checkpoints, its end. */
export type TrainEventOf<Reports extends string> = WithReports<TrainEvent, Reports>;
export type EvaluationOf<Reports extends string> = WithReports<Evaluation, Reports>;
/** Numbers with named axes: `logits.at({ seq: 3, vocab: "e" })`. */
export type NamedTensor<Axes extends readonly string[], Position> = Omit<Tensor, "axes" | "at"> & {
    readonly axes: Axes;
    readonly at: (position: Position) => number;
};
/** Numbers of labels, or positions. */
export type Numbers = readonly number[] | Int32Array | Uint16Array | Uint8Array;
/** Many inputs: a list, or what gives one after the other. */
export type Examples<Inputs> = Iterable<Inputs> | AsyncIterable<Inputs>;
export interface ExamplesOptions {
    readonly signal?: AbortSignal;
}
/** The same seed gives the same result. */
export interface RunOptions {
    readonly seed?: number;
    readonly signal?: AbortSignal;
}
export interface Gpt extends Pick<Model, "backend" | "adapter" | "seed" | "step" | "save" | "load" | "begin" | "parameter" | "counts" | "destroy"> {
    /** Trains with the package's data, or with what is given; ends after the last step or by the signal. */
    readonly train: (options?: TrainOptionsOf<string | Float32Array | Int32Array>) => AsyncGenerator<TrainEventOf<never>, void, undefined>;
    /** The loss and the reports over all held-out data. */
    readonly evaluate: (options?: EvaluateOptionsOf<string | Float32Array | Int32Array>) => Promise<EvaluationOf<never>>;
    /** Each model's results, by name. */
    readonly infer: {
        /** `tokens` [seq ≤ 64], gives `result` [seq ≤ 64, vocab 81], exposed `A` [blocks 4, head 4, seq ≤ 64, src ≤ 64]. */
        readonly GPT: (inputs: {
            readonly tokens: string | Numbers;
        }) => Promise<{
            readonly result: NamedTensor<readonly ["seq", "vocab"], {
                seq: number;
                vocab: number | string;
            }>;
            readonly A: NamedTensor<readonly ["blocks", "head", "seq", "src"], {
                blocks: number;
                head: number;
                seq: number;
                src: number;
            }>;
        }>;
    };
    /** The same for each of many examples, in order, as many at once as the model takes; what it exposes isn't told. */
    readonly inferAll: {
        /** Each: `tokens` [seq ≤ 64], gives `result` [seq ≤ 64, vocab 81]. */
        readonly GPT: (inputs: Examples<{
            readonly tokens: string | Numbers;
        }>, options?: ExamplesOptions) => AsyncGenerator<{
            readonly result: NamedTensor<readonly ["seq", "vocab"], {
                seq: number;
                vocab: number | string;
            }>;
        }, void, undefined>;
    };
    /** What the spec's `generate` blocks make. */
    readonly run: {
        /** Yields the text that it grows, piece by piece; by default `temperature` 0.8, `length` 200. */
        readonly write: (given: {
            readonly prompt: string | Numbers;
            readonly temperature?: number;
            readonly length?: number;
        }, options?: RunOptions) => AsyncGenerator<string, void, undefined>;
    };
    /** Several texts at once; of a block that grows none, its results for each of many inputs. */
    readonly runAll: {
        /** Yields pieces of several texts, each with the number of its text. Text r is what it is by itself from `prompts[r]` with `seed` + r. */
        readonly write: (given: {
            readonly prompts: readonly (string | Numbers)[];
            readonly temperature?: number;
            readonly length?: number;
        }, options?: RunOptions) => AsyncGenerator<Piece, void, undefined>;
    };
}
/** Makes the model on a GPU or the CPU: with the spec's first parameters, or with a checkpoint's. */
export declare function load(options?: LoadOptions): Promise<Gpt>;
/** The same by names that are known when it runs only: for commands and pages. */
export declare function loadModel(options?: LoadOptions): Promise<Model>;
