import { WeftError } from "../errors.js";
import { seedOf } from "../random.js";
import { runEntry, submitEntry } from "../step.js";
/** The scalars of a step's results: the first loss is the loss, others count among the reports. */
export function readLosses(entry, results) {
    const { loss, ...others } = readScalars(entry, results);
    if (loss === undefined)
        throw new WeftError("input", `\`${entry.name}\` has no loss among its results`);
    return { loss, ...others };
}
function readScalars(entry, results) {
    let loss;
    let rate;
    let scale;
    let skipped = 0;
    const reports = new Map();
    for (const [index, output] of entry.outputs.entries()) {
        const value = results[index]?.data[0];
        if (value === undefined)
            continue;
        if (output.role === "loss" && loss === undefined)
            loss = value;
        else if (output.role === "rate")
            rate = value;
        else if (output.role === "scale")
            scale ??= value;
        else if (output.role === "skipped")
            skipped = Math.max(skipped, value);
        else if (output.role === "loss" || output.role === "report" || output.role === "watch") {
            reports.set(output.name, value);
        }
    }
    return {
        loss,
        reports: Object.fromEntries(reports),
        ...(rate === undefined ? {} : { rate }),
        ...(scale === undefined ? {} : { scaling: { scale, skipped: skipped > 0, isLast: skipped > 1 } }),
    };
}
/** What two batches' totals are together; in f64. */
const combinations = {
    sum: (a, b) => a + b,
    product: (a, b) => a * b,
    max: Math.max,
    min: Math.min,
};
function addBatch(all, entry, rows, results) {
    for (const [index, output] of entry.outputs.entries()) {
        const result = results[index];
        if (output.role !== "total" || result === undefined)
            continue;
        const combine = combinations[output.combine ?? "sum"];
        const known = all.totals.get(output.name);
        const data = Float64Array.from(result.data, (value, at) => {
            const before = known?.data[at];
            return before === undefined ? value : combine(before, value);
        });
        all.totals.set(output.name, { sizes: result.sizes, data });
    }
    const { loss, reports } = readScalars(entry, results);
    const means = [...(loss === undefined ? [] : [["", loss]]), ...Object.entries(reports)];
    for (const [name, value] of means)
        all.sums.set(name, (all.sums.get(name) ?? 0) + value * rows);
    all.rows += rows;
}
/** It is told how far an evaluation is once in so many milliseconds. */
const toldEvery = 250;
/**
 * At most `limit` batches, spread evenly; tells how far it is while it goes on. Undefined where nothing is held out, or where the signal comes
 * before the last batch.
 */
export async function* evaluateHeldOut(machine, { evaluation, conclusion }, source, settings, limit = Number.POSITIVE_INFINITY, signal) {
    const available = source.evaluationBatches;
    const count = Math.min(available, limit);
    if (count < 1)
        return undefined;
    const all = { totals: new Map(), sums: new Map(), rows: 0 };
    const pending = [];
    const begun = performance.now();
    let told = begun;
    for (let index = 0; index < count; index += 1) {
        const now = performance.now();
        const done = index - pending.length;
        if (now - told > toldEvery && done > 0) {
            told = now;
            yield { done, of: count, millisecondsLeft: ((now - begun) / done) * (count - done) };
        }
        if (signal?.aborted === true) {
            await Promise.allSettled(pending.map(({ results }) => results));
            return undefined;
        }
        const which = Math.floor((index * available) / count);
        const { rows, inputs } = source.evaluationBatch(which);
        const sizes = new Map([["batch", rows]]);
        // Else each batch would draw the noise of the first.
        const own = new Map(settings).set("seed", seedOf(settings.get("seed") ?? 0, which));
        const { results } = await submitEntry(machine, evaluation, { sizes, settings: own, inputs });
        pending.push({ rows, results });
        const oldest = pending.length >= evaluation.ring.length ? pending.shift() : undefined;
        if (oldest !== undefined)
            addBatch(all, evaluation.entry, oldest.rows, await oldest.results);
    }
    for (const { rows, results } of pending)
        addBatch(all, evaluation.entry, rows, await results);
    const { "": mean, ...means } = Object.fromEntries([...all.sums].map(([name, sum]) => [name, sum / all.rows]));
    if (conclusion === undefined)
        return { loss: mean ?? Number.NaN, reports: means, rows: all.rows };
    const inputs = new Map(conclusion.entry.inputs.map(({ name, type }) => {
        const { sizes = [], data = new Float64Array(1) } = all.totals.get(name) ?? {};
        return [name, { sizes, data: type === "real" ? new Float32Array(data) : new Int32Array(data) }];
    }));
    const results = await runEntry(machine, conclusion, { sizes: new Map(), settings, inputs });
    const { loss, reports } = readScalars(conclusion.entry, results);
    return { loss: loss ?? mean ?? Number.NaN, reports: { ...means, ...reports }, rows: all.rows };
}
