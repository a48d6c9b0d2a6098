/** Models, and generators that grow nothing: called with one example. */
import type { CompileProgress } from "../engine.ts";
import { calledOnce } from "../called.ts";
import { stackExamples } from "./examples.ts";
import { readInputs, type GenerateArguments } from "../generate/generate.ts";
import { sizesOfInputs } from "../inputs.ts";
import { requireSizes, type InputArray } from "../layout.ts";
import type { PlanEntry, PlanOutput } from "../plan.ts";
import { prepareEntries, runEntry, submitExamples, type Machine, type PreparedEntry } from "../step.ts";
import type { Tensor } from "../tensor.ts";

export type Settings = ReadonlyMap<string, number>;

export type Inputs = ReadonlyMap<string, InputArray>;

/** A tensor, or for a result without axes a number, a boolean or the label of an index. */
export type Result = Tensor | number | boolean | string;

export type Results = Readonly<Record<string, Result>>;

/** By the names of the outputs. */
export function nameResults(
  { vocabularies }: Machine,
  outputs: readonly PlanOutput[],
  results: readonly Tensor[],
): Results {
  const named = new Map<string, Result>();
  for (const [index, output] of outputs.entries()) {
    const tensor = results[index];
    if (tensor === undefined) continue;
    if (tensor.axes.length > 0) {
      named.set(output.name, tensor);
      continue;
    }
    const value = tensor.data[0] ?? 0;
    const key = output.indexes?.vocabulary;
    const label = key === undefined ? undefined : vocabularies.get(key)?.labels[value];
    named.set(output.name, label ?? (output.type === "bool" ? value !== 0 : value));
  }
  return Object.fromEntries(named);
}

/** All results of one call, what is exposed among them. */
export async function callOnce(
  machine: Machine,
  entry: PlanEntry,
  given: GenerateArguments,
  settings: Settings,
  progress: CompileProgress,
): Promise<Results> {
  const inputs = readInputs(machine, calledOnce(entry), given);
  const [prepared] = await prepareEntries(machine, [entry], progress);
  const results = prepared ? await runOnce(machine, prepared, inputs, settings, entry.outputs) : [];
  return nameResults(machine, entry.outputs, results);
}

export async function runOnce(
  machine: Machine,
  prepared: PreparedEntry,
  inputs: Inputs,
  settings: Settings,
  outputs: readonly PlanOutput[],
): Promise<readonly Tensor[]> {
  const { entry } = prepared;
  if (entry.examples?.kind !== "added") {
    const sizes = sizesOfInputs(entry.inputs, inputs);
    return runEntry(machine, prepared, { sizes, settings, inputs }, outputs);
  }
  // Told as the caller knows the inputs, without a batch.
  const one = calledOnce(entry);
  const sizes = sizesOfInputs(one.inputs, inputs);
  for (const input of one.inputs) {
    const array = inputs.get(input.name);
    if (array !== undefined) requireSizes(input, sizes, array);
  }
  const [results = []] = await runExamples(machine, prepared, [inputs], settings, outputs);
  return results;
}

/** Of examples that have the same sizes, as many as a call takes at most: the results of each. */
export async function runExamples(
  machine: Machine,
  prepared: PreparedEntry,
  examples: readonly Inputs[],
  settings: Settings,
  outputs: readonly PlanOutput[],
): Promise<readonly (readonly Tensor[])[]> {
  const { entry } = prepared;
  const inputs = stackExamples(entry, examples);
  const sizes = sizesOfInputs(entry.inputs, inputs);
  const { results } = await submitExamples(machine, prepared, { sizes, settings, inputs }, outputs);
  return results;
}
