/** The model of a worker, which outlives its device: a browser may lose one at any time, and with it all that was trained there. */
import { messageOf, WeftError } from "../errors.js";
/** Keeping a state takes one part in so many of a training's time at most; states lie at least so many milliseconds apart. */
const [share, leastMs] = [100, 5000];
export function createLastingModel(load, options) {
    let opening;
    let current;
    let kept;
    let askedAt;
    let [keptAt, takenMs] = [-Infinity, 0];
    const openNow = async () => {
        const model = await load(options);
        if (kept !== undefined)
            model.load(kept.checkpoint);
        current = model;
        return model;
    };
    const open = () => {
        opening ??= openNow().catch((error) => {
            // What couldn't be fetched, or a device, may be there at the next call.
            opening = undefined;
            throw error;
        });
        return opening;
    };
    const isDue = () => {
        const now = performance.now();
        if (now - keptAt < Math.max(leastMs, share * takenMs))
            return false;
        askedAt = now;
        return true;
    };
    const keep = (state) => {
        kept = state;
        keptAt = performance.now();
        if (askedAt !== undefined)
            takenMs = keptAt - askedAt;
        askedAt = undefined;
    };
    const explain = (error, model) => {
        const message = messageOf(error);
        if (!(error instanceof WeftError) || error.kind !== "lost")
            return { message };
        // Several calls may fail of one loss.
        if (model === current) {
            current?.destroy();
            current = undefined;
            opening = undefined;
        }
        const step = kept?.step ?? 0;
        const here = kept === undefined
            ? "nothing was trained here yet, and the next click begins"
            : `what was trained until step ${step} is kept here, and goes on at the next click`;
        return { message: `${message}; ${here}`, sight: { backend: "", step } };
    };
    return { open, isDue, keep, explain };
}
