/** Sizes of the day: what the plan's polynomials come to when a call has chosen its sizes. */
import { WeftError } from "./errors.js";
/** The value of a size; throws where it needs a symbol that `sizes` lacks. */
export function evaluateSize(size, sizes) {
    let total = 0;
    for (const { symbols, coefficient } of size.terms) {
        let product = coefficient;
        for (const symbol of symbols) {
            const value = sizes.get(symbol);
            if (value === undefined)
                throw new WeftError("input", `the size of \`${symbol}\` isn't given`);
            product *= value;
        }
        total += product;
    }
    return total / size.divisor;
}
export function evaluateAxes(axes, sizes) {
    return axes.map((axis) => evaluateSize(axis.size, sizes));
}
/** The symbol, where the size is just one symbol. */
export function soleSymbol(size) {
    const [term, ...others] = size.terms;
    if (term === undefined || others.length > 0 || size.divisor !== 1 || term.coefficient !== 1)
        return undefined;
    return term.symbols.length === 1 ? term.symbols[0] : undefined;
}
/** The sizes of a call: those chosen, checked against their bounds; the upper bound for the rest. */
export function sizesOfTheDay(entry, chosen) {
    const sizes = new Map();
    for (const { symbol, low, high, step } of entry.symbols) {
        const size = chosen.get(symbol) ?? high;
        if (!Number.isInteger(size) || size < low || size > high || size % step !== 0) {
            const multiple = step === 1 ? "" : ` and a multiple of ${step}`;
            throw new WeftError("input", `\`${symbol}\` is ${size}, but must be from ${low} to ${high}${multiple}`);
        }
        sizes.set(symbol, size);
    }
    return sizes;
}
/** The sizes at their upper bounds, for which memory is planned. */
export function boundsOf(entry) {
    return new Map(entry.symbols.map(({ symbol, high }) => [symbol, high]));
}
export function productOf(sizes) {
    return sizes.reduce((product, size) => product * size, 1);
}
/** How many elements lie from the first position to the last, both included; 0 where a size is 0. */
export function extentOf(sizes, strides) {
    let last = 0;
    for (const [axis, size] of sizes.entries()) {
        if (size === 0)
            return 0;
        last += (size - 1) * (strides[axis] ?? 0);
    }
    return last + 1;
}
/** Strides of an array without gaps, the last axis fastest. */
export function denseStrides(sizes) {
    const strides = sizes.map(() => 1);
    for (let axis = sizes.length - 2; axis >= 0; axis -= 1) {
        strides[axis] = (strides[axis + 1] ?? 1) * (sizes[axis + 1] ?? 1);
    }
    return strides;
}
/** Calls `visit(dense, strided)` with both addresses of each position, in row-major order. */
export function visitPositions(sizes, strides, visit) {
    const count = productOf(sizes);
    const position = sizes.map(() => 0);
    let strided = 0;
    for (let dense = 0; dense < count; dense += 1) {
        visit(dense, strided);
        for (let axis = sizes.length - 1; axis >= 0; axis -= 1) {
            const size = sizes[axis] ?? 1;
            const stride = strides[axis] ?? 0;
            const next = (position[axis] ?? 0) + 1;
            strided += stride;
            if (next < size) {
                position[axis] = next;
                break;
            }
            position[axis] = 0;
            strided -= size * stride;
        }
    }
}
