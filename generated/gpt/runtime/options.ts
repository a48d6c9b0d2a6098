/** The options of a model's functions, and their names, by which what isn't one is refused. */
import type { GivenData } from "./data/given.ts";
import type { CompileProgress } from "./engine.ts";
import type { FetchProgress } from "./fetch-progress.ts";
import type { GenerateOptions } from "./generate/generate.ts";
import type { SeveralOptions } from "./infer/infer-several.ts";
import type { EngineOptions } from "./open-engine.ts";
import type { EvaluationProgress } from "./train/evaluate.ts";
import type { TrainOptions } from "./train/training.ts";

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

function namesOf<Options>(names: Record<keyof Options, true>): readonly string[] {
  return Object.keys(names);
}

const inferAll = namesOf<SeveralOptions>({ signal: true, placeOf: true });

export const optionNames = {
  load: namesOf<LoadOptions>({
    backend: true,
    threads: true,
    exact: true,
    instrument: true,
    seed: true,
    checkpoint: true,
    weights: true,
    progress: true,
    fetched: true,
  }),
  train: namesOf<TrainOptions>({
    steps: true,
    data: true,
    test: true,
    signal: true,
    evaluateEvery: true,
    saveEvery: true,
    evaluationBatches: true,
    stateAfter: true,
    save: true,
  }),
  evaluate: namesOf<EvaluateOptions>({ data: true, test: true, tell: true }),
  inferAll,
  /** Of a generator that grows nothing, once and for many inputs. */
  run: ["seed"],
  runAll: ["seed", ...inferAll],
  generate: namesOf<GenerateOptions>({ seed: true, signal: true, grown: true }),
  generateAll: namesOf<Omit<GenerateOptions, "grown">>({ seed: true, signal: true }),
} as const;
