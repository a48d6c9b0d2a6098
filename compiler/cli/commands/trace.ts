/** `weft trace FILE[:MODEL] TEXT…`: walks an input through the formulas of a model. */
import { existsSync } from "node:fs";
import type { Entry } from "../../3-graph/graph.ts";
import { sizeKey, sizeSymbols } from "../../sizes/size.ts";
import { textTokenizers } from "../../facts.ts";
import { InternalError } from "../../source/internal-error.ts";
import { decodeCheckpoint } from "../../../runtime/checkpoint/checkpoint.ts";
import { calledOnce } from "../../../runtime/called.ts";
import { checkIndexes, raiseToLeast, readInput, sizesOfInputs } from "../../../runtime/inputs.ts";
import type { InputValue } from "../../../runtime/inputs.ts";
import type { InputArray } from "../../../runtime/layout.ts";
import { initialParameters, initialStates } from "../../../runtime/parameters.ts";
import type { ModelPlan, PlanInput } from "../../../runtime/plan.ts";
import { readFileValue } from "../../../runtime/command/file-values.ts";
import { readValue } from "../../../runtime/command/values.ts";
import type { Vocabularies } from "../../../runtime/vocabularies.ts";
import { createVocabularies } from "../../../runtime/vocabularies.ts";
import { chooseCheckpoint, newestCheckpoint } from "../runs/checkpoints.ts";
import { CommandError } from "../command-error.ts";
import { readWhole } from "../large-files.ts";
import { chooseNamed } from "../named.ts";
import { readPicture } from "../data/pictures.ts";
import { planSpec } from "../packages/planned.ts";
import { parseSettings, readSpec, splitTarget } from "../spec.ts";
import { log } from "../terminal.ts";
import type { Labels } from "./trace-text.ts";
import { describeTrace, printTrace } from "./trace-text.ts";
import type { Memory } from "./trace-values.ts";
import { evaluateSteps } from "./trace-values.ts";

export interface TraceOptions {
  readonly set: readonly string[];
  readonly checkpoint?: string;
  readonly json: boolean;
}

export async function traceCommand(
  target: string,
  words: readonly string[],
  options: TraceOptions,
): Promise<void> {
  const { path, name } = splitTarget(target);
  const planned = await planSpec(readSpec(path), parseSettings(options.set), "schedule");
  const { compiled, model, spec } = planned;
  const { plan, differentiated } = compiled;
  if (plan === undefined || differentiated === undefined) throw new InternalError("a spec has no plan");
  const entry = chooseNamed(
    differentiated.entries.filter(({ kind }) => kind === "infer"),
    name,
    "model",
    path,
  );
  const found = plan.model.entries.find(({ kind, name: known }) => kind === "infer" && known === entry.name);
  if (found === undefined) throw new InternalError(`the plan has no model ${entry.name}`);
  const own = calledOnce(found);
  const { memory, source } = readMemory(spec.name, plan.model, options.checkpoint);
  if (!options.json) log(source);
  const vocabularies = createVocabularies(plan.model, textTokenizers(planned.tokenizers));
  const read = await readWords(entry.name, own.inputs, words, plan.model, vocabularies);
  const inputs = raiseToLeast(own, read);
  const sizes = sizesOfInputs(own.inputs, inputs);
  checkSizes(entry, sizes);
  for (const input of own.inputs) {
    checkIndexes(input, inputs.get(input.name)?.data ?? [], sizes, (position) => `position ${position}`);
  }
  const tokens = tokensOf(own.inputs, inputs, vocabularies);
  const labels = labelsOfDay(entry, tokens, vocabularies);
  const traced = evaluateSteps(entry, differentiated, model, plan.model, memory, inputs, sizes);
  const trace = {
    ...traced,
    model: entry.name,
    source,
    inputs: own.inputs,
    arrays: inputs,
    tokens,
    labels,
    spec,
  };
  process.stdout.write(options.json ? printTrace(trace) : describeTrace(trace));
}

