/** What a generator, or a model, is given: arguments and options. */
import { WeftError } from "../errors.js";
import { checkIndexes, constantInput, raiseToLeast, readInput, sizesOfInputs, whyNot, } from "../inputs.js";
import { refuseOthers } from "../known-names.js";
import { boundsOf } from "../sizes.js";
import { findEntry } from "../train/training.js";
import { requireSeed } from "../whole.js";
import { own } from "../own.js";
/** Throws, with the names that there are, where the model has no such generator. */
export function findGenerator(machine, name) {
    const generator = machine.plan.generators.find((candidate) => candidate.name === name);
    const entry = findEntry(machine, "generate", name);
    if (generator !== undefined && entry !== undefined)
        return { generator, entry };
    const names = machine.plan.generators.map((candidate) => candidate.name).join(", ");
    throw new WeftError("input", `there is no generator \`${name}\`; there is ${names === "" ? "none" : names}`);
}
export function readOptions(generator, given, seed) {
    requireSeed(seed);
    const settings = new Map([["seed", seed]]);
    for (const { name, type, initial } of generator.options) {
        const value = own(given, name) ?? initial;
        const number = typeof value === "boolean" ? Number(value) : value;
        const wanted = whyNot(type, number);
        if (typeof number !== "number" || wanted !== undefined)
            throw new WeftError("input", `the option \`${name}\` must be ${wanted ?? "a number"}`);
        settings.set(name, number);
    }
    return settings;
}
/** Refuses names that the generator doesn't have; `own` are those of the beginning, or of lists with a value for each text. */
export function checkNames(generator, entry, given, own) {
    const names = generator.options.map((option) => option.name);
    const { grow } = generator;
    names.push(...own);
    names.push(...entry.inputs.map((input) => input.name).filter((name) => name !== grow?.text));
    refuseOthers(generator.name, names, given);
}
/** The arrays of an entry's inputs but `except`, from what the caller gives, checked: an index lies inside of its axis as it is today. */
export function readInputs(machine, entry, given, except = []) {
    const read = new Map();
    for (const input of entry.inputs) {
        if (except.includes(input.name))
            continue;
        const value = own(given, input.name);
        if (value !== undefined)
            read.set(input.name, readInput(input, value, machine.vocabularies));
        else if (input.initial === undefined)
            throw new WeftError("input", `\`${entry.name}\` needs the input \`${input.name}\``);
    }
    const arrays = raiseToLeast(entry, read);
    const sizes = new Map([...boundsOf(entry), ...sizesOfInputs(entry.inputs, arrays, read)]);
    for (const input of entry.inputs)
        if (input.initial !== undefined && !arrays.has(input.name) && !except.includes(input.name))
            arrays.set(input.name, constantInput(input, input.initial, sizes));
    for (const input of entry.inputs) {
        const { data } = arrays.get(input.name) ?? { data: [] };
        checkIndexes(input, data, sizes, (position) => `position ${position}`);
    }
    return arrays;
}
