/** Records: shuffled anew by the seed in each epoch, in their own order for evaluation. */
import { WeftError } from "../errors.js";
import { shuffledOrder } from "../random.js";
import { productOf } from "../sizes.js";
/** Throws where the training part has fewer records than one batch. */
export function recordSource(data, { training, heldOut }, batch) {
    const fields = data.fields.filter((field) => field.kind === "record");
    const count = training.to - training.from;
    if (count < batch) {
        const most = count === 0 ? "" : `: a \`batch\` of ${count} or less fits`;
        throw new WeftError("data", `the training part of \`${data.name}\` has ${count} record${count === 1 ? "" : "s"}, fewer than one batch of ${batch}${most}`);
    }
    const batchOf = ({ columns }, records) => {
        const inputs = new Map();
        for (const field of fields) {
            const column = columns.get(field.column);
            if (column !== undefined)
                inputs.set(field.name, gatherRecords(field, column, records));
        }
        return { rows: records.length, inputs };
    };
    const stepsPerEpoch = Math.floor(count / batch);
    let order = { seed: -1, epoch: -1, records: shuffledOrder(0, 0, 0) };
    return {
        stepsPerEpoch,
        trainingBatch: (seed, step) => {
            const epoch = Math.floor((step - 1) / stepsPerEpoch);
            if (order.epoch !== epoch || order.seed !== seed) {
                order = { seed, epoch, records: shuffledOrder(count, seed, epoch) };
            }
            const from = ((step - 1) % stepsPerEpoch) * batch;
            return batchOf(training, order.records.subarray(from, from + batch).map((record) => training.from + record));
        },
        evaluationBatches: Math.ceil((heldOut.to - heldOut.from) / batch),
        evaluationBatch: (index) => {
            const from = heldOut.from + index * batch;
            const length = Math.min(batch, heldOut.to - from);
            return batchOf(heldOut, Array.from({ length }, (_, row) => from + row));
        },
    };
}
/** [records, ...shape]; a record that is longer than the shape is cut, a shorter one padded with 0. */
function gatherRecords(field, column, records) {
    const size = productOf(field.shape);
    const [bound = 1, ...rest] = field.shape;
    const step = productOf(rest);
    const data = field.type === "real" ? new Float32Array(records.length * size) : new Int32Array(records.length * size);
    const lengths = new Int32Array(records.length);
    for (let row = 0; row < records.length; row += 1) {
        const record = records[row] ?? 0;
        const from = column.starts?.[record] ?? record * bound;
        const end = column.starts?.[record + 1] ?? from + bound;
        const length = Math.min(end - from, bound);
        lengths[row] = length;
        data.set(column.values.subarray(from * step, (from + length) * step), row * size);
    }
    const levels = field.type === "real" ? levelsOf(column) : 1;
    if (levels !== 1)
        data.forEach((value, at) => (data[at] = value / levels));
    const sizes = [records.length, ...field.shape];
    return column.starts === undefined ? { sizes, data } : { sizes, data, lengths };
}
function levelsOf({ values }) {
    if (values instanceof Uint8Array)
        return 255;
    return values instanceof Uint16Array ? 65535 : 1;
}
