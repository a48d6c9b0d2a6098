/** The labels that a tokenizer.json adds to those of its model: they stand in texts as they are written. */
import { booleanAt, itemsAt, numberAt, recordAt, textAt } from "./parts.js";
import { escaped, whiteSpace } from "./patterns.js";
export function readAdded(file, normalize) {
    const labels = itemsAt(file, "added_tokens").flatMap((one) => {
        const part = recordAt({ one }, "one") ?? {};
        const content = textAt(part, "content") ?? "";
        const number = numberAt(part, "id");
        if (content === "" || number === undefined)
            return [];
        return [
            {
                number,
                content,
                isNormalized: typeof part["normalized"] === "boolean" ? part["normalized"] : !booleanAt(part, "special"),
                isSingleWord: booleanAt(part, "single_word"),
                takesBefore: booleanAt(part, "lstrip"),
                takesBehind: booleanAt(part, "rstrip"),
            },
        ];
    });
    return {
        contents: labels.map(({ content }) => content),
        numbers: new Set(labels.map(({ number }) => number)),
        cut: cutAt(labels.filter(({ isNormalized }) => !isNormalized).map((label) => [label.content, label])),
        cutNormalized: cutAt(labels.filter(({ isNormalized }) => isNormalized).map((label) => [normalize(label.content), label])),
    };
}
const wordBefore = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u;
const wordBehind = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;
const spaceBefore = new RegExp(`(?<!${whiteSpace})${whiteSpace}*$`, "u");
const spaceBehind = new RegExp(`^${whiteSpace}*`, "u");
/** At the first label, and of those that begin there the longest; then behind it. */
function cutAt(written) {
    const labels = new Map(written.filter(([text]) => text !== ""));
    if (labels.size === 0)
        return (text) => [{ kind: "text", text, start: 0 }];
    const haveWords = written.some(([, label]) => label.isSingleWord);
    const contents = [...labels.keys()].sort((a, b) => b.length - a.length);
    const pattern = new RegExp(contents.map(escaped).join("|"), "gu");
    return (text) => {
        const pieces = [];
        let at = 0;
        for (const { 0: found, index } of text.matchAll(pattern)) {
            const label = labels.get(found);
            if (label === undefined)
                continue;
            let [start, end] = [index, index + found.length];
            const { isSingleWord, takesBefore, takesBehind, number } = label;
            if (isSingleWord && (wordBefore.test(text.slice(0, start)) || wordBehind.test(text.slice(end))))
                continue;
            if (takesBefore)
                start = Math.max(at, start - (spaceBefore.exec(text.slice(0, start))?.[0].length ?? 0));
            if (takesBehind)
                end += spaceBehind.exec(text.slice(end))?.[0].length ?? 0;
            if (at < start)
                pieces.push({ kind: "text", text: text.slice(at, start), start: at });
            pieces.push({ kind: "label", number, start, isApart: !haveWords && !takesBefore });
            at = end;
        }
        if (at < text.length)
            pieces.push({ kind: "text", text: text.slice(at), start: at });
        return pieces;
    };
}
