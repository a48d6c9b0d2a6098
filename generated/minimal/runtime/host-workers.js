/** Threads of the host: workers of a page, and those of Node, Deno and Bun. */
import { messageOf } from "./errors.js";
import { isPage, threadsModule } from "./host.js";
/**
 * Starts a worker whose module calls `serveTask`, and gives it its task. Resolves when it is at work, with what ends it;
 * throws where it can't be. `ended` is called where it ends later. The program doesn't wait for the worker's end.
 */
export async function startWorker(place, task, ended) {
    const worker = isPage ? wrapPageWorker(place.open()) : await startNodeWorker(place.beside);
    let atWork = false;
    const failed = new Promise((_, reject) => {
        worker.onEnd((message) => {
            if (atWork)
                ended();
            reject(new Error(message));
        });
    });
    const ready = new Promise((resolve) => worker.onMessage(resolve));
    worker.send(task);
    const answer = await Promise.race([ready, failed]);
    if (typeof answer === "string") {
        worker.stop();
        throw new Error(answer);
    }
    atWork = true;
    worker.release();
    return worker.stop;
}
function wrapPageWorker(worker) {
    return {
        send: (message) => worker.postMessage(message),
        onMessage: (listener) => worker.addEventListener("message", (event) => listener(event.data)),
        onEnd: (listener) => worker.addEventListener("error", (event) => listener(event.message || "its file can't be loaded")),
        release: () => undefined,
        stop: () => worker.terminate(),
    };
}
/** Its place is put together here, since a bundler that sees two places at a choice, as Turbopack does, looks for both. */
async function startNodeWorker(beside) {
    const { Worker: NodeWorker } = await threadsModule();
    const worker = new NodeWorker(new URL(beside.endsWith(".ts") ? "./worker.ts" : "./worker.js", beside));
    return {
        send: (message) => worker.postMessage(message),
        onMessage: (listener) => void worker.on("message", listener),
        onEnd: (listener) => {
            worker.on("error", (error) => listener(messageOf(error)));
            worker.on("exit", () => listener("it ended"));
        },
        release: () => worker.unref(),
        stop: () => void worker.terminate(),
    };
}
/**
 * In a worker: takes the task that the worker was started with. `prepare` makes what it does, which may block; the starter is told when
 * that is made, or why it can't be.
 */
export async function serveTask(prepare) {
    const serve = async (task, answer) => {
        let work;
        try {
            work = await prepare(task);
        }
        catch (error) {
            answer(messageOf(error));
            return;
        }
        answer(true);
        // What it throws is told by the memory that it shares with its starter.
        try {
            work();
        }
        catch (error) {
            answer(messageOf(error));
        }
    };
    if (isPage) {
        // Deno's own types know neither this event nor `postMessage` of the global scope.
        const scope = globalThis;
        const answer = (message) => {
            if ("postMessage" in scope && typeof scope.postMessage === "function")
                scope.postMessage(message);
        };
        addEventListener("message", (event) => void serve(event.data, answer), {
            once: true,
        });
        return;
    }
    const { parentPort } = await threadsModule();
    parentPort?.once("message", (task) => {
        void serve(task, (message) => parentPort.postMessage(message));
    });
}
