function namesOf(names) {
    return Object.keys(names);
}
const inferAll = namesOf({ signal: true, placeOf: true });
export const optionNames = {
    load: namesOf({
        backend: true,
        threads: true,
        exact: true,
        instrument: true,
        seed: true,
        checkpoint: true,
        weights: true,
        progress: true,
        fetched: true,
    }),
    train: namesOf({
        steps: true,
        data: true,
        test: true,
        signal: true,
        evaluateEvery: true,
        saveEvery: true,
        evaluationBatches: true,
        stateAfter: true,
        save: true,
    }),
    evaluate: namesOf({ data: true, test: true, tell: true }),
    inferAll,
    /** Of a generator that grows nothing, once and for many inputs. */
    run: ["seed"],
    runAll: ["seed", ...inferAll],
    generate: namesOf({ seed: true, signal: true, grown: true }),
    generateAll: namesOf({ seed: true, signal: true }),
};
