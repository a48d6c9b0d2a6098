import { WeftError } from "../errors.js";
import { checkNames, findGenerator, readInputs, readOptions } from "./generate.js";
import { checkIndexes, readInput, sizesOfInputs } from "../inputs.js";
import { boundsOf, soleSymbol } from "../sizes.js";
import { prepareEntries } from "../step.js";
import { findEntry } from "../train/training.js";
import { own } from "../own.js";
/** The argument that has a value of an input, or the beginning, for each of several texts. */
export function listName(name) {
    return `${name}s`;
}
/**
 * Checks what is given and prepares the entries. `beginning` names the argument that the text, or each text, begins with. Of several texts
 * `others` lacks the inputs of which a list is given.
 */
export async function prepareGrowth(machine, name, given, beginning, { seed, several }, progress) {
    const { generator, entry } = findGenerator(machine, name);
    const { grow } = generator;
    const input = entry.inputs.find((candidate) => candidate.name === grow?.text);
    if (grow === undefined || input === undefined)
        throw new WeftError("input", `\`${name}\` doesn't grow a text: run it, for its result`);
    const inputs = entry.inputs.filter((each) => each !== input).map((each) => each.name);
    const lists = several ? inputs.map(listName) : [];
    const begin = beginning(grow);
    checkNames(generator, entry, given, [...(begin === undefined ? [] : [begin]), ...lists]);
    const settings = readOptions(generator, given, seed);
    const most = settings.get("length") ?? Number.POSITIVE_INFINITY;
    if (most < 0)
        throw new WeftError("input", "the option `length` must be 0 at least");
    const listed = several ? inputs.filter((each) => own(given, listName(each)) !== undefined) : [];
    const others = readInputs(machine, entry, given, [grow.text, ...listed]);
    const extend = findEntry(machine, "extend", name);
    const extendAll = several ? findEntry(machine, "extendAll", name) : undefined;
    const isAsked = grow.until && (extend === undefined || grow.beam !== undefined);
    const until = isAsked ? findEntry(machine, "until", name) : undefined;
    const used = [entry, extend, extendAll, until].filter((each) => each !== undefined);
    const made = await prepareEntries(machine, used, progress);
    const preparedFor = (wanted) => made.find((prepared) => prepared.entry === wanted);
    const whole = preparedFor(entry);
    if (whole === undefined)
        throw new WeftError("kernel", `\`${name}\` isn't prepared`);
    return {
        ...{ name, grow, input, others, settings, whole },
        most,
        row: preparedFor(extend),
        all: preparedFor(extendAll),
        ends: preparedFor(until),
    };
}
/** The labels that a text begins with. Throws where there are none, or where one isn't a label. */
export function readBeginning(machine, { input, whole }, value, argument) {
    if (value === undefined)
        throw new WeftError("input", `the argument \`${argument}\` is missing`);
    const { data } = readInput({ ...input, name: argument }, value, machine.vocabularies);
    if (data.length === 0)
        throw new WeftError("input", `the argument \`${argument}\` is empty: give it one position at least`);
    checkIndexes({ ...input, name: argument }, data, boundsOf(whole.entry), (position) => `position ${position}`);
    return [...data];
}
/** What the model goes on with: of a text beyond its bound what a window leaves, and all of it where there is none. */
export function withinWindow({ bound, window }, numbers) {
    return window === undefined || numbers.length <= bound ? numbers : numbers.slice(-window);
}
/** Of an entry that takes the whole text. */
export function callOfWhole(growth, { numbers, length }) {
    const { grow, input, whole, others, settings } = growth;
    const text = { sizes: [numbers.length], data: Int32Array.from(numbers) };
    const inputs = new Map(others).set(grow.text, text);
    const sizes = sizesOfInputs(whole.entry.inputs, inputs);
    const axis = input.axes.find(({ name }) => name === grow.axis);
    const symbol = axis && soleSymbol(axis.size);
    if (symbol !== undefined)
        sizes.set(symbol, numbers.length);
    return { sizes, settings: new Map(settings).set("step", length), inputs };
}
/** Of the entry that takes one position more, when so many more than the text were taken: there is room for it. */
export function callOfRow(growth, text, ahead, { entry }) {
    const { others, settings, whole } = growth;
    // Of inputs that were written once and aren't read again, too.
    const sizes = sizesOfInputs(whole.entry.inputs, others);
    for (const { symbol, lengthWithin } of entry.symbols) {
        if (lengthWithin === undefined)
            continue;
        sizes.set(symbol, text.numbers.length + ahead);
        sizes.set(lengthWithin, roomFor(entry, lengthWithin, text.numbers.length + ahead));
    }
    return { sizes, settings: new Map(settings).set("step", text.length + ahead), inputs: others };
}
/** A multiple of the step of an axis. */
export function roomFor({ symbols }, symbol, length) {
    const step = symbols.find((one) => one.symbol === symbol)?.step ?? 1;
    return Math.ceil(length / step) * step;
}
/** A result of each text; of none where the entry has no such result. */
export function numbersOf({ entry }, results, role) {
    return results[entry.outputs.findIndex((output) => output.role === role)]?.data ?? [];
}
/** What an earlier text has left isn't read by the next one, but a number that isn't one would spread even where nothing reads it. */
export function clearKept({ plan, engine }, name, of) {
    const kept = (plan.caches ?? []).filter(({ path }) => path.startsWith(`${name}/`) && path.startsWith(`${name}/texts/`) === (of === "texts"));
    const zeros = new Float32Array(Math.max(0, ...kept.map(({ count }) => count)));
    for (const { offset, count } of kept)
        engine.writeArena("work", offset, zeros.subarray(0, count));
}
