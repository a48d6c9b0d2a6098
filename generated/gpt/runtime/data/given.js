/** Data that the caller holds in memory, as the columns that the package's files would have. */
import { messageOf, WeftError } from "../errors.js";
import { isText, readInput, resized } from "../inputs.js";
import { own } from "../own.js";
import { productOf } from "../sizes.js";
import { inputOfField } from "./source.js";
/** Of a text, or of a record along an axis of which it may have a part. */
const ofText = { terms: [{ symbols: ["text"], coefficient: 1 }], divisor: 1 };
/** Columns by name. Throws where a record lacks a field or has another shape, naming the record. */
export function columnsOfGiven(data, entry, given, vocabularies) {
    const columns = new Map();
    if (data.kind === "windows") {
        if (typeof given !== "string" && !ArrayBuffer.isView(given)) {
            throw new WeftError("data", `\`${data.name}\` is one long text: give a string, or an array of numbers`);
        }
        for (const field of data.fields) {
            const window = exampleInput(inputOfField(entry, field.name));
            // The text is longer than a window.
            const axes = window.axes.map((axis) => ({ ...axis, size: ofText }));
            const { data: values, sizes } = readInput({ ...window, axes }, given, vocabularies);
            columns.set(field.column, { values, shape: sizes });
        }
        return columns;
    }
    if (typeof given === "string" || ArrayBuffer.isView(given)) {
        throw new WeftError("data", `\`${data.name}\` consists of records: give a list of objects`);
    }
    for (const field of data.fields) {
        if (field.kind !== "record")
            continue;
        const input = exampleInput(inputOfField(entry, field.name));
        columns.set(field.column, columnOfRecords(input, field, given, vocabularies));
    }
    return columns;
}
/** The input as one example has it. */
function exampleInput(input) {
    return { ...input, axes: input.axes.slice(1) };
}
/** A caller in JavaScript may give anything. */
function isRecord(record) {
    return typeof record === "object" && record !== null;
}
function readField(input, value, vocabularies, index) {
    try {
        return readInput(input, value, vocabularies);
    }
    catch (error) {
        throw new WeftError("data", `record ${index}: ${messageOf(error)}`);
    }
}
/**
 * Cut or padded with number 0 to what the field says along the axes of which a record has positions as it likes, and along the last one of
 * texts, as in the package's data; the first is only cut, and padded as records are gathered.
 */
function fit(value, { shape, fitted = [] }, { sizes, data }) {
    if (sizes.length !== shape.length)
        return { sizes, data };
    const texts = isText(value, shape.length) ? shape.length - 1 : undefined;
    const wanted = sizes.map((size, at) => {
        const most = shape[at] ?? size;
        if (at === 0 && fitted.includes(0))
            return Math.min(size, most);
        return at === texts || fitted.includes(at) ? most : size;
    });
    if (wanted.join() === sizes.join())
        return { sizes, data };
    const store = data instanceof Float32Array ? Float32Array : Int32Array;
    return { sizes: wanted, data: store.from(resized({ sizes, values: data }, wanted)) };
}
function columnOfRecords(input, field, records, vocabularies) {
    const { shape } = field;
    const parts = [];
    const starts = new Int32Array(records.length + 1);
    const step = productOf(shape.slice(1));
    const varies = field.fitted?.includes(0) === true;
    const axes = input.axes.map((axis, at) => field.fitted?.includes(at) === true ? { ...axis, size: ofText } : axis);
    for (const [index, record] of records.entries()) {
        const value = isRecord(record) ? own(record, input.name) : undefined;
        if (value === undefined)
            throw new WeftError("data", `record ${index} has no field \`${input.name}\``);
        const read = readField({ ...input, axes }, value, vocabularies, index);
        const { data, sizes } = fit(value, field, read);
        if (sizes.length !== shape.length || sizes.slice(1).some((size, at) => size !== shape[at + 1])) {
            throw new WeftError("data", `record ${index}: \`${input.name}\` is [${sizes.join(", ")}], but must be [${shape.join(", ")}]`);
        }
        if (!varies && sizes[0] !== shape[0]) {
            throw new WeftError("data", `record ${index}: \`${input.name}\` has ${sizes[0]} positions, but must have ${shape[0]}`);
        }
        parts.push(data);
        starts[index + 1] = (starts[index] ?? 0) + data.length / step;
    }
    const total = parts.reduce((sum, part) => sum + part.length, 0);
    const values = input.type === "real" ? new Float32Array(total) : new Int32Array(total);
    let at = 0;
    for (const part of parts) {
        values.set(part, at);
        at += part.length;
    }
    if (!varies)
        return { values, shape: [records.length, ...shape] };
    return { values, shape: [starts[records.length] ?? 0, ...shape.slice(1)], starts };
}
