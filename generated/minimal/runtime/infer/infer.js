import { calledOnce } from "../called.js";
import { stackExamples } from "./examples.js";
import { readInputs } from "../generate/generate.js";
import { sizesOfInputs } from "../inputs.js";
import { requireSizes } from "../layout.js";
import { prepareEntries, runEntry, submitExamples } from "../step.js";
/** By the names of the outputs. */
export function nameResults({ vocabularies }, outputs, results) {
    const named = new Map();
    for (const [index, output] of outputs.entries()) {
        const tensor = results[index];
        if (tensor === undefined)
            continue;
        if (tensor.axes.length > 0) {
            named.set(output.name, tensor);
            continue;
        }
        const value = tensor.data[0] ?? 0;
        const key = output.indexes?.vocabulary;
        const label = key === undefined ? undefined : vocabularies.get(key)?.labels[value];
        named.set(output.name, label ?? (output.type === "bool" ? value !== 0 : value));
    }
    return Object.fromEntries(named);
}
/** All results of one call, what is exposed among them. */
export async function callOnce(machine, entry, given, settings, progress) {
    const inputs = readInputs(machine, calledOnce(entry), given);
    const [prepared] = await prepareEntries(machine, [entry], progress);
    const results = prepared ? await runOnce(machine, prepared, inputs, settings, entry.outputs) : [];
    return nameResults(machine, entry.outputs, results);
}
export async function runOnce(machine, prepared, inputs, settings, outputs) {
    const { entry } = prepared;
    if (entry.examples?.kind !== "added") {
        const sizes = sizesOfInputs(entry.inputs, inputs);
        return runEntry(machine, prepared, { sizes, settings, inputs }, outputs);
    }
    // Told as the caller knows the inputs, without a batch.
    const one = calledOnce(entry);
    const sizes = sizesOfInputs(one.inputs, inputs);
    for (const input of one.inputs) {
        const array = inputs.get(input.name);
        if (array !== undefined)
            requireSizes(input, sizes, array);
    }
    const [results = []] = await runExamples(machine, prepared, [inputs], settings, outputs);
    return results;
}
/** Of examples that have the same sizes, as many as a call takes at most: the results of each. */
export async function runExamples(machine, prepared, examples, settings, outputs) {
    const { entry } = prepared;
    const inputs = stackExamples(entry, examples);
    const sizes = sizesOfInputs(entry.inputs, inputs);
    const { results } = await submitExamples(machine, prepared, { sizes, settings, inputs }, outputs);
    return results;
}
