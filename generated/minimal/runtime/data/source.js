import { WeftError } from "../errors.js";
import { evaluateSize } from "../sizes.js";
/** The entry's input that a field feeds. Throws where there is none. */
export function inputOfField(entry, field) {
    const input = entry.inputs.find((candidate) => candidate.name === field);
    if (input === undefined)
        throw new WeftError("data", `\`${entry.name}\` has no input for the field \`${field}\``);
    return input;
}
/** The sizes of one example: of the input's axes without `batch`, at the bounds. */
export function exampleShape(input, bounds) {
    const [first, ...others] = input.axes;
    if (first?.name !== "batch") {
        throw new WeftError("data", `the input \`${input.name}\` of a training must have \`batch\` as its first axis`);
    }
    return others.map((axis) => evaluateSize(axis.size, bounds));
}
