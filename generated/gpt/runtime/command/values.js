/** Words of a command line that stand for the values of inputs. */
import { decimalOf } from "../decimal.js";
import { WeftError } from "../errors.js";
import { own } from "../own.js";
import { areEntries } from "../tokenizers/template.js";
import { isByLabel } from "../vocabularies.js";
export function readScalar({ name, type }, text) {
    if (type === "bool") {
        if (/^(true|1)$/i.test(text))
            return true;
        if (/^(false|0)$/i.test(text))
            return false;
        throw new WeftError("input", `\`${name}\` must be true or false, but is \`${text}\``);
    }
    const value = decimalOf(text);
    if (value !== undefined && Number.isFinite(value))
        return value;
    throw new WeftError("input", `\`${name}\` must be a number, but is \`${text}\``);
}
/** What a template makes a text of, where it is written as JSON; all else is a text as it stands. */
export function readEntries({ template }, text) {
    if (template === undefined || !/^\s*[[{]/.test(text))
        return undefined;
    try {
        const value = JSON.parse(text);
        return areEntries(value) ? value : undefined;
    }
    catch {
        return undefined;
    }
}
/**
 * A text or a label where the input indexes labels, or a JSON list of labels, or of texts where a tokenizer reads these; else a number or a JSON
 * list.
 */
export function readValue(input, text, vocabularies) {
    const entries = readEntries(input, text);
    if (entries !== undefined)
        return entries;
    const key = input.indexes?.vocabulary;
    if (key !== undefined) {
        const hasTexts = own(vocabularies, key)?.kind !== "labels";
        const list = input.axes.length > (hasTexts ? 1 : 0) ? listOfLabels(text) : undefined;
        return list === undefined ? text : readNumbers(input, list, vocabularies);
    }
    if (input.axes.length === 0)
        return readScalar(input, text);
    try {
        const value = JSON.parse(text);
        if (isNumbers(value, input.type === "bool"))
            return value;
    }
    catch {
        // Told below, like a list of other things.
    }
    throw new WeftError("input", `\`${input.name}\` must be a list of numbers in JSON, as in [1, 2, 3], or a file: .npy or .wav`);
}
/** Of labels that are numbers, or may be, a number is one, as in data; else it is a position. */
export function readNumbers(input, value, vocabularies) {
    const vocabulary = own(vocabularies, input.indexes?.vocabulary ?? "");
    return vocabulary?.kind === "labels" && isByLabel(vocabulary) ? numbersAsLabels(value) : value;
}
function numbersAsLabels(value) {
    if (Array.isArray(value))
        return value.map(numbersAsLabels);
    return typeof value === "number" ? String(value) : value;
}
function listOfLabels(text) {
    try {
        const value = JSON.parse(text);
        return isLabels(value) ? value : undefined;
    }
    catch {
        return undefined;
    }
}
function isLabels(value) {
    const isLabel = (entry) => typeof entry === "number" || typeof entry === "string";
    return Array.isArray(value) && value.every((entry) => isLabel(entry) || isLabels(entry));
}
function isNumbers(value, orTruth) {
    const isEntry = (entry) => typeof entry === "number" || (orTruth && typeof entry === "boolean") || isNumbers(entry, orTruth);
    return Array.isArray(value) && value.every(isEntry);
}
