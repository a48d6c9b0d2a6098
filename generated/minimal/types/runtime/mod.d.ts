import type { EngineCounts } from "./engine.js";
import { type FetchProgress } from "./fetch-progress.js";
import { type Evaluation } from "./train/evaluate.js";
import { type GenerateArguments, type GenerateOptions } from "./generate/generate.js";
import { type Piece } from "./generate/grow-several.js";
import { type Result, type Results } from "./infer/infer.js";
import type { Records, SeveralOptions } from "./infer/infer-several.js";
import { type KernelFiles } from "./open-engine.js";
import { type EvaluateOptions, type LoadOptions } from "./options.js";
import type { ModelPlan, PlanTokenizer } from "./plan.js";
import { type Tensor } from "./tensor.js";
import { type TrainEvent, type TrainOptions } from "./train/training.js";
import { type Vocabularies } from "./vocabularies.js";
/** What a package consists of. */
export interface ModelPackage extends KernelFiles {
    /** The content of tokenizer.json. */
    readonly tokenizers?: Readonly<Record<string, PlanTokenizer>>;
    /** Reads weights.safetensors, where the package has it. */
    readonly weights?: (tell: FetchProgress) => Promise<Uint8Array>;
    /** Beside what `data/` lies. */
    readonly baseUrl: URL | string;
}
export type { LoadOptions, Result };
export interface Model {
    readonly backend: string;
    readonly adapter: string;
    readonly seed: number;
    /** Training steps done. */
    readonly step: number;
    readonly train: (training: string, options?: TrainOptions) => AsyncGenerator<TrainEvent, void, undefined>;
    /** Over all held-out data; throws where there is none. */
    readonly evaluate: (training: string, options?: EvaluateOptions) => Promise<Evaluation>;
    readonly infer: (model: string, inputs: GenerateArguments) => Promise<Results>;
    /** The results for each of many inputs, in order; without what is exposed. Errors call an input by its number. */
    readonly inferAll: (model: string, inputs: Records, options?: SeveralOptions) => AsyncGenerator<Results, void, undefined>;
    /** Pieces of the text that a generator grows. */
    readonly generate: (generator: string, given: GenerateArguments, options?: Partial<GenerateOptions>) => AsyncGenerator<string, void, undefined>;
    /**
     * Grows several texts at once: the argument of the beginning, with an s, is a list; a generator that begins with a label takes the number
     * of `texts`. Text r is what it is by itself with `seed` + r.
     */
    readonly generateAll: (generator: string, given: GenerateArguments, options?: Partial<Omit<GenerateOptions, "grown">>) => AsyncGenerator<Piece, void, undefined>;
    /** The results of a generator that grows nothing. */
    readonly run: (generator: string, given: GenerateArguments, options?: {
        readonly seed?: number;
    }) => Promise<Results>;
    /** The same for each of many inputs, in order, with options that are the same for all. Input r is computed with `seed` + r. */
    readonly runAll: (generator: string, inputs: Records, given?: GenerateArguments, options?: SeveralOptions & {
        readonly seed?: number;
    }) => AsyncGenerator<Results, void, undefined>;
    /** By their keys in the plan. */
    readonly vocabularies: Vocabularies;
    /** The text of labels' numbers; `vocabulary` is its key in the plan. */
    readonly decode: (vocabulary: string, numbers: Iterable<number>) => string;
    /** A checkpoint as a safetensors file. */
    readonly save: () => Promise<Uint8Array<ArrayBuffer>>;
    /** Takes a checkpoint's state; returns what a user should know of it. Throws where it doesn't fit; errors call it by `name`. */
    readonly load: (checkpoint: Uint8Array, name?: string) => readonly string[];
    /** Takes a checkpoint's parameters and its layers' states, for a new training: steps and optimizers begin anew. */
    readonly begin: (checkpoint: Uint8Array, name?: string) => readonly string[];
    /** A parameter's numbers, by its path. */
    readonly parameter: (path: string) => Promise<Tensor>;
    /** Undefined unless `instrument` was asked for. */
    readonly counts: () => EngineCounts | undefined;
    /** Gives the backend back; nothing works afterwards. */
    readonly destroy: () => void;
}
/** Opens a backend, makes the model's memory there and fills it. Throws a WeftError that says what is missing. */
export declare function createModel(plan: ModelPlan, files: ModelPackage, options?: LoadOptions): Promise<Model>;
