/**
 * The safetensors format: the length of a JSON header in eight bytes, the header, and the tensors' bytes, little-endian.
 * https://huggingface.co/docs/safetensors
 */
import { beginningText } from "./beginning-text.js";
import { messageOf, WeftError } from "../errors.js";
import { widenBrainFloats, widenHalves } from "../floats.js";
const elementTypes = {
    F64: { bytes: 8, read: (buffer) => new Float32Array(new Float64Array(buffer)) },
    F32: { bytes: 4, read: (buffer) => new Float32Array(buffer) },
    F16: { bytes: 2, read: (buffer) => widenHalves(new Uint16Array(buffer)) },
    BF16: { bytes: 2, read: (buffer) => widenBrainFloats(new Uint16Array(buffer)) },
    I32: { bytes: 4, read: (buffer) => new Int32Array(buffer) },
    U32: { bytes: 4, read: (buffer) => new Uint32Array(buffer) },
    U16: { bytes: 2, read: (buffer) => new Uint16Array(buffer) },
    U8: { bytes: 1, read: (buffer) => new Uint8Array(buffer) },
};
function elementTypeOf({ data, isHalf }) {
    if (isHalf)
        return "F16";
    if (data instanceof Float32Array)
        return "F32";
    if (data instanceof Int32Array)
        return "I32";
    if (data instanceof Uint32Array)
        return "U32";
    return data instanceof Uint16Array ? "U16" : "U8";
}
/** As they are stored. */
export function bytesOf({ buffer, byteOffset, byteLength }) {
    return new Uint8Array(buffer, byteOffset, byteLength);
}
/** A file with room for these tensors, widest elements first, so that every tensor lies at a multiple of its element's size. */
export function allocateSafetensors(forms, metadata) {
    const sorted = [...forms].sort(([, a], [, b]) => elementTypes[b.type].bytes - elementTypes[a.type].bytes);
    const offsets = new Map();
    let length = 0;
    for (const [name, { type, shape }] of sorted) {
        const from = length;
        length += shape.reduce((product, size) => product * size, elementTypes[type].bytes);
        offsets.set(name, [from, length]);
    }
    const headerOf = (own) => {
        const entries = sorted.map(([name, { type, shape }]) => {
            return [name, { dtype: type, shape, data_offsets: offsets.get(name) }];
        });
        const header = { __metadata__: own, ...Object.fromEntries(entries) };
        return new TextEncoder().encode(JSON.stringify(header));
    };
    const header = headerOf(metadata);
    const start = 8 + Math.ceil(header.length / 8) * 8;
    const bytes = new Uint8Array(start + length);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
    bytes.fill(0x20, 8, start);
    bytes.set(header, 8);
    const places = new Map([...offsets].map(([name, [from, to]]) => [name, bytes.subarray(start + from, start + to)]));
    return { bytes, places, setMetadata: (own) => bytes.set(headerOf(own), 8) };
}
export function encodeSafetensors({ tensors, metadata }) {
    const forms = [...tensors].map(([name, tensor]) => {
        return [name, { type: elementTypeOf(tensor), shape: tensor.shape }];
    });
    const { bytes, places } = allocateSafetensors(new Map(forms), metadata);
    for (const [name, { data }] of tensors)
        places.get(name)?.set(bytesOf(data));
    return bytes;
}
/** `name` is how errors call the file. Throws where the bytes aren't a complete safetensors file. */
export function decodeSafetensors(bytes, name) {
    const refuse = (reason) => new WeftError("checkpoint", `${name}: ${reason}`);
    if (!ArrayBuffer.isView(bytes))
        throw refuse("give its bytes as a Uint8Array, such as `new Uint8Array(await response.arrayBuffer())`");
    if (bytes.length < 8)
        throw refuse(`a safetensors file begins with eight bytes of length, this has ${bytes.length}`);
    const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    const start = 8 + headerLength;
    if (start > bytes.length) {
        const text = beginningText(bytes);
        if (text !== undefined)
            throw refuse(`no safetensors file, but a text that begins with ${JSON.stringify(text)}: what a server or git gives where the file isn't there?`);
        throw refuse(`the header should have ${headerLength} bytes, but ${bytes.length - 8} follow: cut off, or no safetensors file`);
    }
    let header;
    try {
        header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, start)));
    }
    catch (error) {
        throw refuse(`the header isn't JSON: ${messageOf(error)}`);
    }
    if (!isRecord(header))
        throw refuse("the header isn't an object");
    const tensors = new Map();
    let metadata = {};
    let end = start;
    for (const [key, value] of Object.entries(header)) {
        if (key === "__metadata__") {
            if (!isRecord(value))
                throw refuse("`__metadata__` isn't an object");
            metadata = Object.fromEntries(Object.entries(value).map(([entry, text]) => [entry, String(text)]));
            continue;
        }
        const read = readTensor(value, bytes, start);
        if (typeof read === "string")
            throw refuse(`\`${key}\` ${read}`);
        tensors.set(key, read.tensor);
        end = Math.max(end, read.end);
    }
    if (end < bytes.length)
        throw refuse(`${bytes.length - end} bytes follow the last tensor: the file isn't as it was written`);
    return { tensors, metadata };
}
/** The tensor and where its bytes end, or what is wrong with it. */
function readTensor(value, bytes, start) {
    if (!isRecord(value))
        return "isn't described by an object";
    const { dtype: type, shape, data_offsets: offsets } = value;
    if (typeof type !== "string" || !isElementType(type)) {
        return `has elements of type ${String(type)}; ${Object.keys(elementTypes).join(", ")} can be read`;
    }
    if (!isWholeNumbers(shape))
        return "has no shape";
    if (!isWholeNumbers(offsets) || offsets.length !== 2)
        return "has no data_offsets, where its bytes begin and end";
    const [from = 0, to = 0] = offsets;
    const elementType = elementTypes[type];
    const count = shape.reduce((product, size) => product * size, 1);
    if (to - from !== count * elementType.bytes) {
        return `of shape [${shape.join(", ")}] needs ${count * elementType.bytes} bytes, but has ${to - from}`;
    }
    if (start + to > bytes.length)
        return `ends ${start + to - bytes.length} bytes after the file's end: the file is cut off`;
    const stored = bytes.subarray(start + from, start + to);
    const tensor = {
        shape,
        type,
        bytes: stored,
        get data() {
            // The numbers may lie at an address that is no multiple of their size.
            return elementType.read(new Uint8Array(stored).buffer);
        },
    };
    return { tensor, end: start + to };
}
function isRecord(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isElementType(name) {
    return Object.hasOwn(elementTypes, name);
}
function isWholeNumbers(value) {
    return Array.isArray(value) && value.every((entry) => Number.isInteger(entry) && entry >= 0);
}