/** Of the checkpoint that is named, else of the newest one, else as the training begins. */
function readMemory(
  name: string,
  plan: ModelPlan,
  given: string | undefined,
): { readonly memory: Memory; readonly source: string } {
  const path = given === undefined ? newestCheckpoint(name) : chooseCheckpoint(name, name, given);
  if (path === undefined) {
    const seed = plan.trainings[0]?.seed ?? 0;
    const source = `there is no checkpoint in runs/${name}: parameters as they begin, with seed ${seed}`;
    return {
      memory: { parameters: initialParameters(plan, seed), states: initialStates(plan) },
      source,
    };
  }
  const { parameters, states, trained, notes } = decodeCheckpoint(plan, readWhole(path), path);
  notes.forEach(log);
  return { memory: { parameters, states }, source: `with ${path}, after step ${trained.step}` };
}

/** A word for each input: what `weft run` takes, or a picture. */
async function readWords(
  name: string,
  planInputs: readonly PlanInput[],
  words: readonly string[],
  plan: ModelPlan,
  vocabularies: Vocabularies,
): Promise<ReadonlyMap<string, InputArray>> {
  const names = planInputs.map((input) => input.name).join(", ");
  if (words.length !== planInputs.length) {
    const given = words.length === 1 ? "1 value is given" : `${words.length} values are given`;
    throw new CommandError(2, `\`${name}\` takes ${names}, and ${given}`);
  }
  const inputs = new Map<string, InputArray>();
  for (const [at, input] of planInputs.entries()) {
    const word = words[at] ?? "";
    const isPicture = /\.(png|jpe?g)$/i.test(word) && existsSync(word);
    const value =
      isPicture && input.indexes === undefined
        ? readPixels(word, input)
        : ((await readFileValue(input, word)) ?? readValue(input, word, plan.vocabularies));
    inputs.set(input.name, readInput(input, value, vocabularies));
  }
  return inputs;
}

function readPixels(path: string, input: PlanInput): InputValue {
  const { sizes, values: data } = readPicture(path);
  const [height, width] = sizes;
  return input.axes[0]?.name === "batch" ? [{ width, height, data }] : { width, height, data };
}

/** The tokens of inputs that are texts: one axis, and labels along it. */
function tokensOf(
  planInputs: readonly PlanInput[],
  inputs: ReadonlyMap<string, InputArray>,
  vocabularies: Vocabularies,
): ReadonlyMap<string, readonly string[]> {
  const tokens = new Map<string, readonly string[]>();
  for (const { name, axes, indexes } of planInputs) {
    const labels = vocabularies.get(indexes?.vocabulary ?? "")?.labels;
    const numbers = inputs.get(name)?.data;
    if (axes.length !== 1 || labels === undefined || numbers === undefined) continue;
    tokens.set(
      name,
      Array.from(numbers, (number) => labels[number] ?? String(number)),
    );
  }
  return tokens;
}

/** An axis has the tokens of a text where its size is that of the text's axis: so twins have them, too. */
function labelsOfDay(
  entry: Entry,
  tokens: ReadonlyMap<string, readonly string[]>,
  vocabularies: Vocabularies,
): Labels {
  const bySize = new Map<string, readonly string[]>();
  for (const { name, axes } of entry.inputs) {
    const [only] = axes;
    const own = tokens.get(name);
    if (only !== undefined && own !== undefined) bySize.set(sizeKey(only.size), own);
  }
  return ({ id, size }) =>
    vocabularies.get(id)?.labels ?? (sizeSymbols(size).length > 0 ? bySize.get(sizeKey(size)) : undefined);
}

/** Refuses sizes beyond the bounds of the model's axes. */
function checkSizes(entry: Entry, sizes: ReadonlyMap<string, number>): void {
  for (const { symbol, low, high } of entry.symbols) {
    const size = sizes.get(symbol);
    if (size !== undefined && size >= low && size <= high) continue;
    throw new CommandError(2, `\`${symbol}\` has ${size ?? "no"} positions, but must have ${low} to ${high}`);
  }
}
