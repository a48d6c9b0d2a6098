import { hashName } from "./random.js";
import { evaluateSize } from "./sizes.js";
/** For how many positions a dispatch has words of its own. */
export function slotsOf({ repeats }, { turns = [] }) {
    return turns.reduce((count, turn) => count * (repeats[turn]?.most ?? 1), 1);
}
/** What a kernel reads in a slot: offsets, then the positions of loops, sizes that these have, and numbers of sites. */
export function wordsOf({ repeats }, { offsets, turns = [], sizes = [], sites = [] }, slot, day) {
    const positions = [];
    let here = day;
    let rest = slot;
    for (const turn of [...turns].reverse()) {
        const most = repeats[turn]?.most ?? 1;
        positions.unshift(rest % most);
        here = sizesInTurn(repeats[turn], rest % most, here);
        rest = Math.floor(rest / most);
    }
    return [
        ...offsets,
        ...positions,
        ...sizes.map((symbol) => here.get(symbol) ?? 0),
        ...sites.map((site) => hashName(site) | 0),
    ];
}
/** How many words a dispatch has. */
export function countWords({ offsets, turns = [], sizes = [], sites = [] }) {
    return offsets.length + turns.length + sizes.length + sites.length;
}
/** Whether the words of the entry's dispatches are others where sizes of the day are. */
export function hasSizesOfTurns({ repeats }) {
    return repeats.some(({ sizes = [] }) => sizes.length > 0);
}
/** With what the loop's own are at the position `turn`. */
function sizesInTurn(repeat, turn, around) {
    const { sizes = [] } = repeat ?? {};
    if (sizes.length === 0)
        return around;
    const known = new Map(around).set("this turn", turn);
    return new Map([
        ...around,
        ...sizes.map(({ symbol, low, least }) => {
            const values = least.map((size) => Math.floor(evaluateSize(size, known)));
            return [symbol, Math.max(low, Math.min(...values))];
        }),
    ]);
}
/** On which sizes of the day it depends what runs, how often and with how many workgroups. */
export function symbolsOfSteps({ dispatches, repeats }) {
    const sizes = [
        ...dispatches.flatMap(({ groups, cpuGroups = [] }) => [...groups, ...cpuGroups].map(({ size }) => size)),
        ...repeats.flatMap(({ count, sizes: own = [] }) => [count, ...own.flatMap(({ least }) => least)]),
    ];
    const symbols = sizes.flatMap(({ terms }) => terms.flatMap((term) => term.symbols));
    return [...new Set([...symbols, ...dispatches.flatMap(({ sizes: own = [] }) => own)])];
}
/** The runs of the dispatches `from` to below `to`, which cut no loop, for the sizes of the day. */
export function stepsOf(entry, day, from, to) {
    const steps = [];
    const positions = new Map();
    const run = (start, end, sizes) => {
        for (let index = start; index < end; index += 1) {
            const inner = entry.repeats.findIndex((repeat, at) => repeat.from === index && !positions.has(at));
            const repeat = entry.repeats[inner];
            if (repeat !== undefined) {
                const count = Math.floor(evaluateSize(repeat.count, sizes));
                for (let turn = 0; turn < count; turn += 1) {
                    const position = repeat.reversed ? count - 1 - turn : turn;
                    positions.set(inner, position);
                    run(repeat.from, repeat.to, sizesInTurn(repeat, position, sizes));
                }
                positions.delete(inner);
                index = repeat.to - 1;
                continue;
            }
            const turns = entry.dispatches[index]?.turns ?? [];
            const slot = turns.reduce((sum, turn) => sum * (entry.repeats[turn]?.most ?? 1) + (positions.get(turn) ?? 0), 0);
            steps.push({ dispatch: index, slot, sizes });
        }
    };
    run(from, to, day);
    return steps;
}
/** The most runs that an entry has. */
export function mostSteps({ dispatches, repeats }) {
    return dispatches.reduce((sum, _, index) => {
        const around = repeats.filter(({ from, to }) => from <= index && index < to);
        return sum + around.reduce((count, { most }) => count * most, 1);
    }, 0);
}
/** The entry's dispatches in parts that can run one after the other: single ones, and loops as a whole. */
export function partsOfEntry({ dispatches, repeats }) {
    const parts = [];
    for (let from = 0; from < dispatches.length; from = parts.at(-1)?.to ?? from + 1) {
        parts.push({ from, to: repeats.find((repeat) => repeat.from === from)?.to ?? from + 1 });
    }
    return parts;
}
