/** Reads the parts of a tokenizer.json, whose content isn't known beforehand. */
import { WeftError } from "../errors.js";
function isPart(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
export function recordAt(part, name) {
    const value = part[name];
    return isPart(value) ? value : undefined;
}
export function itemsAt(part, name) {
    const value = isPart(part) ? part[name] : undefined;
    return Array.isArray(value) ? value : [];
}
export function textAt(part, name) {
    const value = isPart(part) ? part[name] : undefined;
    return typeof value === "string" ? value : undefined;
}
export function numberAt(part, name) {
    const value = isPart(part) ? part[name] : undefined;
    return typeof value === "number" ? value : undefined;
}
export function booleanAt(part, name) {
    return part[name] === true;
}
/** Throws: what weft doesn't read must not be read wrongly. */
export function refuseKind(part, kind) {
    throw new WeftError("data", `its ${part} is \`${kind}\`, which weft can't read`);
}
