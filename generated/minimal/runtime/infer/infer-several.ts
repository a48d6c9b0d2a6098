/**
 * Many examples, in order. Those of the same sizes go in one call together: nothing is padded that isn't padded alone, so each is what it
 * is by itself. An example waits until as many of its sizes are there as a call takes, or until too many wait.
 */
import type { CompileProgress } from "../engine.ts";
import { messageOf, WeftError } from "../errors.ts";
import { calledForEach } from "../called.ts";
import { mostExamples } from "./examples.ts";
import { readInputs, type GenerateArguments } from "../generate/generate.ts";
import { nameResults, runExamples, runOnce, type Inputs, type Results, type Settings } from "./infer.ts";
import { sizesOfInputs } from "../inputs.ts";
import { refuseOthers } from "../known-names.ts";
import { requireSizes } from "../layout.ts";
import type { PlanEntry } from "../plan.ts";
import { sizesOfTheDay } from "../sizes.ts";
import { prepareEntries, type Machine } from "../step.ts";
import type { Tensor } from "../tensor.ts";

/** The inputs of each example, by name. */
export type Records = Iterable<GenerateArguments> | AsyncIterable<GenerateArguments>;

export interface SeveralOptions {
  /** Ends it: what comes later is neither read nor computed; what is computed is still given. */
  readonly signal?: AbortSignal;
  /** What errors call a record, by its number. */
  readonly placeOf?: (record: number) => string;
}

/** What is called for each record. */
export interface Called {
  readonly entry: PlanEntry;
  /** What a record may have. */
  readonly names: readonly string[];
  readonly settingsOf: (record: number) => Settings;
}

interface Example {
  readonly inputs: Inputs;
  /** Those of the same sizes have the same. */
  readonly key: string;
  readonly bytes: number;
}

/** An example that waits, or is under way. */
interface Waiting extends Example {
  results?: Promise<readonly Tensor[]>;
}

/** So many calls' examples wait at most, and so many bytes. */
const mostCalls = 32;
const mostBytes = 2 ** 26;

/**
 * Yields the results of each record, in order; what is exposed isn't among them. Throws at a record that can't be read, after the results of
 * those before it.
 */
export async function* inferSeveral(
  machine: Machine,
  called: Called,
  records: Records,
  options: SeveralOptions,
  progress: CompileProgress,
): AsyncGenerator<Results, void, undefined> {
  const { entry, settingsOf } = called;
  const isTogether = entry.examples?.kind === "own" || entry.examples?.kind === "added";
  const one = calledForEach(entry);
  const source = readExamples(machine, one, called, records, options);
  const [prepared] = await prepareEntries(machine, [entry], progress);
  if (prepared === undefined) return;
  const outputs = entry.outputs.filter(({ role }) => role === "result");
  const named = (results: readonly Tensor[]): Results => nameResults(machine, outputs, results);

  if (!isTogether) {
    let record = 0;
    for await (const example of source) {
      if ("failure" in example) throw example.failure;
      yield named(await runOnce(machine, prepared, example.inputs, settingsOf(record), outputs));
      record += 1;
    }
    return;
  }

  const most = mostExamples(entry);
  const waiting: Waiting[] = [];
  const groups = new Map<string, Waiting[]>();
  let bytes = 0;
  const run = (key: string): void => {
    const group = groups.get(key) ?? [];
    groups.delete(key);
    const inputs = group.map((example) => example.inputs);
    const all = runExamples(machine, prepared, inputs, settingsOf(0), outputs);
    for (const [at, example] of group.entries()) example.results = all.then((results) => results[at] ?? []);
  };
  /** The first one's, which are computed now where they aren't yet. */
  const next = async (): Promise<Results> => {
    const [first] = waiting;
    if (first === undefined) return {};
    if (first.results === undefined) run(first.key);
    const results = named((await first.results) ?? []);
    waiting.shift();
    bytes -= first.bytes;
    return results;
  };
  for await (const example of source) {
    if ("failure" in example) {
      while (waiting.length > 0) yield await next();
      throw example.failure;
    }
    const added: Waiting = { ...example };
    waiting.push(added);
    bytes += example.bytes;
    const group = groups.get(example.key) ?? [];
    groups.set(example.key, [...group, added]);
    if (group.length + 1 >= most) run(example.key);
    while (waiting[0]?.results !== undefined || waiting.length >= mostCalls * most || bytes >= mostBytes)
      yield await next();
  }
  // After an abort nothing that is computed, or under way, is lost, and the order stays.
  const goesOn = (): boolean =>
    options.signal?.aborted === true
      ? waiting.some(({ results }) => results !== undefined)
      : waiting.length > 0;
  while (goesOn()) yield await next();
}

/** Each record as arrays, and last why one can't be read. */
async function* readExamples(
  machine: Machine,
  one: PlanEntry,
  { entry, names }: Called,
  records: Records,
  { signal, placeOf = (record) => `record ${record}` }: SeveralOptions,
): AsyncGenerator<Example | { readonly failure: unknown }, void, undefined> {
  let record = 0;
  try {
    for await (const given of listOf(entry, records)) {
      if (signal?.aborted === true) return;
      yield readExample(machine, one, names, given, () => placeOf(record));
      record += 1;
    }
  } catch (failure) {
    yield { failure };
  }
}

/** A caller in JavaScript may give anything. */
function listOf({ name }: PlanEntry, records: unknown): Records {
  const isList =
    typeof records === "object" &&
    records !== null &&
    (Symbol.iterator in records || Symbol.asyncIterator in records);
  if (isList) return records as Records;
  throw new WeftError("input", `\`${name}\` takes a list with the inputs of each example`);
}

function readExample(
  machine: Machine,
  one: PlanEntry,
  names: readonly string[],
  given: unknown,
  place: () => string,
): Example {
  try {
    if (typeof given !== "object" || given === null || Array.isArray(given) || ArrayBuffer.isView(given))
      throw new WeftError("input", `must be an object with the inputs of \`${one.name}\` by their names`);
    const values = given as GenerateArguments;
    refuseOthers(one.name, names, values);
    const inputs = readInputs(machine, one, values);
    const sizes = sizesOfTheDay(one, sizesOfInputs(one.inputs, inputs));
    let bytes = 0;
    for (const input of one.inputs) {
      const array = inputs.get(input.name);
      if (array === undefined) continue;
      requireSizes(input, sizes, array);
      bytes += array.data.byteLength;
    }
    return { inputs, key: [...sizes.values()].join(" "), bytes };
  } catch (error) {
    if (!(error instanceof WeftError)) throw error;
    throw new WeftError(error.kind, `${place()}: ${messageOf(error)}`);
  }
}
