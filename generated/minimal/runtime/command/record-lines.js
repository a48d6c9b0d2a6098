/** JSON Lines: an object a line, and the files that it names. */
import { messageOf, WeftError } from "../errors.js";
/** Throws where it is no object. */
export function parseRecord(text) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (error) {
        throw new WeftError("data", `this is no JSON: ${messageOf(error)}`);
    }
    if (typeof value === "object" && value !== null && !Array.isArray(value))
        return value;
    throw new WeftError("data", 'a line must be an object with the inputs by their names, as in {"x": 1}');
}
/** A path as the file `list` means it: relative to its own folder. */
export function pathBeside(list, path) {
    return /^([\\/]|[A-Za-z]:)/.test(path) ? path : `${list.replace(/[^\\/]*$/, "")}${path}`;
}
