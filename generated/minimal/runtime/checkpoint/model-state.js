import { WeftError } from "../errors.js";
import { initialParameters, initialStates } from "../parameters.js";
import { forgetKept } from "../kept.js";
export function writeState({ engine }, checkpoint) {
    engine.writeArena("parameters", 0, checkpoint.parameters);
    engine.writeArena("states", 0, checkpoint.states);
    forgetKept(engine);
}
/** What the spec and the seed give. */
export function firstCheckpoint(plan, seed) {
    const progress = { training: "", step: 0, seed };
    return { parameters: initialParameters(plan, seed), states: initialStates(plan), progress };
}
/** A checkpoint that was loaded, or what can be made again, written to the device. */
export function openState(machine, checkpoint, loaded) {
    const made = loaded ?? checkpoint();
    const { progress } = made;
    writeState(machine, made);
    const restorePoint = loaded === undefined ? { progress, checkpoint } : undefined;
    return { progress, isTraining: false, restorePoint };
}
/** Takes a checkpoint that was loaded. */
export function loadState(machine, state, checkpoint) {
    writeState(machine, checkpoint);
    state.progress = checkpoint.progress;
    state.restorePoint = undefined;
}
export function setState(machine, state, checkpoint) {
    writeState(machine, checkpoint);
    state.progress = checkpoint.progress;
    keepState(state, checkpoint);
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
    const [parameters, states] = await Promise.all([
        engine.readArena("parameters", 0, plan.arenas.parameters),
        engine.readArena("states", 0, plan.arenas.states),
    ]);
    return { parameters: new Float32Array(parameters), states: new Float32Array(states), progress };
}
/** Makes a state that was read the point to go back to. */
export function keepState(state, checkpoint) {
    state.restorePoint = { progress: checkpoint.progress, checkpoint: () => checkpoint };
}
/** A parameter or a state that is NaN or infinite somewhere: a bad update shows in the loss one step later, or never. */
export function badTensor({ plan }, { parameters, states }) {
    const isBad = (numbers) => ({ offset, count }) => numbers.subarray(offset, offset + count).some((value) => !Number.isFinite(value));
    return (plan.parameters.find(isBad(parameters)) ?? plan.states.find(isBad(states)))?.path;
}
