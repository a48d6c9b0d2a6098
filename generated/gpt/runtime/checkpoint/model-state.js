/** What changes in a model: parameters and states on the device, the steps done, and a point to go back to. */
import { beginAnew, decodeCheckpoint, emptyCheckpoint, } from "./checkpoint.js";
import { WeftError } from "../errors.js";
import { areFinite } from "../floats.js";
import { initialParameters, initialStates } from "../parameters.js";
import { forgetKept } from "../kept.js";
import { requireState } from "../step.js";
/**
 * Writes what isn't 0 into memory that is new, and so is 0 already: what an optimizer keeps isn't had in memory before there is a training, though
 * it may be twice as much as the parameters.
 */
function writeNew({ engine }, checkpoint) {
    for (const arena of lastingArenas)
        writeNonzero(engine, arena, checkpoint[arena]);
}
function writeNonzero(engine, arena, numbers) {
    const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
    let begun = 0;
    for (let from = 0; from < numbers.length; from += zerosAtOnce) {
        const end = Math.min(from + zerosAtOnce, numbers.length);
        let some = 0;
        for (let at = from; at < end && some === 0; at += 1)
            some = bits[at] ?? 0;
        if (some !== 0 && end < numbers.length)
            continue;
        const until = some === 0 ? from : end;
        if (begun < until)
            engine.writeArena(arena, begun, numbers.subarray(begun, until));
        begun = end;
    }
}
const lastingArenas = ["parameters", "states"];
/** 256 KiB. */
const zerosAtOnce = 2 ** 16;
export function writeState(machine, checkpoint) {
    const { engine } = machine;
    machine.writeFirst = undefined;
    engine.writeArena("parameters", 0, checkpoint.parameters);
    engine.writeArena("states", 0, checkpoint.states);
    forgetKept(engine);
}
/** What the spec and the seed give. */
export function firstState(plan, seed) {
    const progress = { training: "", step: 0, seed };
    const checkpoint = () => {
        return { parameters: initialParameters(plan, seed), states: initialStates(plan), progress };
    };
    return { progress, checkpoint };
}
/** A checkpoint that was loaded, written to the device, or what can be made again, which is as soon as it is used. */
export function openState(machine, first, loaded) {
    if (loaded !== undefined) {
        writeNew(machine, loaded);
        return { progress: loaded.progress, isTraining: false, restorePoint: undefined };
    }
    machine.writeFirst = () => writeNew(machine, first.checkpoint());
    return { progress: first.progress, isTraining: false, restorePoint: first };
}
/** Takes a checkpoint that was loaded. */
export function loadState(machine, state, checkpoint) {
    writeState(machine, checkpoint);
    state.progress = checkpoint.progress;
    state.restorePoint = undefined;
}
export function setState(machine, state, checkpoint) {
    writeState(machine, checkpoint);
    const { progress } = checkpoint;
    state.progress = progress;
    state.restorePoint = { progress, checkpoint: () => checkpoint };
}
/** Of what another training has made the parameters and the states of models stay. Gives whether there was one. */
export async function beginTraining(machine, state, training) {
    const isAnother = state.progress.training !== "";
    if (isAnother) {
        const checkpoint = await readState(machine, state);
        beginAnew(machine.plan, checkpoint, initialStates(machine.plan));
        writeState(machine, checkpoint);
    }
    state.progress = { ...state.progress, training, step: 0 };
    return isAnother;
}
export function restoreState(machine, state) {
    const { checkpoint, progress } = restorePointOf(state);
    writeState(machine, checkpoint());
    state.progress = progress;
}
/** Of a training that goes on. */
export function restorePointOf({ restorePoint }) {
    if (restorePoint === undefined)
        throw new WeftError("kernel", "there is no state to go back to");
    return restorePoint;
}
/** Reads parameters and states after everything submitted so far. */
export async function readState(machine, state) {
    const { engine, plan } = machine;
    const { progress } = state;
    requireState(machine);
    const [parameters, states] = await Promise.all([
        engine.readArena("parameters", 0, plan.arenas.parameters),
        engine.readArena("states", 0, plan.arenas.states),
    ]);
    return { parameters: new Float32Array(parameters), states: new Float32Array(states), progress };
}
/** The same as the bytes of a checkpoint, and in no other memory. */
export async function readCheckpoint(machine, { progress }) {
    const file = emptyCheckpoint(machine.plan, progress);
    for (const arena of lastingArenas)
        for await (const { from, numbers } of piecesOf(machine, arena))
            file.fill(arena, from, numbers);
    return file.finish();
}
/** So many elements are read from the device at once, 64 MiB. */
const mostAtOnce = 2 ** 24;
async function* piecesOf(machine, arena) {
    const { engine, plan } = machine;
    requireState(machine);
    const size = plan.arenas[arena];
    for (let from = 0; from < size; from += mostAtOnce) {
        const count = Math.min(mostAtOnce, size - from);
        yield { from, numbers: new Float32Array(await engine.readArena(arena, from, count)) };
    }
}
/**
 * Makes the state the point to go back to, and gives its checkpoint, which that point is made of: who changes the bytes copies them. Throws what
 * `bad` makes of the name of what isn't finite.
 */
export async function keepState(machine, state, bad) {
    const name = await badTensor(machine);
    if (name !== undefined)
        throw await bad(name);
    // The point before isn't needed any more, and may be as large as all that is on the device.
    state.restorePoint = undefined;
    const bytes = await readCheckpoint(machine, state);
    const checkpoint = () => decodeCheckpoint(machine.plan, bytes, "the last good state");
    state.restorePoint = { progress: state.progress, checkpoint };
    return bytes;
}
/** A parameter or a state on the device that is NaN or infinite somewhere: a bad update shows in the loss one step later, or never. */
export async function badTensor(machine) {
    for (const arena of lastingArenas) {
        const items = machine.plan[arena];
        const bad = new Set();
        for await (const { from, numbers } of piecesOf(machine, arena)) {
            if (areFinite(numbers))
                continue;
            for (const item of items) {
                const [first, end] = [item.offset - from, item.offset + item.count - from];
                if (!areFinite(numbers.subarray(Math.max(0, first), Math.max(0, end))))
                    bad.add(item);
            }
        }
        const found = items.find((item) => bad.has(item));
        if (found !== undefined)
            return found.path;
    }
    return undefined;
}
