import { productOf } from "../sizes.js";
/** How many examples a call takes at most. */
export function mostExamples({ symbols }) {
    return symbols.find(({ symbol }) => symbol === "batch")?.high ?? 1;
}
/** The arrays of several examples, which have the same sizes, as one call's. */
export function stackExamples({ inputs }, examples) {
    return new Map(inputs.map((input) => [
        input.name,
        stackInput(input, examples.flatMap((one) => one.get(input.name) ?? [])),
    ]));
}
function stackInput({ type, axes, lengths: known }, arrays) {
    const own = arrays[0]?.sizes ?? [];
    const count = productOf(own);
    const store = type === "real" ? Float32Array : Int32Array;
    const data = new store(arrays.length * count);
    for (const [at, array] of arrays.entries())
        data.set(array.data, at * count);
    const sizes = [arrays.length, ...own];
    if (known === undefined)
        return { sizes, data };
    const along = axes.findIndex(({ name }) => name === known.axis);
    const lengths = Int32Array.from(arrays, (array) => array.lengths?.[0] ?? sizes[along] ?? 0);
    return { sizes, data, lengths };
}
