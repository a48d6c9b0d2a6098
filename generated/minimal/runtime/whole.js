/** Whole numbers that a program gives: JavaScript checks no types. */
import { WeftError } from "./errors.js";
/** Throws where an option is given that isn't a whole number of `least` at least. */
export function requireWhole(name, value, least = -Infinity) {
    if (value === undefined || (Number.isSafeInteger(value) && value >= least))
        return;
    const wanted = least === -Infinity ? "a whole number" : `a whole number of ${least} at least`;
    throw new WeftError("input", `\`${name}\` must be ${wanted}, but is ${shown(value)}`);
}
/** Throws where the option is no number of steps, and not Infinity either, which stands for never. */
export function requireEvery(name, value) {
    if (value !== Infinity)
        requireWhole(name, value, 1);
}
function shown(value) {
    return typeof value === "string" ? JSON.stringify(value) : String(value);
}
