/** The entry as one example has it, without `batch`, which is the first axis of what goes in and comes out. */
function exampleOf(entry) {
    return {
        ...entry,
        symbols: entry.symbols.filter(({ symbol }) => symbol !== "batch"),
        inputs: entry.inputs.map((input) => ({ ...input, axes: input.axes.slice(1) })),
        outputs: entry.outputs.map(exampleOutput),
    };
}
export function exampleOutput(output) {
    const places = output.places.map((place) => ({ ...place, strides: place.strides.slice(1) }));
    return { ...output, axes: output.axes.slice(1), places };
}
/** At one call: only where the spec says so is there a `batch`. */
export function calledOnce(entry) {
    return entry.examples?.kind === "added" ? exampleOf(entry) : entry;
}
/** For each of many examples, without what is exposed. */
export function calledForEach(entry) {
    const one = entry.examples?.kind === "own" ? exampleOf(entry) : calledOnce(entry);
    return { ...one, outputs: one.outputs.filter(({ role }) => role === "result") };
}
