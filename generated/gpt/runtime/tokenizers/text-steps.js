/** The steps of a tokenizer.json before its model: how a text is normalized, and how it is split into words. */
import { byteLetters } from "./byte-letters.js";
import { booleanAt, itemsAt, recordAt, refuseKind, textAt } from "./parts.js";
import { escaped, patternAt, whiteSpace, wordsAndSigns } from "./patterns.js";
export function createNormalizer(part) {
    if (part === undefined)
        return (text) => text;
    const kind = textAt(part, "type") ?? "";
    switch (kind) {
        case "Sequence": {
            const steps = itemsAt(part, "normalizers").map((one) => createNormalizer(recordAt({ one }, "one")));
            return (text) => steps.reduce((result, step) => step(result), text);
        }
        case "NFC":
        case "NFD":
        case "NFKC":
        case "NFKD":
            return (text) => text.normalize(kind);
        case "Lowercase":
            return lowercase;
        case "StripAccents":
            return (text) => text.replaceAll(/\p{M}/gu, "");
        case "Strip": {
            const [left, right] = [booleanAt(part, "strip_left"), booleanAt(part, "strip_right")];
            const ends = [...(left ? [`^${whiteSpace}+`] : []), ...(right ? [`${whiteSpace}+$`] : [])].map((end) => new RegExp(end, "u"));
            return (text) => ends.reduce((result, end) => result.replace(end, ""), text);
        }
        case "Prepend": {
            const prefix = textAt(part, "prepend") ?? "";
            return (text) => (text === "" ? text : prefix + text);
        }
        case "Replace": {
            const pattern = patternAt(part);
            const content = textAt(part, "content") ?? "";
            return (text) => text.replaceAll(pattern, () => content);
        }
        case "BertNormalizer":
            return bertNormalizer(part);
        default:
            return refuseKind("normalizer", kind);
    }
}
/** Each letter by itself, also where a word ends with a capital sigma. */
function lowercase(text) {
    return text.replaceAll("Σ", "σ").toLowerCase();
}
function bertNormalizer(part) {
    const isLower = booleanAt(part, "lowercase");
    const stripsAccents = part["strip_accents"] === true || (part["strip_accents"] !== false && isLower);
    const cleans = booleanAt(part, "clean_text");
    const spacesChinese = booleanAt(part, "handle_chinese_chars");
    return (text) => {
        let result = text;
        if (cleans) {
            result = result
                .replaceAll(/[\t\n\r\p{Zs}\p{Zl}\p{Zp}]/gu, " ")
                .replaceAll(/[\0\uFFFD\p{Cc}\p{Cf}\p{Co}]/gu, "");
        }
        if (spacesChinese) {
            result = result.replaceAll(/[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu, " $& ");
        }
        if (stripsAccents)
            result = result.normalize("NFD").replaceAll(/\p{Mn}/gu, "");
        return isLower ? lowercase(result) : result;
    };
}
const punctuation = String.raw `\p{P}$+<=>^\x60|~`;
const gpt2 = /'(?:s|t|re|ve|m|ll|d)| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
export function createSplitter(part) {
    if (part === undefined)
        return (text) => [text];
    const kind = textAt(part, "type") ?? "";
    switch (kind) {
        case "Sequence": {
            const steps = itemsAt(part, "pretokenizers").map((one) => createSplitter(recordAt({ one }, "one")));
            return (text, isFirst) => steps.reduce((words, step) => words.flatMap((word, at) => step(word, isFirst && at === 0)), [text]);
        }
        case "ByteLevel":
            return byteLevelSplitter(part);
        case "Whitespace":
            return (text) => text.match(wordsAndSigns) ?? [];
        case "WhitespaceSplit":
            return (text) => text.match(/\P{White_Space}+/gu) ?? [];
        case "BertPreTokenizer": {
            const pattern = new RegExp(`[^${whiteSpace}${punctuation}]+|[${punctuation}]`, "gu");
            return (text) => text.match(pattern) ?? [];
        }
        case "Punctuation":
            return splitBy(new RegExp(`[${punctuation}]`, "gu"), textAt(part, "behavior") ?? "Isolated", false);
        case "Digits":
            return splitBy(booleanAt(part, "individual_digits") ? /\p{N}/gu : /\p{N}+/gu, "Isolated", false);
        case "Split":
            return splitBy(patternAt(part), textAt(part, "behavior") ?? "Isolated", booleanAt(part, "invert"));
        case "Metaspace":
            return metaspaceSplitter(part);
        default:
            return refuseKind("pre_tokenizer", kind);
    }
}
function byteLevelSplitter(part) {
    const letters = byteLetters();
    const encoder = new TextEncoder();
    const addsSpace = booleanAt(part, "add_prefix_space");
    const splits = part["use_regex"] !== false;
    return (text) => {
        const whole = addsSpace && !text.startsWith(" ") ? ` ${text}` : text;
        const words = splits ? (whole.match(gpt2) ?? []) : [whole];
        return words.map((word) => Array.from(encoder.encode(word), (byte) => letters.get(byte) ?? "").join(""));
    };
}
function metaspaceSplitter(part) {
    const mark = textAt(part, "replacement") ?? "▁";
    const scheme = textAt(part, "prepend_scheme") ?? (part["add_prefix_space"] === false ? "never" : "always");
    const splits = part["split"] !== false;
    return (text, isFirst) => {
        const marked = text.replaceAll(" ", mark);
        const prepends = !marked.startsWith(mark) && (scheme === "always" || (scheme === "first" && isFirst));
        const whole = prepends ? mark + marked : marked;
        return splits
            ? whole.split(new RegExp(`(?=${escaped(mark)})`, "u")).filter((word) => word !== "")
            : [whole];
    };
}
/** The matches are removed, words of their own, or go with the word before or after them; `inverted`: all but the matches. */
function splitBy(pattern, behavior, inverted) {
    if (!["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"].includes(behavior)) {
        refuseKind("pre_tokenizer", `Split, ${behavior}`);
    }
    return (text) => {
        const pieces = [];
        let at = 0;
        for (const match of text.matchAll(pattern)) {
            if (match[0] === "")
                continue;
            if (match.index > at)
                pieces.push({ text: text.slice(at, match.index), matches: inverted });
            pieces.push({ text: match[0], matches: !inverted });
            at = match.index + match[0].length;
        }
        if (at < text.length)
            pieces.push({ text: text.slice(at), matches: inverted });
        const words = [];
        let last;
        for (const piece of pieces) {
            const joins = last !== undefined &&
                ((behavior === "MergedWithPrevious" && piece.matches && !last.matches) ||
                    (behavior === "MergedWithNext" && last.matches && !piece.matches) ||
                    (behavior === "Contiguous" && piece.matches && last.matches));
            if (joins)
                words.push((words.pop() ?? "") + piece.text);
            else if (behavior !== "Removed" || !piece.matches)
                words.push(piece.text);
            last = piece;
        }
        return words;
    };
}
