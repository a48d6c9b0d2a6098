/** What a package is made from beside the Model and the Plan. */
import type { File } from "../1-parse/tree.ts";
import type { Model } from "../2-check/model.ts";
import type { Plan } from "../5-schedule/plan.ts";
import type { SourceFile } from "../source/spans.ts";

export interface EmittedWeights {
  /** The content of weights.safetensors. */
  readonly file: Uint8Array;
  /** `trained for 500 steps`, as the plan says it in numbers. */
  readonly trained: string;
}

export interface EmitOptions {
  /** As it is shown: `specs/gpt.weft`. */
  readonly spec: SourceFile;
  readonly tree: File;
  /** The runtime's TypeScript files by their paths under `runtime/`. */
  readonly runtime: Readonly<Record<string, string>>;
  /** The text of tokenizer.json; absent where no axis is labelled by a tokenizer. */
  readonly tokenizers?: string;
  /** What the package begins with; absent where it ships no weights. */
  readonly weights?: EmittedWeights;
  /** Whether JavaScript and declarations lie beside the TypeScript; Deno needs neither, and they cost seconds. */
  readonly scripts?: boolean;
  /** Files that the spec names and the package may ship, by their paths in it. */
  readonly extra?: Readonly<Record<string, string>>;
}

/** All that the writers of the package's files read. */
export interface Source extends EmitOptions {
  readonly model: Model;
  readonly plan: Plan;
}
