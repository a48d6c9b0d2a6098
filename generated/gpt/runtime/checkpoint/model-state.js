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
/** The state of a checkpoint, written to the device. It isn't kept where it can be made again. */
export function openState(machine, checkpoint) {
    const made = checkpoint();
    const { progress } = made;
    writeState(machine, made);
    return { progress, isTraining: false, restorePoint: { progress, checkpoint } };
}
export function setState(machine, state, checkpoint) {
    writeState(machine, checkpoint);
    state.progress = checkpoint.progress;
    keepState(state, checkpoint);
}
export function restoreState(machine, state) {
    writeState(machine, state.restorePoint.checkpoint());
    state.progress = state.restorePoint.progress;
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
