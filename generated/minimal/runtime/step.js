import { WeftError } from "./errors.js";
import { exampleOutput } from "./called.js";
import { assertKept, forgetKept } from "./kept.js";
import { bytesPerElement, countGroups, encodeDay, createResult, placeInput, readPlace, readsOf, } from "./layout.js";
import { hasSizesOfTurns, stepsOf, symbolsOfSteps } from "./repeats.js";
import { sizesOfTheDay } from "./sizes.js";
/** Parameters and states are on the device afterwards. */
export function requireState(machine) {
    const { writeFirst } = machine;
    machine.writeFirst = undefined;
    writeFirst?.();
}
/** Steps that are kept for sizes that came before. */
const mostKnown = 2 ** 15;
/** Compiles the kernels and reserves the memory of these entries: afterwards nothing more is reserved. */
export async function prepareEntries(machine, entries, progress) {
    const { engine } = machine;
    engine.check();
    requireState(machine);
    await engine.prepare(entries, progress);
    return entries.map((entry) => {
        const before = machine.prepared.get(entry);
        if (before !== undefined)
            return before;
        const ring = Array.from({ length: engine.callsAtOnce(entry) }, () => ({ busy: undefined }));
        const groups = { key: "", counts: [], steps: [] };
        const prepared = { entry, ring, symbols: symbolsOfSteps(entry), groups, known: new Map() };
        machine.prepared.set(entry, prepared);
        return prepared;
    });
}
/** Takes a free slot; waits for one where as many calls as the ring is long are under way. */
async function takeSlot(prepared) {
    for (;;) {
        const free = prepared.ring.find((slot) => slot.busy === undefined);
        if (free !== undefined) {
            free.busy = Promise.resolve();
            return free;
        }
        await Promise.race(prepared.ring.map((slot) => slot.busy));
    }
}
/**
 * Submits the entry and returns at once; `results` come in the order of `outputs`. Waits only where as many calls as
 * the ring is long are under way.
 */
