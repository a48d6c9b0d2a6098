/** What the page and the worker that owns its model tell each other: so that the page answers while the model computes. */
import type { GenerateArguments } from "../generate/generate.ts";
import type { TrainEvent } from "../train/training.ts";

/** What is done with the model; `id` tells calls apart. */
export type Call =
  | {
      readonly kind: "train";
      readonly training: string;
      readonly steps: number;
      readonly evaluationBatches: number;
    }
  | {
      readonly kind: "generate";
      readonly generator: string;
      readonly given: GenerateArguments;
      readonly seed: number;
    }
  /** The results of a generator that grows nothing, as text. */
  | {
      readonly kind: "describe";
      readonly generator: string;
      readonly given: GenerateArguments;
      readonly seed: number;
    }
  /** The results of a model, as text. */
  | { readonly kind: "infer"; readonly model: string; readonly given: GenerateArguments }
  | { readonly kind: "save" }
  | { readonly kind: "load"; readonly checkpoint: Uint8Array; readonly name: string };

export type ToWorker =
  | { readonly kind: "call"; readonly id: number; readonly call: Call }
  | { readonly kind: "abort"; readonly id: number };

/** A value that a model exposes, or its result. */
export interface Exposed {
  readonly name: string;
  readonly axes: readonly ExposedAxis[];
  /** Row-major. */
  readonly data: Float32Array | Int32Array;
}

export interface ExposedAxis {
  readonly name: string;
  readonly size: number;
  readonly labels?: readonly string[];
  /** Its positions are those of a text. */
  readonly isText: boolean;
}

/** What is exposed, over the last `shown` positions of a text where one has grown. */
export interface ExposedText {
  readonly values: readonly Exposed[];
  readonly shown: number;
  readonly length: number;
}

/**
 * What a call yields: events of a training, the bytes of a checkpoint, texts; of a generator its text, in pieces where it grows, then what
 * is exposed; of a model its results as text, then as maps.
 */
export type ItemOf<C extends Call> = C extends { readonly kind: "train" }
  ? TrainEvent
  : C extends { readonly kind: "save" }
    ? Uint8Array<ArrayBuffer>
    : C extends { readonly kind: "generate" | "describe" | "infer" }
      ? string | ExposedText
      : string;
export type Item = ItemOf<Call>;

/** What the page shows of the model. */
export interface ModelSight {
  readonly backend: string;
  readonly step: number;
}

export type ToPage =
  /** Of what takes its time before a call yields anything: `compiling the kernels`, `3 of 30`. */
  | { readonly kind: "progress"; readonly what: string; readonly count: string }
  | {
      readonly kind: "item";
      readonly id: number;
      readonly item: Item;
      /** When it was made, by the worker's clock, in milliseconds: a page that is busy, or frozen, takes many at once. */
      readonly at: number;
      readonly sight: ModelSight;
    }
  | { readonly kind: "end"; readonly id: number; readonly sight: ModelSight }
  | { readonly kind: "failure"; readonly id: number; readonly message: string; readonly sight?: ModelSight };
