/** A loss that is NaN is never the least. */
export function watchLosses(patience) {
    let best;
    let waited = 0;
    return {
        note: async (loss, read) => {
            if (loss < (best?.loss ?? Infinity)) {
                best = { loss, checkpoint: await read() };
                waited = 0;
            }
            else
                waited += 1;
        },
        best: () => best,
        isOver: () => waited >= patience,
    };
}
