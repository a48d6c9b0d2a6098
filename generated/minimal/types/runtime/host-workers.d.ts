/** Of a worker's module, `worker.ts` or `worker.js`: what opens it in a page, and a module beside it, by which it is found elsewhere. */
export interface WorkerPlace {
    readonly open: () => Worker;
    readonly beside: string;
}
/**
 * Starts a worker whose module calls `serveTask`, and gives it its task. Resolves when it is at work, with what ends it;
 * throws where it can't be. `ended` is called where it ends later. The program doesn't wait for the worker's end.
 */
export declare function startWorker(place: WorkerPlace, task: unknown, ended: () => void): Promise<() => void>;
/**
 * In a worker: takes the task that the worker was started with. `prepare` makes what it does, which may block; the starter is told when
 * that is made, or why it can't be.
 */
export declare function serveTask<Task>(prepare: (task: Task) => Promise<() => void>): Promise<void>;
