/** The options of a model's functions, and their names, by which what isn't one is refused. */
import type { GivenData } from "./data/given.js";
import type { CompileProgress } from "./engine.js";
import type { FetchProgress } from "./fetch-progress.js";
import type { EngineOptions } from "./open-engine.js";
import type { EvaluationProgress } from "./train/evaluate.js";
export interface LoadOptions extends EngineOptions {
    /** For parameters, data and noise; the spec's else. A checkpoint brings its own. */
    readonly seed?: number;
    /** In place of what the model begins with: the package's weights, or the spec's first parameters. */
    readonly checkpoint?: Uint8Array;
    /** Whether it begins with the package's weights, where it has some; true unless said. */
    readonly weights?: boolean;
    /** Called after each kernel that was compiled. */
    readonly progress?: CompileProgress;
    /** Called while weights and data come over a network, where that takes its time. */
    readonly fetched?: FetchProgress;
}
export interface EvaluateOptions {
    /** In place of the package's data, of which the spec says what share is held out. */
    readonly data?: GivenData;
    /** In place of what is held out. */
    readonly test?: GivenData;
    /** Is told how far an evaluation is that takes its time. */
    readonly tell?: (progress: EvaluationProgress) => void;
}
export declare const optionNames: {
    readonly load: readonly string[];
    readonly train: readonly string[];
    readonly evaluate: readonly string[];
    readonly inferAll: readonly string[];
    /** Of a generator that grows nothing, once and for many inputs. */
    readonly run: readonly ["seed"];
    readonly runAll: readonly ["seed", ...string[]];
    readonly generate: readonly string[];
    readonly generateAll: readonly string[];
};
