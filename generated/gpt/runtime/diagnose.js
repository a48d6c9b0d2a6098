/** Which value went bad first: steps are repeated from the last good state, the last ones a dispatch at a time. */
import { WeftError } from "./errors.js";
import { countGroups } from "./layout.js";
import { restoreState } from "./model-state.js";
import { partsOfEntry, stepsOf } from "./repeats.js";
import { sizesOfTheDay } from "./sizes.js";
import { runEntry, writeCall } from "./step.js";
/**
 * The error that tells why the training stopped after `lastStep`: `symptom`, and the first bad value. The state is afterwards the last good
 * one. A loss can go bad by parameters that the step before has spoilt, so that one is looked through, too.
 */
export async function explainBadNumber(machine, state, prepared, callOf, lastStep, symptom) {
    restoreState(machine, state);
    const good = state.progress.step;
    const end = `The training stopped; the state of step ${good} is kept.`;
    try {
        for (let step = good + 1; step < lastStep - 1; step += 1)
            await runEntry(machine, prepared, callOf(step));
        for (let step = Math.max(good + 1, lastStep - 1); step <= lastStep; step += 1) {
            const found = await firstBadDispatch(machine, prepared, callOf(step));
            if (found === undefined)
                continue;
            const { dispatch, value, position } = found;
            const where = `\`${dispatch.makes}\` in step ${step}, which is ${value} at element ${position}`;
            return new WeftError("number", `${symptom}: the first bad value is ${where}. ${end}`, dispatch.source);
        }
        return new WeftError("number", `${symptom}, and no dispatch's result shows why. ${end}`);
    }
    finally {
        restoreState(machine, state);
    }
}
function isWithin(dispatch, { from, to }) {
    return from <= dispatch && dispatch < to;
}
/** Runs all dispatches of the call, one after the other, until one has written a NaN or an infinity. */
async function firstBadDispatch(machine, prepared, call) {
    const { engine } = machine;
    const { entry } = prepared;
    const real = entry.written.filter((region) => region.arena !== "integers" || region.halves === true);
    const sizes = sizesOfTheDay(entry, call.sizes);
    writeCall(machine, prepared, sizes, call);
    for (const { from, to } of partsOfEntry(entry)) {
        const steps = stepsOf(entry, sizes, from, to);
        await engine.run({ entry, groups: countGroups(entry, steps, engine.grid), steps, reads: [], slot: 0 });
        for (const { arena, offset, count, dispatch: index, halves } of real) {
            const dispatch = entry.dispatches[index];
            if (dispatch === undefined || index < from || index >= to)
                continue;
            // What a loop goes on to write isn't whole before it.
            const isBegun = real.some((other) => {
                const isSame = other.arena === arena && other.offset === offset;
                return isSame && entry.repeats.some((loop) => to <= loop.from && isWithin(other.dispatch, loop));
            });
            if (isBegun)
                continue;
            const bytes = await engine.readArena(arena, offset, count);
            const values = halves === true ? numbersOfHalves(bytes) : new Float32Array(bytes);
            const position = values.findIndex((value) => !Number.isFinite(value));
            if (position >= 0)
                return { dispatch, value: values[position] ?? Number.NaN, position };
        }
    }
    return undefined;
}
/** Numbers of half precision (IEEE 754 binary16), two in a word. */
function numbersOfHalves(bytes) {
    return Float32Array.from(new Uint16Array(bytes), (bits) => {
        const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
        const sign = (bits & 0x8000) === 0 ? 1 : -1;
        if (exponent === 31)
            return fraction === 0 ? sign * Infinity : Number.NaN;
        return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
    });
}
