/** The text that a template makes of entries, such as the turns of a chat, and which of its numbers are a part of it. */
import { WeftError } from "../errors.js";
import { own } from "../own.js";
/** Whether a caller gives entries where a text is wanted: one object, or a list of them. */
export function areEntries(value) {
    if (Array.isArray(value))
        return value.length > 0 && value.some(isEntry);
    return isEntry(value) && !("data" in value);
}
/** Of a record the numbers of its text, or for each of them whether it is of the part. Throws where an entry lacks what is named. */
export function entriesReader({ template, ends: { start, end } = {}, bound }, tokenizer) {
    const first = start === undefined ? [] : [start];
    const last = end === undefined ? [] : [end];
    return (entries, part) => {
        const encoded = encodeEntries(template, tokenizer, entries, { of: part?.name, isOpen: false });
        const { numbers } = encoded;
        const room = Math.max(0, bound - first.length - last.length);
        if (part === undefined)
            return [...first, ...numbers.slice(0, room), ...last].slice(0, bound);
        const meant = encoded.places.filter((place) => isMeant(place, part));
        const flags = numbers.map((_, at) => (meant.some(({ from, to }) => from <= at && at < to) ? 1 : 0));
        const isEnded = numbers.length <= room && meant.some(({ to }) => to === numbers.length);
        const ended = isEnded ? 1 : 0;
        return [...first.map(() => 0), ...flags.slice(0, room), ...last.map(() => ended)].slice(0, bound);
    };
}
/** What a model is given to go on with: where the last entry lacks what comes last in the template, the text ends before it. */
export function encodeOpenEntries(template, tokenizer, entries) {
    return [...encodeEntries(template, tokenizer, entries, { of: undefined, isOpen: true }).numbers];
}
function encodeEntries(template, tokenizer, entries, { of, isOpen }) {
    const numbers = [];
    const places = [];
    const list = Array.isArray(entries) ? entries : [entries];
    for (const [at, entry] of list.entries()) {
        if (!isEntry(entry))
            throw refusal(at, `is ${shown(entry)}, and no object`);
        const written = writeEntry(template, tokenizer, entry, at, isOpen && at === list.length - 1);
        const encoded = written.items.map((item) => typeof item === "number" ? [item] : [...tokenizer.encode(item)]);
        const mark = of === undefined ? undefined : written.marks.get(of);
        if (mark !== undefined) {
            const before = numbers.length + encoded.slice(0, mark.item).flat().length;
            const { from, to } = placeOf(mark, written.items, encoded[mark.item] ?? [], tokenizer);
            places.push({ entry, at, from: before + from, to: before + to });
        }
        numbers.push(...encoded.flat());
    }
    return { numbers, places };
}
function writeEntry({ texts, names }, { labels, special }, entry, at, isOpen) {
    const items = [];
    const marks = new Map();
    const add = (text) => {
        const last = items.at(-1);
        const before = typeof last === "string" ? last : "";
        const item = typeof last === "string" ? items.length - 1 : items.length;
        if (text !== "")
            items[item] = before + text;
        return { item, start: before.length, end: before.length + text.length };
    };
    const addLiteral = (text) => {
        for (const piece of splitAt(text, special))
            if (special.includes(piece))
                items.push(labels.indexOf(piece));
            else
                add(piece);
    };
    for (const [index, name] of names.entries()) {
        addLiteral(texts[index] ?? "");
        const value = own(entry, name);
        if (value === undefined) {
            const later = names.slice(index).find((other) => own(entry, other) !== undefined);
            if (isOpen && later === undefined)
                return { items, marks };
            throw refusal(at, `has no \`${name}\`, which its text names${later === undefined ? "" : ` before \`${later}\``}`);
        }
        const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
        if (!isPlain)
            throw refusal(at, `has ${shown(value)} as its \`${name}\`, which is no text`);
        marks.set(name, add(String(value)));
    }
    addLiteral(texts.at(-1) ?? "");
    return { items, marks };
}
/** A number is of the text in which it ends, so that what is written before a value is what a model sees before it writes one. */
function placeOf({ item, start, end }, items, encoded, { encode, added }) {
    const whole = items[item];
    const text = typeof whole === "string" ? whole : "";
    const within = (length) => {
        if (length === text.length)
            return text === "" ? 0 : encoded.length;
        const part = encode(text.slice(0, length));
        const differs = part.findIndex((number, index) => number !== encoded[index]);
        return differs < 0 ? part.length : differs;
    };
    const from = start === 0 ? 0 : within(start);
    const behind = added.filter((label) => label !== "" && text.startsWith(label, end));
    const ended = end + Math.max(0, ...behind.map((label) => label.length));
    const next = items[text === "" ? item : item + 1];
    const isEnded = end === text.length && typeof next === "number";
    return { from, to: Math.max(from, within(ended)) + (isEnded ? 1 : 0) };
}
function isMeant({ entry, at }, { only }) {
    return only.every(({ name, value }) => {
        const found = own(entry, name);
        if (found === undefined)
            throw refusal(at, `has no \`${name}\`, by which a part is chosen`);
        return String(found) === String(value);
    });
}
/** Before and behind each of the labels, of which the longest is taken first. */
function splitAt(text, labels) {
    const known = labels.filter((label) => label !== "").sort((a, b) => b.length - a.length);
    if (known.length === 0)
        return [text];
    const escaped = known.map((label) => label.replaceAll(/[\\^$.|?*+()[\]{}]/g, "\\$&"));
    return text.split(new RegExp(`(${escaped.join("|")})`, "u")).filter((piece) => piece !== "");
}
/** A caller in JavaScript may give anything. */
function isEntry(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
function shown(value) {
    return String(JSON.stringify(value)).slice(0, 40);
}
function refusal(at, reason) {
    return new WeftError("input", `entry ${at} ${reason}`);
}
