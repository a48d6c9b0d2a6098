/** Words of a command line that stand for the values of inputs. */
import { WeftError } from "../errors.js";
import { own } from "../own.js";
export function readScalar({ name, type }, text) {
    if (type === "bool") {
        if (text === "true" || text === "false")
            return text === "true";
        throw new WeftError("input", `\`${name}\` must be true or false, but is \`${text}\``);
    }
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value))
        return value;
    throw new WeftError("input", `\`${name}\` must be a number, but is \`${text}\``);
}
/**
 * A text or a label where the input indexes labels, or a JSON list of labels, or of texts where a tokenizer reads these; else a number or a JSON
 * list.
 */
export function readValue(input, text, vocabularies) {
    const key = input.indexes?.vocabulary;
    if (key !== undefined) {
        const hasTexts = own(vocabularies, key)?.kind !== "labels";
        return input.axes.length > (hasTexts ? 1 : 0) ? (listOfLabels(text) ?? text) : text;
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
