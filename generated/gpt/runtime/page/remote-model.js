/** The model of a page, which lives in a worker. */
import { WeftError } from "../errors.js";
/** `progress` is told what takes its time, and how far it is; `broken` is called where the worker's program can't be loaded: then each call fails. */
export function connectModel(worker, progress, broken) {
    let sight = { backend: "", step: 0 };
    let madeAt = 0;
    let calls = 0;
    let hasAnswered = false;
    let whyBroken;
    const listeners = new Map();
    const send = (message) => worker.postMessage(message);
    const fail = (message) => {
        for (const [id, listener] of listeners)
            listener({ kind: "failure", id, message });
    };
    worker.addEventListener("error", ({ message }) => {
        const reason = message || "the worker of the model can't be loaded";
        fail(reason);
        if (hasAnswered)
            return;
        whyBroken = reason;
        broken(reason);
    });
    worker.addEventListener("message", ({ data }) => {
        hasAnswered = true;
        if (data.kind === "progress")
            return progress(data.what, data.count);
        sight = data.sight ?? sight;
        listeners.get(data.id)?.(data);
    });
    async function* call(what, signal) {
        if (whyBroken !== undefined)
            throw new WeftError("lost", whyBroken);
        calls += 1;
        const id = calls;
        const inbox = [];
        let wake = () => undefined;
        listeners.set(id, (message) => {
            inbox.push(message);
            wake();
        });
        const abort = () => send({ kind: "abort", id });
        signal?.addEventListener("abort", abort);
        send({ kind: "call", id, call: what });
        try {
            for (;;) {
                const message = inbox.shift();
                if (message === undefined)
                    await new Promise((resolve) => (wake = resolve));
                else if (message.kind === "end")
                    return;
                else if (message.kind === "failure")
                    throw new WeftError("lost", message.message);
                else if (message.kind === "item") {
                    madeAt = message.at;
                    yield message.item;
                }
            }
        }
        finally {
            listeners.delete(id);
            signal?.removeEventListener("abort", abort);
        }
    }
    return { sight: () => sight, madeAt: () => madeAt, call };
}
