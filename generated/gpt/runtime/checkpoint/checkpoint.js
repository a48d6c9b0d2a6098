/**
 * A checkpoint: parameters, states and how far the training is, as a safetensors file. States are named `state:` and their path.
 * Weights are such a file without the states of trainings: what a package ships.
 */
import { crc32 } from "./crc32.js";
import { WeftError } from "../errors.js";
import { areFinite, largestHalf, roundToHalves } from "../floats.js";
import { copyFrozen, copyParameters, initialStates } from "../parameters.js";
import { allocateSafetensors, bytesOf, decodeSafetensors, encodeSafetensors, } from "./safetensors.js";
/** The weights of a package, beside its modules. */
export const weightsFile = "weights.safetensors";
/** How weights were trained, as in `trained for 500 steps`. */
export function trainedText({ training, step }) {
    if (step === 0)
        return "trained elsewhere";
    return `trained for ${step} steps${training === "train" ? "" : ` of ${training}`}`;
}
const format = "weft checkpoint 1";
const weightsFormat = "weft weights 1";
const checksumKey = "crc32";
const differencesShown = 8;
const notFinite = "has numbers that are NaN or infinite";
export function encodeCheckpoint(plan, checkpoint) {
    const file = emptyCheckpoint(plan, checkpoint.progress);
    file.fill("parameters", 0, checkpoint.parameters);
    file.fill("states", 0, checkpoint.states);
    return file.finish();
}
export function emptyCheckpoint(plan, progress) {
    const items = {
        parameters: plan.parameters.map((item) => [item.path, item]),
        states: plan.states.map((item) => [`state:${item.path}`, item]),
    };
    const forms = [...items.parameters, ...items.states].map(([name, { axes }]) => {
        return [name, { type: "F32", shape: axes.map((axis) => axis.size) }];
    });
    // Of all that is said before the numbers only this depends on them, and its length doesn't.
    const metadata = metadataOf(plan, format, progress, checksumText(0));
    const { bytes, places, setMetadata } = allocateSafetensors(new Map(forms), metadata);
    return {
        fill: (arena, from, numbers) => {
            for (const [name, { offset, count }] of items[arena]) {
                const [first, end] = [Math.max(offset, from), Math.min(offset + count, from + numbers.length)];
                const place = places.get(name);
                if (first >= end || place === undefined)
                    continue;
                place.set(bytesOf(numbers.subarray(first - from, end - from)), (first - offset) * 4);
            }
        },
        finish: () => {
            setMetadata(metadataOf(plan, format, progress, checksumOf([...places])));
            return bytes;
        },
    };
}
/** The weights of a checkpoint; with `isHalf` parameters are halves. Throws where one is too large for that. */
export function encodeWeights(plan, { parameters, states, progress }, isHalf) {
    const tensors = new Map();
    for (const parameter of plan.parameters) {
        const stored = storedAt(parameters, parameter);
        tensors.set(parameter.path, isHalf ? halvesOf(stored, parameter.path) : stored);
    }
    for (const state of plan.states)
        if (!isOfTraining(state))
            tensors.set(`state:${state.path}`, storedAt(states, state));
    const checksum = checksumOf([...tensors].map(([name, { data }]) => [name, bytesOf(data)]));
    return encodeSafetensors({ tensors, metadata: metadataOf(plan, weightsFormat, progress, checksum) });
}
/** Of an optimizer or a schedule, so that a new training begins with another; layers' and models' go on. */
function isOfTraining({ path }) {
    return path.includes("/");
}
function halvesOf({ shape, data }, path) {
    const large = data.find((value) => Math.abs(value) > largestHalf);
    if (large === undefined)
        return { shape, data: roundToHalves(data), isHalf: true };
    throw new WeftError("number", `\`${path}\` has the number ${large}: in half precision, ${largestHalf} is the largest`);
}
function metadataOf(plan, kind, { training, step, seed }, checksum) {
    const axes = Object.fromEntries(plan.parameters.map((parameter) => [parameter.path, parameter.axes.map((axis) => axis.name)]));
    return {
        format: kind,
        model: plan.name,
        hash: plan.hash,
        training,
        step: String(step),
        seed: String(seed),
        axes: JSON.stringify(axes),
        [checksumKey]: checksum,
    };
}
/** Of all tensors' bytes, in the order of their names: it stays the same where another program writes them in another order. */
function checksumOf(tensors) {
    const sorted = tensors.toSorted(([a], [b]) => (a < b ? -1 : 1));
    return checksumText(sorted.reduce((sum, [, bytes]) => crc32(bytes, sum), 0));
}
function checksumText(sum) {
    return sum.toString(16).padStart(8, "0");
}
function storedAt(arena, item) {
    return {
        shape: item.axes.map((axis) => axis.size),
        data: arena.subarray(item.offset, item.offset + item.count),
    };
}
/**
 * As a new training begins: the states of trainings are the `initial` ones, and so are copies that no training changes: a copy equals what
 * it was made of as a training begins, not as another one did.
 */
