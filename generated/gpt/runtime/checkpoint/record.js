/**
 * The record of a training, kept beside its checkpoints: from what it was made, and the hash of its whole state after some steps.
 * A state's hash is the SHA-256 of the checkpoint that holds it, so the hash of a checkpoint is a receipt of its training.
 */
import { WeftError } from "../errors.js";
/** Adds a state's hash; a step that is there already keeps the newer one. */
export function addState(record, step, hash) {
    const others = record.states.filter(([other]) => other !== step);
    return { ...record, states: [...others, [step, hash]].sort(([a], [b]) => a - b) };
}
/** Throws a WeftError of kind `checkpoint` where the text is no record. */
export function decodeRecord(text, name) {
    let content;
    try {
        content = JSON.parse(text);
    }
    catch {
        throw new WeftError("checkpoint", `${name} isn't JSON`);
    }
    if (isRecord(content))
        return content;
    throw new WeftError("checkpoint", `${name} isn't the record of a training by this version of weft`);
}
function isRecord(content) {
    if (typeof content !== "object" || content === null)
        return false;
    const fields = new Map(Object.entries(content));
    const states = fields.get("states");
    return (fields.get("format") === "weft record 1" &&
        ["model", "hash", "training", "backend", "adapter"].every((key) => typeof fields.get(key) === "string") &&
        ["seed", "steps"].every((key) => Number.isSafeInteger(fields.get(key))) &&
        typeof fields.get("exact") === "boolean" &&
        typeof fields.get("data") === "object" &&
        isProgress(fields.get("progress")) &&
        Array.isArray(states) &&
        states.every((state) => Array.isArray(state) && Number.isSafeInteger(state[0]) && typeof state[1] === "string"));
}
function isProgress(content) {
    if (content === undefined)
        return true;
    if (typeof content !== "object" || content === null)
        return false;
    const { last, least, end } = { last: undefined, least: undefined, end: undefined, ...content };
    const isLoss = (pair) => pair === undefined ||
        (Array.isArray(pair) && Number.isSafeInteger(pair[0]) && typeof pair[1] === "number");
    return isLoss(last) && isLoss(least) && (end === undefined || typeof end === "string");
}
