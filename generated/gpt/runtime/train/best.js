/** What a training with `patience` watches: the least loss of its evaluations, and the state that had it. */
/** A loss that is NaN is never the least. */
export function watchLosses(patience) {
    let best;
    let waited = 0;
    return {
        note: async (loss, step, read) => {
            if (loss < (best?.loss ?? Infinity)) {
                best = { loss, step, checkpoint: await read() };
                waited = 0;
            }
            else
                waited += 1;
        },
        best: () => best,
        isOver: () => waited >= patience,
    };
}
