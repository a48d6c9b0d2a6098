/** `generate.ts --inputs FILE`: the results for each of many examples, from a file or as they come on the standard input. */
import { WeftError } from "../errors.ts";
import { setExitCode, terminalWidth, writeError, writeOutput } from "../host.ts";
import type { GenerateArguments } from "../generate/generate.ts";
import type { Results } from "../infer/infer.ts";
import type { Records, SeveralOptions } from "../infer/infer-several.ts";
import type { InputValue } from "../inputs.ts";
import { own } from "../own.ts";
import type { ModelPlan, PlanInput } from "../plan.ts";
import { readFileValue } from "./file-values.ts";
import type { Flag } from "./flags.ts";
import { parseRecord, pathBeside, type Properties } from "./record-lines.ts";
import { lineOfResults, plainResults } from "./results.ts";
import { readLines } from "./several.ts";
import { standardInputLines } from "./standard-input.ts";
import { readNumbers, readValue } from "./values.ts";

export const inputsFlag: Flag = {
  name: "inputs",
  value: "FILE",
  help: "many at once: .jsonl with the inputs by name, an object a line, or .txt with one input a line; - is the standard input, as .jsonl",
};

/** A line of the file, and what it is called. */
interface Line {
  readonly text: string;
  readonly place: string;
}

interface Lines {
  readonly lines: Iterable<Line> | AsyncIterable<Line>;
  /** Undefined while they come. */
  readonly count: number | undefined;
}

/** In a text a line that is blank is an input, too; in JSON Lines it is none. */
async function readInputLines(path: string, signal: AbortSignal): Promise<Lines> {
  if (path === "-") return { lines: linesThatCome(signal), count: undefined };
  const kind = /\.(jsonl|ndjson|txt)$/i.exec(path)?.[1]?.toLowerCase();
  if (kind === undefined)
    throw new WeftError(
      "input",
      `--inputs: ${path} is no .jsonl or .txt; \`weft run\` reads .csv and .tsv, too, and folders of pictures and sounds`,
    );
  const all = (await readLines(inputsFlag.name, path)).map((text, at) => ({
    text,
    place: `${path}:${at + 1}`,
  }));
  const lines = kind === "txt" ? all : all.filter(({ text }) => text.trim() !== "");
  return { lines, count: lines.length };
}

async function* linesThatCome(signal: AbortSignal): AsyncGenerator<Line, void, undefined> {
  let at = 0;
  for await (const text of standardInputLines(signal)) {
    at += 1;
    if (text.trim() !== "") yield { text, place: `standard input:${at}` };
  }
}

/** Of what a line of the file `list` has only the inputs are taken. Throws where one can't be read. */
async function readInputsOf(
  list: string,
  record: Properties,
  inputs: readonly PlanInput[],
  vocabularies: ModelPlan["vocabularies"],
): Promise<GenerateArguments> {
  const given = new Map<string, InputValue>();
  for (const input of inputs) {
    const value = own(record, input.name);
    if (value === undefined || value === null) {
      if (input.initial !== undefined) continue;
      const names = Object.keys(record).join(", ");
      throw new WeftError("data", `there is no \`${input.name}\` among ${names === "" ? "nothing" : names}`);
    }
    const read =
      typeof value === "string"
        ? ((await fileValueOf(input, list, value)) ?? readValue(input, value, vocabularies))
        : readNumbers(input, value as InputValue, vocabularies);
    given.set(input.name, read);
  }
  return Object.fromEntries(given);
}

/** What the record itself says where it is from, unless an input is called so. */
function originOf(record: Properties, inputs: readonly PlanInput[]): string | undefined {
  const from = inputs.some(({ name }) => name === "from") ? undefined : own(record, "from");
  return typeof from === "string" ? from : undefined;
}

/** What `weft run` says in each record: how many there are, unless an input is called so. */
function countOf(record: Properties, inputs: readonly PlanInput[]): number | undefined {
  const count = inputs.some(({ name }) => name === "of") ? undefined : own(record, "of");
  return typeof count === "number" ? count : undefined;
}