export function submitEntry(machine, prepared, call, outputs = prepared.entry.outputs) {
    return submit(machine, prepared, call, (sizes) => readingOf(outputs, sizes, machine.vocabularies));
}
/** The same of several examples: `results` are those of each. */
export function submitExamples(machine, prepared, call, outputs) {
    return submit(machine, prepared, call, (sizes) => readingOfExamples(outputs, sizes, machine.vocabularies));
}
async function submit(machine, prepared, call, begin) {
    const slot = await takeSlot(prepared);
    const release = () => {
        slot.busy = undefined;
    };
    try {
        const results = submitInto(machine, prepared, slot, call, begin);
        slot.busy = results.then(release, release);
        return { results };
    }
    catch (error) {
        release();
        throw error;
    }
}
/** Nothing waits between the first write and the run, so that calls don't mix. */
function submitInto(machine, prepared, slot, call, begin) {
    const { engine } = machine;
    engine.check();
    const { entry, ring } = prepared;
    if (overwritesKept(entry))
        forgetKept(engine);
    if (call.owner !== undefined)
        assertKept(engine, call.owner);
    const sizes = sizesOfTheDay(entry, call.sizes);
    writeCall(machine, prepared, sizes, call);
    const { reads, results } = begin(sizes);
    const { counts: groups, steps } = prepared.groups;
    return engine.run({ entry, groups, steps, reads, slot: ring.indexOf(slot) }).then(() => results);
}
/** Of a training: what generators keep lies in the memory that it computes in. */
function overwritesKept({ kind }) {
    return kind === "train" || kind === "evaluate" || kind === "conclude" || kind === "follow";
}
function readingOf(outputs, sizes, vocabularies) {
    const all = outputs.map((output) => ({ output, result: createResult(output, sizes, vocabularies) }));
    const reads = all.flatMap(({ output, result }) => readsOf(output, sizes).map(({ regions, strides }, at) => {
        return {
            regions,
            take: (bytes, start) => readPlace(output, result, at, { bytes, start, strides }),
        };
    }));
    return { reads, results: all.map(({ result }) => result) };
}
/** The same of each example. */
function readingOfExamples(outputs, sizes, vocabularies) {
    const count = sizes.get("batch") ?? 1;
    const all = outputs.map((output) => {
        const own = exampleOutput(output);
        return {
            output,
            own,
            results: Array.from({ length: count }, () => createResult(own, sizes, vocabularies)),
        };
    });
    const reads = all.flatMap(({ output, own, results }) => readsOf(output, sizes).map(({ regions, strides: [stride = 0, ...strides] }, at) => {
        const take = (bytes, start) => {
            for (const [example, result] of results.entries())
                readPlace(own, result, at, { bytes, start: start + example * stride * bytesPerElement, strides });
        };
        return { regions, take };
    }));
    const results = Array.from({ length: count }, (_, example) => all.flatMap((one) => one.results[example] ?? []));
    return { reads, results };
}
/** Runs the entry and waits for its results. */
export async function runEntry(machine, prepared, call, outputs) {
    const { results } = await submitEntry(machine, prepared, call, outputs);
    return results;
}
/** Runs the entry in turn with each call's numbers of the day, in one trip to the device. The entry has no inputs: a run may use their place. */
export async function runInTurn(machine, prepared, calls) {
    const slot = await takeSlot(prepared);
    const release = () => {
        slot.busy = undefined;
    };
    try {
        const results = submitInTurn(machine, prepared, calls);
        slot.busy = results.then(release, release);
        return await results;
    }
    catch (error) {
        release();
        throw error;
    }
}
/** Nothing waits between the first write and the run, so that calls don't mix. */
async function submitInTurn(machine, prepared, calls) {
    const { engine, plan, vocabularies } = machine;
    const { entry } = prepared;
    engine.check();
    for (const { owner } of calls)
        if (owner !== undefined)
            assertKept(engine, owner);
    const sizes = calls.map((call) => sizesOfTheDay(entry, call.sizes));
    const readings = sizes.map((own) => readingOf(entry.outputs, own, vocabularies));
    const runs = calls.map((call, at) => {
        const own = sizes[at] ?? new Map();
        const { counts: groups, steps } = groupsOf(machine, prepared, own);
        const reads = readings[at]?.reads ?? [];
        return { entry, groups, steps, reads, slot: 0, day: encodeDay(plan, entry, own, call.settings) };
    });
    await engine.runInTurn(runs);
    return readings.map(({ results }) => results);
}
/** Writes the inputs and the numbers of the day, and works out how many workgroups each dispatch has. */
export function writeCall(machine, prepared, sizes, call) {
    const { engine, plan } = machine;
    const { entry } = prepared;
    writeInputs(machine, entry, sizes, call);
    if (plan.day.length > 0)
        engine.writeDay(encodeDay(plan, entry, sizes, call.settings));
    groupsOf(machine, prepared, sizes);
}
function writeInputs({ engine }, entry, sizes, call) {
    for (const input of entry.inputs) {
        const array = call.inputs.get(input.name);
        if (array === undefined)
            throw new WeftError("input", `\`${entry.name}\` needs the input \`${input.name}\``);
        for (const { arena, offset, data } of placeInput(input, sizes, array))
            engine.writeArena(arena, offset, data);
    }
}
/** The workgroups of each dispatch for the sizes, which are worked out once. */
function groupsOf({ engine }, prepared, sizes) {
    const { entry, symbols, groups, known } = prepared;
    const key = symbols.map((symbol) => sizes.get(symbol)).join(" ");
    if (groups.key === key && groups.counts.length > 0)
        return groups;
    let found = known.get(key);
    if (found === undefined) {
        const steps = stepsOf(entry, sizes, 0, entry.dispatches.length);
        found = { key, counts: countGroups(entry, steps, engine.grid), steps };
        if ((known.size + 1) * steps.length > mostKnown)
            known.clear();
        known.set(key, found);
    }
    prepared.groups = found;
    if (hasSizesOfTurns(entry))
        engine.writeTurns(entry, sizes);
    return found;
}
