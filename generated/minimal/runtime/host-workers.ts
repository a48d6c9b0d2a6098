/** Threads of the host: workers of a page, and those of Node, Deno and Bun. */
import { messageOf } from "./errors.ts";
import { isPage, threadsModule } from "./host.ts";

interface NodeWorker {
  readonly postMessage: (message: unknown) => void;
  readonly on: ((event: "message", listener: (message: unknown) => void) => unknown) &
    ((event: "error", listener: (error: Error) => void) => unknown) &
    ((event: "exit", listener: () => void) => unknown);
  readonly terminate: () => unknown;
  readonly unref: () => void;
}

interface NodePort {
  readonly postMessage: (message: unknown) => void;
  readonly once: (event: "message", listener: (message: unknown) => void) => unknown;
}

interface NodeThreads {
  readonly Worker: new (file: URL) => NodeWorker;
  readonly parentPort: NodePort | null;
}

/** Of a worker's module, `worker.ts` or `worker.js`: what opens it in a page, and a module beside it, by which it is found elsewhere. */
export interface WorkerPlace {
  readonly open: () => Worker;
  readonly beside: string;
}

/**
 * Starts a worker whose module calls `serveTask`, and gives it its task. Resolves when it is at work, with what ends it;
 * throws where it can't be. `ended` is called where it ends later. The program doesn't wait for the worker's end.
 */
export async function startWorker(place: WorkerPlace, task: unknown, ended: () => void): Promise<() => void> {
  const worker = isPage ? wrapPageWorker(place.open()) : await startNodeWorker(place.beside);
  let atWork = false;
  const failed = new Promise<never>((_, reject) => {
    worker.onEnd((message) => {
      if (atWork) ended();
      reject(new Error(message));
    });
  });
  const ready = new Promise<unknown>((resolve) => worker.onMessage(resolve));
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

/** A worker of either kind of host. */
interface HostWorker {
  readonly send: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  readonly onEnd: (listener: (reason: string) => void) => void;
  /** From now on the program may end before the worker. */
  readonly release: () => void;
  readonly stop: () => void;
}

function wrapPageWorker(worker: Worker): HostWorker {
  return {
    send: (message) => worker.postMessage(message),
    onMessage: (listener) =>
      worker.addEventListener("message", (event: MessageEvent<unknown>) => listener(event.data)),
    onEnd: (listener) =>
      worker.addEventListener("error", (event) => listener(event.message || "its file can't be loaded")),
    release: () => undefined,
    stop: () => worker.terminate(),
  };
}

/** Its place is put together here, since a bundler that sees two places at a choice, as Turbopack does, looks for both. */
async function startNodeWorker(beside: string): Promise<HostWorker> {
  const { Worker: NodeWorker } = await threadsModule<NodeThreads>();
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
export async function serveTask<Task>(prepare: (task: Task) => Promise<() => void>): Promise<void> {
  const serve = async (task: Task, answer: (message: unknown) => void): Promise<void> => {
    let work: () => void;
    try {
      work = await prepare(task);
    } catch (error) {
      answer(messageOf(error));
      return;
    }
    answer(true);
    // What it throws is told by the memory that it shares with its starter.
    try {
      work();
    } catch (error) {
      answer(messageOf(error));
    }
  };
  if (isPage) {
    // Deno's own types know neither this event nor `postMessage` of the global scope.
    const scope: object = globalThis;
    const answer = (message: unknown): void => {
      if ("postMessage" in scope && typeof scope.postMessage === "function") scope.postMessage(message);
    };
    addEventListener("message", (event: Event) => void serve((event as MessageEvent<Task>).data, answer), {
      once: true,
    });
    return;
  }
  const { parentPort } = await threadsModule<NodeThreads>();
  parentPort?.once("message", (task) => {
    void serve(task as Task, (message) => parentPort.postMessage(message));
  });
}