export function beginAnew(plan, { parameters, states }, initial) {
    for (const state of plan.states) {
        const { offset, count } = state;
        if (isOfTraining(state))
            states.set(initial.subarray(offset, offset + count), offset);
    }
    copyFrozen(plan, plan.parameters, parameters);
    copyFrozen(plan, plan.states, states);
}
/** What a new training takes of a checkpoint: parameters and models' states. Steps begin anew. */
export function decodeBeginning(plan, bytes, seed, name) {
    const read = decode(plan, bytes, name, (state) => !isOfTraining(state));
    copyFrozen(plan, plan.parameters, read.parameters);
    copyFrozen(plan, plan.states, read.states);
    const copies = (plan.frozen ?? []).map((copy) => `${copy.name} begins as ${copy.of} is there`);
    return { ...read, notes: [...read.notes, ...copies], progress: { training: "", step: 0, seed } };
}
/**
 * Reads a checkpoint into arenas. Another safetensors file with the parameters' names and shapes does, too: the states that it lacks are
 * the initial ones. Throws, with the first differences listed, where names or shapes are others.
 */
export function decodeCheckpoint(plan, bytes, name) {
    return decode(plan, bytes, name, () => true);
}
/** Of the states those that are wanted; the others are the initial ones, which are left as memory comes where they are 0. */
function decode(plan, bytes, name = "checkpoint", isWanted) {
    const { tensors, metadata } = decodeSafetensors(bytes, name);
    const isWeights = metadata["format"] === weightsFormat;
    const ours = isWeights || metadata["format"] === format;
    if (ours)
        requireUndamaged(tensors, metadata[checksumKey], name);
    const parameters = new Float32Array(plan.arenas.parameters);
    const states = initialStates(plan);
    const differences = [];
    const expected = new Set();
    const take = (key, item, arena) => {
        expected.add(key);
        const difference = copyTensor(tensors.get(key), item, arena);
        if (difference !== undefined)
            differences.push(`${key}: ${difference}`);
        const { offset, count } = item;
        const unfit = whatIsUnfit(arena.subarray(offset, offset + count), item);
        if (unfit !== undefined)
            differences.push(`${key}: ${unfit}`);
    };
    const copied = plan.parameters.filter(({ path, initial }) => initial.kind === "copy" && !tensors.has(path));
    for (const parameter of plan.parameters) {
        if (copied.includes(parameter))
            continue;
        take(parameter.path, parameter, parameters);
    }
    const hasStates = ours || [...tensors.keys()].some((key) => key.startsWith("state:"));
    const wanted = plan.states.filter((state) => hasStates && !(isWeights && isOfTraining(state)));
    for (const state of wanted) {
        const key = `state:${state.path}`;
        if (isWanted(state))
            take(key, state, states);
        else
            expected.add(key);
    }
    for (const key of tensors.keys()) {
        if (!expected.has(key))
            differences.push(`${key}: in the file, but not in the model`);
    }
    if (differences.length > 0) {
        const shown = differences.slice(0, differencesShown);
        const rest = differences.length - shown.length;
        const list = [...shown, ...(rest === 0 ? [] : [`… and ${rest} more`])].map((line) => `\n  ${line}`);
        const theirs = metadata["model"];
        const other = theirs === undefined || theirs === plan.name ? "" : `, it is of \`${theirs}\``;
        throw new WeftError("checkpoint", `${name} doesn't fit the model \`${plan.name}\`${other}:${list.join("")}`);
    }
    copyParameters(plan, parameters, (path) => copied.some((parameter) => parameter.path === path));
    const notes = [];
    if (copied.length > 0) {
        const models = new Set(copied.map(({ path }) => path.split(".")[0] ?? path));
        notes.push(`${name} has no ${[...models].join(", ")}: copied from what the spec says`);
    }
    if (!ours)
        notes.push(`${name} isn't a checkpoint of weft: only its parameters are taken`);
    else if (metadata["hash"] !== plan.hash) {
        const other = whatDiffers(metadata["hash"] ?? "", plan.hash);
        notes.push(`${name} was saved by another version of ${other}; all names and shapes agree`);
    }
    if ([...tensors.values()].some(({ type }) => type === "F64"))
        notes.push(`${name} has numbers of 64 bits: they are rounded to f32`);
    const trained = { training: metadata["training"] ?? "", step: Number(metadata["step"] ?? 0) };
    const seed = Number(metadata["seed"] ?? 0);
    if (![trained.step, seed].every((number) => Number.isInteger(number) && number >= 0)) {
        throw new WeftError("checkpoint", `${name}: its step or its seed isn't a whole number from 0 on`);
    }
    if (isWeights)
        notes.push(`${name} has weights alone: steps and optimizers begin anew`);
    const progress = { ...(isWeights ? { training: "", step: 0 } : trained), seed };
    return { parameters, states, progress, trained, notes };
}
/** What can't be computed with. */
function whatIsUnfit(numbers, item) {
    if (!areFinite(numbers))
        return notFinite;
    const indexes = "indexes" in item ? item.indexes : undefined;
    if (indexes === undefined)
        return undefined;
    const { name, size } = indexes;
    const outside = numbers.find((at) => !Number.isInteger(at) || at < 0 || at >= size);
    return outside === undefined
        ? undefined
        : `has ${outside}, and \`${name}\` has the positions 0 to ${size - 1}`;
}
/** Throws where there is a checksum that isn't that of the tensors. */
function requireUndamaged(tensors, saved, name) {
    if (saved === undefined)
        return;
    const found = checksumOf([...tensors].map(([key, { bytes }]) => [key, bytes]));
    if (saved === found)
        return;
    throw new WeftError("checkpoint", `${name} is damaged: its tensors have the CRC-32 ${found}, and were saved with ${saved}; if you have changed them yourself, leave \`${checksumKey}\` out of its metadata`);
}
/** Of what a plan is another version than the one with that hash: the parts of a hash stand for the spec, the library and the vocabularies. */
export function whatDiffers(theirs, ours) {
    const [other, own] = [theirs.split("-"), ours.split("-")];
    const parts = ["the spec", "weft's library", "the labels that its data gave"];
    const names = other.length === own.length ? parts.filter((_, at) => other[at] !== own[at]) : ["the spec"];
    return names.join(" and of ");
}
/** Copies into the arena, or says what differs. */
function copyTensor(tensor, item, arena) {
    const wanted = `[${item.axes.map((axis) => `${axis.name} ${axis.size}`).join(", ")}]`;
    if (tensor === undefined)
        return `${wanted} in the model, missing in the file`;
    const same = tensor.shape.length === item.axes.length && item.axes.every((axis, at) => axis.size === tensor.shape[at]);
    if (!same)
        return `${wanted} in the model, [${tensor.shape.join(", ")}] in the file`;
    const { data } = tensor;
    if (!(data instanceof Float32Array))
        return `its elements are ${tensor.type}, no reals`;
    if (tensor.type === "F64" && !areFinite(data))
        return notFinite;
    arena.set(data, item.offset);
    return undefined;
}
