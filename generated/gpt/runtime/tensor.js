/** A result: numbers with named axes. */
import { WeftError } from "./errors.js";
import { own } from "./own.js";
import { denseStrides } from "./sizes.js";
import { labelNumber } from "./vocabularies.js";
/** `labels` are those of the axes that have some. */
export function createTensor(axes, sizes, type, data, labels) {
    const strides = denseStrides(sizes);
    const at = (position) => {
        for (const name of Object.keys(position)) {
            if (!axes.includes(name)) {
                throw new WeftError("input", `there is no axis \`${name}\` here; the axes are ${axes.join(", ")}`);
            }
        }
        let address = 0;
        for (const [index, name] of axes.entries()) {
            const given = own(position, name);
            if (given === undefined)
                throw new WeftError("input", `the position on axis \`${name}\` is missing`);
            const size = sizes[index] ?? 0;
            const number = typeof given === "number" ? given : labelNumber(labels.get(name), given, name);
            if (!Number.isInteger(number) || number < 0 || number >= size) {
                throw new WeftError("input", `\`${name}\` has the positions 0 to ${size - 1}; ${number} is outside`);
            }
            address += number * (strides[index] ?? 0);
        }
        return data[address] ?? 0;
    };
    const lists = Object.fromEntries([...labels].map(([name, vocabulary]) => [name, vocabulary.labels]));
    return { axes, sizes, type, data, labels: lists, at };
}
