import { callOfRow, callOfWhole, clearKept, numbersOf, withinWindow } from "./growth.js";
import { ownKept, ownsKept, unlessLost } from "../kept.js";
import { runEntry } from "../step.js";
/** The labels that the most probable text adds that the search finds; of texts that are done where there are any. */
export async function searchBeams(machine, growth, begin, width, signal) {
    const search = { machine, growth, begin };
    const { grow } = growth;
    const evaluate = createEvaluation(search);
    const text = withinWindow(grow, begin);
    let beams = [{ text, added: [], score: 0, isDone: false, kept: undefined }];
    for (let count = 0; count < growth.most && signal?.aborted !== true; count += 1) {
        const [best] = beams;
        if (best === undefined || best.isDone || best.text.length > grow.bound)
            break;
        const next = [];
        for (const beam of beams) {
            if (beam.isDone)
                next.push(beam);
            else
                next.push(...(await continuations(beam, evaluate, width)));
        }
        // The sort is stable: of equals the one whose beginning was better comes first, and of its labels the first.
        const chosen = next.sort((a, b) => b.score - a.score).slice(0, width);
        beams = await Promise.all(chosen.map((beam) => askEnd(search, cutToWindow(grow, beam))));
    }
    return (beams.find(({ isDone }) => isDone) ?? beams[0])?.added ?? [];
}
/** What is kept of a text that is cut says nothing of what is left of it. */
function cutToWindow(grow, beam) {
    const text = withinWindow(grow, beam.text);
    return text === beam.text ? beam : { ...beam, text, kept: undefined };
}
async function continuations(beam, evaluate, width) {
    const { scores, kept } = await evaluate(beam);
    return largest(scores, width).map((label) => ({
        text: [...beam.text, label],
        added: [...beam.added, label],
        score: beam.score + (scores[label] ?? Number.NaN),
        isDone: false,
        kept,
    }));
}
/** The places of the largest values, the largest first; of equals the first. */
function largest(values, count) {
    const best = [];
    for (let place = 0; place < values.length; place += 1) {
        const value = values[place] ?? Number.NaN;
        const last = best.length < count ? undefined : best.at(-1);
        if (last !== undefined && value <= (values[last] ?? Number.NaN))
            continue;
        let at = best.length;
        while (at > 0 && value > (values[best[at - 1] ?? 0] ?? Number.NaN))
            at -= 1;
        best.splice(at, 0, place);
        if (best.length > count)
            best.pop();
    }
    return best;
}
async function askEnd({ machine, growth, begin }, beam) {
    const { ends, grow } = growth;
    if (ends === undefined || beam.isDone || beam.text.length > grow.bound)
        return beam;
    const call = callOfWhole(growth, { numbers: beam.text, length: begin.length + beam.added.length });
    return { ...beam, isDone: numbersOf(ends, await runEntry(machine, ends, call), "done")[0] === 1 };
}
/** Evaluates a beam's text: from what was kept of its beginning, which lies in the engine's memory or is put there. */
function createEvaluation({ machine, growth, begin }) {
    const { engine } = machine;
    const { whole, row } = growth;
    const region = keptBy(machine, whole.entry);
    const owner = {};
    let era = {};
    let held;
    const evaluate = async (beam) => {
        const { text, added, kept } = beam;
        if (!ownsKept(engine, owner)) {
            era = {};
            held = undefined;
        }
        const grown = { numbers: text, length: begin.length + added.length };
        const goesOn = row !== undefined && kept?.era === era;
        if (goesOn && held !== kept && region.count > 0)
            engine.writeArena("work", region.offset, kept.values);
        ownKept(engine, owner);
        const used = goesOn ? row : whole;
        if (goesOn)
            writeLabel(machine, growth, text.at(-1) ?? 0);
        else
            clearKept(machine, growth.name, "text");
        const call = goesOn ? { ...callOfRow(growth, grown, 0, row), owner } : callOfWhole(growth, grown);
        const results = await unlessLost(runEntry(machine, used, call));
        if (results === undefined)
            return evaluate(beam);
        const scores = numbersOf(used, results, "next");
        held = row === undefined ? undefined : await keepFrom(engine, region, era);
        // Another generator, or a training's step, may have come between.
        if (!ownsKept(engine, owner))
            held = undefined;
        return { scores, kept: held };
    };
    return evaluate;
}
/** Of several labels one goes on: which, the device doesn't know. */
function writeLabel({ plan, engine }, { name }, label) {
    const found = plan.caches?.find(({ path }) => path === `${name}/label`);
    if (found !== undefined)
        engine.writeArena("work", found.offset, Float32Array.of(label));
}
async function keepFrom(engine, { arena, offset, count }, era) {
    if (count === 0)
        return { values: new Float32Array(0), era };
    return { values: new Float32Array(await engine.readArena(arena, offset, count)), era };
}
/** Where the generator of an entry keeps what it has of its text. */
function keptBy({ plan }, { name }) {
    const own = (plan.caches ?? []).filter(({ path }) => path.startsWith(`${name}/`));
    const offset = own.length === 0 ? 0 : Math.min(...own.map((cache) => cache.offset));
    const end = Math.max(...own.map((cache) => cache.offset + cache.count));
    return { arena: "work", offset, count: own.length === 0 ? 0 : end - offset };
}
