/** Whole numbers that a program gives: JavaScript checks no types. */
import { WeftError } from "./errors.js";
/** Throws where an option is given that isn't a whole number of `least` at least. */
export function requireWhole(name, value, least) {
    if (value === undefined || (Number.isSafeInteger(value) && value >= least))
        return;
    throw new WeftError("input", `\`${name}\` must be a whole number of ${least} at least, but is ${shown(value)}`);
}
/** Random numbers are functions of the seed as a word of 32 bits. */
const mostSeed = 2 ** 32 - 1;
/** Throws where a seed is given that is none: others would draw the same numbers as one of these. */
export function requireSeed(value) {
    if (value === undefined || (Number.isInteger(value) && value >= 0 && value <= mostSeed))
        return;
    throw new WeftError("input", `\`seed\` must be a whole number from 0 to ${mostSeed}, but is ${shown(value)}`);
}
/** Throws where the option is no number of steps, and not Infinity either, which stands for never. */
export function requireEvery(name, value) {
    if (value !== Infinity)
        requireWhole(name, value, 1);
}
function shown(value) {
    return typeof value === "string" ? JSON.stringify(value) : String(value);
}
