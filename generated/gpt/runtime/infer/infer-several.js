import { messageOf, WeftError } from "../errors.js";
import { calledForEach } from "../called.js";
import { mostExamples } from "./examples.js";
import { readInputs } from "../generate/generate.js";
import { nameResults, runExamples, runOnce } from "./infer.js";
import { sizesOfInputs } from "../inputs.js";
import { refuseOthers } from "../known-names.js";
import { requireSizes } from "../layout.js";
import { sizesOfTheDay } from "../sizes.js";
import { prepareEntries } from "../step.js";
/** So many calls' examples wait at most, and so many bytes. */
const mostCalls = 32;
const mostBytes = 2 ** 26;
/**
 * Yields the results of each record, in order; what is exposed isn't among them. Throws at a record that can't be read, after the results of
 * those before it.
 */
export async function* inferSeveral(machine, called, records, options, progress) {
    const { entry, settingsOf } = called;
    const isTogether = entry.examples?.kind === "own" || entry.examples?.kind === "added";
    const one = calledForEach(entry);
    const source = readExamples(machine, one, called, records, options);
    const [prepared] = await prepareEntries(machine, [entry], progress);
    if (prepared === undefined)
        return;
    const outputs = entry.outputs.filter(({ role }) => role === "result");
    const named = (results) => nameResults(machine, outputs, results);
    if (!isTogether) {
        let record = 0;
        for await (const example of source) {
            if ("failure" in example)
                throw example.failure;
            yield named(await runOnce(machine, prepared, example.inputs, settingsOf(record), outputs));
            record += 1;
        }
        return;
    }
    const most = mostExamples(entry);
    const waiting = [];
    const groups = new Map();
    let bytes = 0;
    const run = (key) => {
        const group = groups.get(key) ?? [];
        groups.delete(key);
        const inputs = group.map((example) => example.inputs);
        const all = runExamples(machine, prepared, inputs, settingsOf(0), outputs);
        for (const [at, example] of group.entries())
            example.results = all.then((results) => results[at] ?? []);
    };
    /** The first one's, which are computed now where they aren't yet. */
    const next = async () => {
        const [first] = waiting;
        if (first === undefined)
            return {};
        if (first.results === undefined)
            run(first.key);
        const results = named((await first.results) ?? []);
        waiting.shift();
        bytes -= first.bytes;
        return results;
    };
    for await (const example of source) {
        if ("failure" in example) {
            while (waiting.length > 0)
                yield await next();
            throw example.failure;
        }
        const added = { ...example };
        waiting.push(added);
        bytes += example.bytes;
        const group = groups.get(example.key) ?? [];
        groups.set(example.key, [...group, added]);
        if (group.length + 1 >= most)
            run(example.key);
        while (waiting[0]?.results !== undefined || waiting.length >= mostCalls * most || bytes >= mostBytes)
            yield await next();
    }
    // After an abort nothing that is computed, or under way, is lost, and the order stays.
    const goesOn = () => options.signal?.aborted === true
        ? waiting.some(({ results }) => results !== undefined)
        : waiting.length > 0;
    while (goesOn())
        yield await next();
}
/** Each record as arrays, and last why one can't be read. */
async function* readExamples(machine, one, { entry, names }, records, { signal, placeOf = (record) => `record ${record}` }) {
    let record = 0;
    try {
        for await (const given of listOf(entry, records)) {
            if (signal?.aborted === true)
                return;
            yield readExample(machine, one, names, given, () => placeOf(record));
            record += 1;
        }
    }
    catch (failure) {
        yield { failure };
    }
}
/** A caller in JavaScript may give anything. */
function listOf({ name }, records) {
    const isList = typeof records === "object" &&
        records !== null &&
        (Symbol.iterator in records || Symbol.asyncIterator in records);
    if (isList)
        return records;
    throw new WeftError("input", `\`${name}\` takes a list with the inputs of each example`);
}
function readExample(machine, one, names, given, place) {
    try {
        if (typeof given !== "object" || given === null || Array.isArray(given) || ArrayBuffer.isView(given))
            throw new WeftError("input", `must be an object with the inputs of \`${one.name}\` by their names`);
        const values = given;
        refuseOthers(one.name, names, values);
        const inputs = readInputs(machine, one, values);
        const sizes = sizesOfTheDay(one, sizesOfInputs(one.inputs, inputs));
        let bytes = 0;
        for (const input of one.inputs) {
            const array = inputs.get(input.name);
            if (array === undefined)
                continue;
            requireSizes(input, sizes, array);
            bytes += array.data.byteLength;
        }
        return { inputs, key: [...sizes.values()].join(" "), bytes };
    }
    catch (error) {
        if (!(error instanceof WeftError))
            throw error;
        throw new WeftError(error.kind, `${place()}: ${messageOf(error)}`);
    }
}
