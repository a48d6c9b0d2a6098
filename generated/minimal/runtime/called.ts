/** An entry as its callers see it, what they give and what they get: the compiler writes its types by it, the runtime reads by it. */
import type { PlanEntry, PlanOutput } from "./plan.ts";

/** The entry as one example has it, without `batch`, which is the first axis of what goes in and comes out. */
function exampleOf(entry: PlanEntry): PlanEntry {
  return {
    ...entry,
    symbols: entry.symbols.filter(({ symbol }) => symbol !== "batch"),
    inputs: entry.inputs.map((input) => ({ ...input, axes: input.axes.slice(1) })),
    outputs: entry.outputs.map(exampleOutput),
  };
}

export function exampleOutput(output: PlanOutput): PlanOutput {
  const places = output.places.map((place) => ({ ...place, strides: place.strides.slice(1) }));
  return { ...output, axes: output.axes.slice(1), places };
}

/** At one call: only where the spec says so is there a `batch`. */
export function calledOnce(entry: PlanEntry): PlanEntry {
  return entry.examples?.kind === "added" ? exampleOf(entry) : entry;
}

/** For each of many examples, without what is exposed. */
export function calledForEach(entry: PlanEntry): PlanEntry {
  const one = entry.examples?.kind === "own" ? exampleOf(entry) : calledOnce(entry);
  return { ...one, outputs: one.outputs.filter(({ role }) => role === "result") };
}

/** What an input of a model is given where the model reads what a generator was given and has grown. */
export type ReadingSource =
  /** One of the generator's arguments, or its text, by the name of its input. */
  | { readonly kind: "given"; readonly name: string }
  /** Which positions of one of these are real: all. */
  | { readonly kind: "present"; readonly name: string }
  /** What a model gave that was read before. */
  | { readonly kind: "result"; readonly model: string; readonly name: string }
  | { readonly kind: "number"; readonly value: number };

/** A call of a model as a generator makes it, for what the model exposes: by the names of the inputs that its entry `infer` is given. */
export interface Reading {
  readonly model: string;
  readonly inputs: Readonly<Record<string, ReadingSource>>;
}
