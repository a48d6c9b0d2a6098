/** `generate.ts --inputs FILE`: the results for each of many examples, from a file or as they come on the standard input. */
import { WeftError } from "../errors.js";
import { setExitCode, terminalWidth, writeError, writeOutput } from "../host.js";
import { own } from "../own.js";
import { readFileValue } from "./file-values.js";
import { parseRecord, pathBeside } from "./record-lines.js";
import { lineOfResults, plainResults } from "./results.js";
import { readLines } from "./several.js";
import { standardInputLines } from "./standard-input.js";
import { readNumbers, readValue } from "./values.js";
export const inputsFlag = {
    name: "inputs",
    value: "FILE",
    help: "many at once: .jsonl with the inputs by name, an object a line, or .txt with one input a line; - is the standard input, as .jsonl",
};
/** In a text a line that is blank is an input, too; in JSON Lines it is none. */
async function readInputLines(path, signal) {
    if (path === "-")
        return { lines: linesThatCome(signal), count: undefined };
    const kind = /\.(jsonl|ndjson|txt)$/i.exec(path)?.[1]?.toLowerCase();
    if (kind === undefined)
        throw new WeftError("input", `--inputs: ${path} is no .jsonl or .txt; \`weft run\` reads .csv and .tsv, too, and folders of pictures and sounds`);
    const all = (await readLines(inputsFlag.name, path)).map((text, at) => ({
        text,
        place: `${path}:${at + 1}`,
    }));
    const lines = kind === "txt" ? all : all.filter(({ text }) => text.trim() !== "");
    return { lines, count: lines.length };
}
async function* linesThatCome(signal) {
    let at = 0;
    for await (const text of standardInputLines(signal)) {
        at += 1;
        if (text.trim() !== "")
            yield { text, place: `standard input:${at}` };
    }
}
/** Of what a line of the file `list` has only the inputs are taken. Throws where one can't be read. */
async function readInputsOf(list, record, inputs, vocabularies) {
    const given = new Map();
    for (const input of inputs) {
        const value = own(record, input.name);
        if (value === undefined || value === null) {
            if (input.initial !== undefined)
                continue;
            const names = Object.keys(record).join(", ");
            throw new WeftError("data", `there is no \`${input.name}\` among ${names === "" ? "nothing" : names}`);
        }
        const read = typeof value === "string"
            ? ((await fileValueOf(input, list, value)) ?? readValue(input, value, vocabularies))
            : readNumbers(input, value, vocabularies);
        given.set(input.name, read);
    }
    return Object.fromEntries(given);
}
/** What the record itself says where it is from, unless an input is called so. */
function originOf(record, inputs) {
    const from = inputs.some(({ name }) => name === "from") ? undefined : own(record, "from");
    return typeof from === "string" ? from : undefined;
}
/** What `weft run` says in each record: how many there are, unless an input is called so. */
function countOf(record, inputs) {
    const count = inputs.some(({ name }) => name === "of") ? undefined : own(record, "of");
    return typeof count === "number" ? count : undefined;
}
/** Where there are labels, a text is one. */
async function fileValueOf(input, list, text) {
    return input.indexes?.vocabulary === undefined ? readFileValue(input, pathBeside(list, text)) : undefined;
}
function recordOf({ text, place }, inputs) {
    return /\.txt:\d+$/i.test(place) ? recordOfText(text, inputs) : parseRecord(text);
}
function recordOfText(text, inputs) {
    const [input, ...others] = inputs.filter(({ initial }) => initial === undefined);
    if (input === undefined || others.length > 0)
        throw new WeftError("data", "a .txt has one input a line: give a .jsonl with an object a line");
    return { [input.name]: text };
}
/** Prints a line for each record when its results are there: what was printed stays, whatever comes. */
export async function runEach(path, inputs, vocabularies, infer, signal, json) {
    const { lines, count } = await readInputLines(path, signal);
    let total = count;
    let begun = 0;
    let areAllBegun = false;
    /** What those that aren't printed yet are called: by their own name, and by their place. */
    const called = new Map();
    const placeOf = (record) => called.get(record)?.from ?? called.get(record)?.place ?? "";
    async function* read() {
        for await (const line of lines) {
            const at = begun++;
            called.set(at, { place: line.place, from: undefined });
            try {
                const properties = recordOf(line, inputs);
                called.set(at, { place: line.place, from: originOf(properties, inputs) });
                if (path === "-")
                    total = countOf(properties, inputs);
                yield await readInputsOf(path, properties, inputs, vocabularies);
            }
            catch (error) {
                if (!(error instanceof WeftError))
                    throw error;
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
    if (record === total || (areAllBegun && record === begun))
        return;
    await writeError(`stopped: ${describeStop(record, total)}\n`);
    await setExitCode(1);
}
function describeStop(done, total) {
    const shown = done.toLocaleString("en");
    if (total === undefined)
        return `${shown} records are done and printed, those after them are left`;
    const [all, left] = [total, total - done].map((n) => n.toLocaleString("en"));
    return `${shown} of ${all} records are done and printed, ${left} are left`;
}
/** Milliseconds until it is told how far it is, and between two such lines. */
const first = 2000;
const every = 10_000;
/** Tells on the standard error how far it is, where the results themselves don't show it. */
async function createProgress() {
    const isShown = (await terminalWidth()) !== undefined;
    const start = performance.now();
    let next = start + first;
    return async (done, total) => {
        const now = performance.now();
        if (isShown || now < next)
            return;
        next = now + every;
        const rate = Math.round((1000 * done) / (now - start));
        const all = total === undefined ? "" : ` of ${total}`;
        await writeError(`${done}${all}, ${rate.toLocaleString("en")} a second\n`);
    };
}
