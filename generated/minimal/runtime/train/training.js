import { WeftError } from "../errors.js";
/** The numbers that a training's formulas may ask for. */
export function settingsOf(seed, step, steps, stepsPerEpoch) {
    return new Map([
        ["seed", seed],
        ["step", step],
        ["steps", steps],
        ["epoch", Math.max(1, Math.ceil(step / stepsPerEpoch))],
    ]);
}
export function findEntry(machine, kind, name) {
    return machine.plan.entries.find((entry) => entry.kind === kind && entry.name === name);
}
/** Throws, with the names that there are, where the model has no such training. */
export function findTraining(machine, name) {
    const training = machine.plan.trainings.find((candidate) => candidate.name === name);
    const entry = findEntry(machine, "train", name);
    if (training !== undefined && entry !== undefined)
        return { training, entry };
    const names = machine.plan.trainings.map((candidate) => candidate.name).join(", ");
    throw new WeftError("input", `there is no training \`${name}\`; there is ${names === "" ? "none" : names}`);
}
