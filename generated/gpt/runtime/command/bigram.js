/** What a model must beat that knows only which label follows which: counted on the training part, measured on the held-out part. */
import { decodeColumn } from "../data/columns.js";
import { heldOutStart } from "../data/source.js";
import { readPackageFile } from "../host.js";
/** Nats a label, with one added to every count of a label that occurs; undefined where the data isn't one text of labels. */
export async function bigramLoss(plan, name, baseUrl) {
    const data = plan.data.find((candidate) => candidate.name === name);
    const column = data?.fields.find((field) => field.kind === "window")?.column;
    if (data?.kind !== "windows" || column === undefined)
        return undefined;
    const { values } = decodeColumn(column, await readPackageFile(new URL(`data/${column}.bin`, baseUrl)));
    return values instanceof Float32Array
        ? undefined
        : bigramLossOf(values, heldOutStart(values.length, data.heldOut));
}
/** Of the labels from `boundary` on, given those before it. */
export function bigramLossOf(labels, boundary) {
    const kinds = new Set();
    for (let at = 0; at < labels.length; at += 1)
        kinds.add(labels[at] ?? 0);
    const follows = new Map();
    const totals = new Map();
    for (let at = 1; at < boundary; at += 1) {
        const [before, after] = [labels[at - 1] ?? 0, labels[at] ?? 0];
        const counts = follows.get(before) ?? new Map();
        follows.set(before, counts.set(after, (counts.get(after) ?? 0) + 1));
        totals.set(before, (totals.get(before) ?? 0) + 1);
    }
    let sum = 0;
    for (let at = boundary + 1; at < labels.length; at += 1) {
        const [before, after] = [labels[at - 1] ?? 0, labels[at] ?? 0];
        const count = (follows.get(before)?.get(after) ?? 0) + 1;
        sum -= Math.log(count / ((totals.get(before) ?? 0) + kinds.size));
    }
    const measured = labels.length - boundary - 1;
    return measured > 0 ? sum / measured : undefined;
}
