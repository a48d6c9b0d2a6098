/** The labels of axes, whether listed in the spec or made by a tokenizer. */
import { decimalOf } from "./decimal.js";
import { WeftError } from "./errors.js";
import { createTokenizer, unknownLabel } from "./tokenizers/tokenizer.js";
import { own } from "./own.js";
/** Throws where the plan names a tokenizer that `tokenizers` (the content of `tokenizer.json`) lacks. */
export function createVocabularies(plan, tokenizers) {
    const vocabularies = new Map();
    for (const [key, vocabulary] of Object.entries(plan.vocabularies)) {
        if (vocabulary.kind === "labels") {
            vocabularies.set(key, listed(vocabulary));
            continue;
        }
        const description = own(tokenizers, vocabulary.tokenizer);
        if (description === undefined) {
            throw new WeftError("data", `tokenizer.json has no tokenizer \`${vocabulary.tokenizer}\`: build the package again`);
        }
        const tokenizer = createTokenizer(description);
        const numbers = numbersOf(tokenizer.labels);
        const { labels } = tokenizer;
        const hidden = description.kind === "file" ? description.unseen : undefined;
        const special = unseen(hidden ?? description.special, numbers);
        vocabularies.set(key, { labels, numbers, tokenizer, byLabel: areNumbers(labels), special });
    }
    return vocabularies;
}
function listed(vocabulary) {
    const { labels, special } = vocabulary;
    const numbers = numbersOf(labels);
    const plain = { labels, numbers, byLabel: isByLabel(vocabulary) };
    if (special === undefined)
        return plain;
    const unknown = special.includes(unknownLabel) ? numbers.get(unknownLabel) : undefined;
    return {
        ...plain,
        special: unseen(special, numbers),
        between: ", ",
        ...(unknown === undefined ? {} : { unknown }),
    };
}
function unseen(special, numbers) {
    return new Set(special.filter((label) => label !== unknownLabel).map((label) => numbers.get(label) ?? -1));
}
/** Whether a number is one of the labels, and no position: all are numbers, or they are values of a column, which may be. */
export function isByLabel({ labels, special }) {
    return special !== undefined || areNumbers(labels);
}
function numbersOf(labels) {
    return new Map(labels.map((label, number) => [label, number]));
}
/** Throws where the axis has no such label, or none at all; `place` says whose it is. */
export function labelNumber(vocabulary, label, axis, place = "") {
    if (vocabulary === undefined)
        throw new WeftError("input", `${place}the axis \`${axis}\` has no labels, so give a number`);
    const number = vocabulary.numbers.get(label);
    if (number !== undefined)
        return number;
    const few = vocabulary.labels.length <= 20 ? `: ${vocabulary.labels.join(", ")}` : "";
    throw new WeftError("input", `${place}${JSON.stringify(label)} isn't one of the ${vocabulary.labels.length} labels of \`${axis}\`${few}`);
}
/** Whether all labels are numbers: a number is one of them then, and no position. */
export function areNumbers(labels) {
    return labels.every((label) => wholeNumber(label) !== undefined);
}
/** The number of what is written: by its label, or else, unless labels may be numbers themselves, by its position. */
export function writtenNumber(vocabulary, text, axis, input) {
    const position = wholeNumber(text) ?? -1;
    const isUnlabelled = vocabulary?.numbers.has(text) === false;
    if (isUnlabelled && vocabulary.unknown !== undefined)
        return vocabulary.unknown;
    const isPosition = isUnlabelled && position >= 0 && position < vocabulary.labels.length && !vocabulary.byLabel;
    return isPosition ? position : labelNumber(vocabulary, text, axis, `\`${input}\`: `);
}
function wholeNumber(text) {
    const number = decimalOf(text);
    return Number.isInteger(number) ? number : undefined;
}
/** A function that gives the text of each next number: by the tokenizer, else the label, else the number itself. */
export function decoderOf(vocabulary) {
    if (vocabulary?.tokenizer !== undefined)
        return vocabulary.tokenizer.createDecoder();
    let between = "";
    return (number) => {
        const text = between + (vocabulary?.labels[number] ?? `${number} `);
        between = vocabulary?.between ?? "";
        return text;
    };
}
/** The same for a text that is written, in which special labels show as nothing. */
export function writerOf(vocabulary) {
    const decode = decoderOf(vocabulary);
    return (number) => (vocabulary?.special?.has(number) === true ? "" : decode(number));
}