/** Where there are labels, a text is one. */
async function fileValueOf(input: PlanInput, list: string, text: string): Promise<InputValue | undefined> {
  return input.indexes?.vocabulary === undefined ? readFileValue(input, pathBeside(list, text)) : undefined;
}

function recordOf({ text, place }: Line, inputs: readonly PlanInput[]): Properties {
  return /\.txt:\d+$/i.test(place) ? recordOfText(text, inputs) : parseRecord(text);
}

function recordOfText(text: string, inputs: readonly PlanInput[]): Properties {
  const [input, ...others] = inputs.filter(({ initial }) => initial === undefined);
  if (input === undefined || others.length > 0)
    throw new WeftError("data", "a .txt has one input a line: give a .jsonl with an object a line");
  return { [input.name]: text };
}

/** Prints a line for each record when its results are there: what was printed stays, whatever comes. */
export async function runEach(
  path: string,
  inputs: readonly PlanInput[],
  vocabularies: ModelPlan["vocabularies"],
  infer: (records: Records, options: SeveralOptions) => AsyncGenerator<Results, void, undefined>,
  signal: AbortSignal,
  json: boolean,
): Promise<void> {
  const { lines, count } = await readInputLines(path, signal);
  let total = count;
  let begun = 0;
  let areAllBegun = false;
  /** What those that aren't printed yet are called: by their own name, and by their place. */
  const called = new Map<number, { readonly place: string; readonly from: string | undefined }>();
  const placeOf = (record: number): string => called.get(record)?.from ?? called.get(record)?.place ?? "";
  async function* read(): AsyncGenerator<GenerateArguments, void, undefined> {
    for await (const line of lines) {
      const at = begun++;
      called.set(at, { place: line.place, from: undefined });
      try {
        const properties = recordOf(line, inputs);
        called.set(at, { place: line.place, from: originOf(properties, inputs) });
        if (path === "-") total = countOf(properties, inputs);
        yield await readInputsOf(path, properties, inputs, vocabularies);
      } catch (error) {
        if (!(error instanceof WeftError)) throw error;
        throw new WeftError(error.kind, `${placeOf(at)}: ${error.message}`);
      }
    }
    areAllBegun = !signal.aborted;
  }
  const tell = await createProgress();
  let record = 0;
  for await (const results of infer(read(), { signal, placeOf })) {
    const from = called.get(record)?.from;
    called.delete(record);
    const told = { record, ...(from === undefined ? {} : { from }), results: plainResults(results) };
    await writeOutput(`${json ? JSON.stringify(told) : `${from ?? record}\t${lineOfResults(results)}`}\n`);
    record += 1;
    await tell(record, total);
  }
  if (record === total || (areAllBegun && record === begun)) return;
  await writeError(`stopped: ${describeStop(record, total)}\n`);
  await setExitCode(1);
}

function describeStop(done: number, total: number | undefined): string {
  const shown = done.toLocaleString("en");
  if (total === undefined) return `${shown} records are done and printed, those after them are left`;
  const [all, left] = [total, total - done].map((n) => n.toLocaleString("en"));
  return `${shown} of ${all} records are done and printed, ${left} are left`;
}

/** Milliseconds until it is told how far it is, and between two such lines. */
const first = 2000;
const every = 10_000;

/** Tells on the standard error how far it is, where the results themselves don't show it. */
async function createProgress(): Promise<(done: number, total: number | undefined) => Promise<void>> {
  const isShown = (await terminalWidth()) !== undefined;
  const start = performance.now();
  let next = start + first;
  return async (done, total) => {
    const now = performance.now();
    if (isShown || now < next) return;
    next = now + every;
    const rate = Math.round((1000 * done) / (now - start));
    const all = total === undefined ? "" : ` of ${total}`;
    await writeError(`${done}${all}, ${rate.toLocaleString("en")} a second\n`);
  };
}
