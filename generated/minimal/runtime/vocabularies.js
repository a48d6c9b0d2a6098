/** The labels of axes, whether listed in the spec or made by a tokenizer. */
import { WeftError } from "./errors.js";
import { createTokenizer, unknownLabel } from "./tokenizers/tokenizer.js";
import { own } from "./own.js";
/** Throws where the plan names a tokenizer that `tokenizers` (the content of `tokenizer.json`) lacks. */
export function createVocabularies(plan, tokenizers) {
    const vocabularies = new Map();
    for (const [key, vocabulary] of Object.entries(plan.vocabularies)) {
        if (vocabulary.kind === "labels") {
            vocabularies.set(key, { labels: vocabulary.labels, numbers: numbersOf(vocabulary.labels) });
            continue;
        }
        const description = own(tokenizers, vocabulary.tokenizer);
        if (description === undefined) {
            throw new WeftError("data", `tokenizer.json has no tokenizer \`${vocabulary.tokenizer}\`: build the package again`);
        }
        const tokenizer = createTokenizer(description);
        const numbers = numbersOf(tokenizer.labels);
        const unseen = description.special.filter((label) => label !== unknownLabel);
        const special = new Set(unseen.map((label) => numbers.get(label) ?? -1));
        vocabularies.set(key, { labels: tokenizer.labels, numbers, tokenizer, special });
    }
    return vocabularies;
}
function numbersOf(labels) {
    return new Map(labels.map((label, number) => [label, number]));
}
/** Throws where the axis has no such label, or none at all. */
export function labelNumber(vocabulary, label, axis) {
    if (vocabulary === undefined)
        throw new WeftError("input", `the axis \`${axis}\` has no labels, so give a number`);
    const number = vocabulary.numbers.get(label);
    if (number !== undefined)
        return number;
    const few = vocabulary.labels.length <= 20 ? `: ${vocabulary.labels.join(", ")}` : "";
    throw new WeftError("input", `${JSON.stringify(label)} isn't one of the ${vocabulary.labels.length} labels of \`${axis}\`${few}`);
}
/** Whether all labels are numbers: a number is one of them then, and no position. */
export function areNumbers(labels) {
    return labels.every((label) => wholeNumber(label) !== undefined);
}
/** The number of what is written: by its label, or else, where labels aren't numbers themselves, by its position. */
export function writtenNumber(vocabulary, text, axis) {
    const position = wholeNumber(text) ?? -1;
    const isPosition = vocabulary?.numbers.has(text) === false &&
        position >= 0 &&
        position < vocabulary.labels.length &&
        !areNumbers(vocabulary.labels);
    return isPosition ? position : labelNumber(vocabulary, text, axis);
}
function wholeNumber(text) {
    const number = Number(text);
    return text.trim() !== "" && Number.isInteger(number) ? number : undefined;
}
/** A function that gives the text of each next number: by the tokenizer, else the label, else the number itself. */
export function decoderOf(vocabulary) {
    return vocabulary?.tokenizer?.createDecoder() ?? ((number) => vocabulary?.labels[number] ?? `${number} `);
}
/** The same for a text that is written, in which special labels show as nothing. */
export function writerOf(vocabulary) {
    const decode = decoderOf(vocabulary);
    return (number) => (vocabulary?.special?.has(number) === true ? "" : decode(number));
}
