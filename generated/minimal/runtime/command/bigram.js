/** What a model must beat that knows only which label follows which: counted on the training part, measured on the held-out part. */
import { decodeColumn } from "../data/columns.js";
import { measureNGrams } from "../data/n-grams.js";
import { heldOutStart } from "../data/parts.js";
import { readPackageFile } from "../host.js";
/**
 * Nats a label, with one added to every count of a label that occurs; undefined where the data isn't one text of labels of which the next one is
 * asked for.
 */
export async function bigramLoss(plan, name, baseUrl) {
    const data = plan.data.find((candidate) => candidate.name === name);
    const column = data?.fields.find((field) => field.kind === "window")?.column;
    if (data?.kind !== "windows" || column === undefined)
        return undefined;
    if (!data.fields.some((field) => field.kind === "window" && field.column === column && field.shift === 1))
        return undefined;
    const read = decodeColumn(column, await readPackageFile(new URL(`data/${column}.bin`, baseUrl)));
    return read.values instanceof Float32Array
        ? undefined
        : bigramLossOf(read.values, heldOutStart(data, read));
}
/** Of the labels from `boundary` on, given those before it. */
export function bigramLossOf(labels, boundary) {
    const kinds = new Set();
    for (let at = 0; at < labels.length; at += 1)
        kinds.add(labels[at] ?? 0);
    const [bigram] = measureNGrams(labels, boundary, kinds.size, [2]);
    return bigram === undefined || Number.isNaN(bigram.loss) ? undefined : bigram.loss;
}
