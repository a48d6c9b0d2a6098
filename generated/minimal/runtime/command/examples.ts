/** `generate.ts --inputs FILE`: the results for each of many examples. */
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
import { readNumbers, readValue } from "./values.ts";

export const inputsFlag: Flag = {
  name: "inputs",
  value: "FILE",
  help: "many at once: .jsonl with the inputs by name, an object a line, or .txt with one input a line",
};

/** A line of the file, and what it is called. */
interface Line {
  readonly text: string;
  readonly place: string;
}

/** The lines that aren't blank: all of JSON Lines; in a text one that is blank is an input, too. */
async function readInputLines(path: string): Promise<readonly Line[]> {
  const kind = /\.(jsonl|ndjson|txt)$/i.exec(path)?.[1]?.toLowerCase();
  if (kind === undefined)
    throw new WeftError(
      "input",
      `--inputs: ${path} is no .jsonl or .txt; \`weft run\` reads .csv and .tsv, too, and folders of pictures and sounds`,
    );
  const lines = (await readLines(inputsFlag.name, path)).map((text, at) => ({
    text,
    place: `${path}:${at + 1}`,
  }));
  return kind === "txt" ? lines : lines.filter(({ text }) => text.trim() !== "");
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
  const lines = await readInputLines(path);
  const names: (string | undefined)[] = [];
  const placeOf = (record: number): string => names[record] ?? lines[record]?.place ?? "";
  async function* read(): AsyncGenerator<GenerateArguments, void, undefined> {
    for (const [at, line] of lines.entries()) {
      try {
        const properties = recordOf(line, inputs);
        names.push(originOf(properties, inputs));
        yield await readInputsOf(path, properties, inputs, vocabularies);
      } catch (error) {
        if (!(error instanceof WeftError)) throw error;
        throw new WeftError(error.kind, `${placeOf(at)}: ${error.message}`);
      }
    }
  }
  const tell = await createProgress(lines.length);
  let record = 0;
  for await (const results of infer(read(), { signal, placeOf })) {
    const from = names[record];
    const told = { record, ...(from === undefined ? {} : { from }), results: plainResults(results) };
    await writeOutput(`${json ? JSON.stringify(told) : `${from ?? record}\t${lineOfResults(results)}`}\n`);
    record += 1;
    await tell(record);
  }
  if (record === lines.length) return;
  const [done, all, left] = [record, lines.length, lines.length - record].map((n) => n.toLocaleString("en"));
  await writeError(`stopped: ${done} of ${all} records are done and printed, ${left} are left\n`);
  await setExitCode(1);
}

/** Milliseconds until it is told how far it is, and between two such lines. */
const first = 2000;
const every = 10_000;

/** Tells on the standard error how far it is, where the results themselves don't show it. */
async function createProgress(total: number): Promise<(done: number) => Promise<void>> {
  const isShown = (await terminalWidth()) !== undefined;
  const start = performance.now();
  let next = start + first;
  return async (done) => {
    const now = performance.now();
    if (isShown || now < next) return;
    next = now + every;
    const rate = Math.round((1000 * done) / (now - start));
    await writeError(`${done} of ${total}, ${rate.toLocaleString("en")} a second\n`);
  };
}
