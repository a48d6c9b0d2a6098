/** Windows of one long text: at random offsets for training, one after the other through what is held out for evaluation. */
import { WeftError } from "../errors.js";
import { hashName, randomBelow } from "../random.js";
import { windowSpan } from "./parts.js";
const site = hashName("windows");
/** Throws where the training part is shorter than one window. */
export function windowSource(data, { training, heldOut }, batch) {
    const fields = data.fields.filter((field) => field.kind === "window");
    const length = Math.max(...fields.map((field) => field.length));
    const span = windowSpan(data);
    const positions = training.to - training.from;
    const offsets = positions - span + 1;
    if (offsets < 1) {
        throw new WeftError("data", `the training part of \`${data.name}\` has ${positions} positions, but a window needs ${span}: give more data, or make windows shorter`);
    }
    const windows = Math.max(0, Math.floor((heldOut.to - heldOut.from - span) / length) + 1);
    const batchAt = ({ columns }, starts) => {
        const inputs = new Map();
        for (const field of fields) {
            const column = columns.get(field.column)?.values;
            if (column === undefined)
                continue;
            const values = column instanceof Float32Array
                ? new Float32Array(starts.length * field.length)
                : new Int32Array(starts.length * field.length);
            for (const [row, start] of starts.entries()) {
                const from = start + field.shift;
                values.set(column.subarray(from, from + field.length), row * field.length);
            }
            inputs.set(field.name, { sizes: [starts.length, field.length], data: values });
        }
        return { rows: starts.length, inputs };
    };
    const { from } = heldOut;
    return {
        stepsPerEpoch: Math.max(1, Math.floor(Math.floor(positions / length) / batch)),
        trainingBatch: (seed, step) => {
            const offsetOf = (row) => randomBelow(offsets, seed, step, site, row);
            return batchAt(training, Array.from({ length: batch }, (_, row) => training.from + offsetOf(row)));
        },
        evaluationBatches: Math.ceil(windows / batch),
        evaluationBatch: (index) => {
            const rows = Math.min(batch, windows - index * batch);
            return batchAt(heldOut, Array.from({ length: rows }, (_, row) => from + (index * batch + row) * length));
        },
    };
}
