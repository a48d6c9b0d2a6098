/** The model of a page, which lives in a worker. */
import { WeftError } from "../errors.ts";
import type { Call, ItemOf, ModelSight, ToPage, ToWorker } from "./messages.ts";

export interface RemoteModel {
  /** As it was at the last item; before the first one there is no backend. */
  readonly sight: () => ModelSight;
  /** When the last item was made, by the worker's clock. */
  readonly madeAt: () => number;
  /** Does a call in the worker; yields what it gives, in order. Throws what failed there. */
  readonly call: <C extends Call>(
    call: C,
    signal?: AbortSignal,
  ) => AsyncGenerator<ItemOf<C>, void, undefined>;
}

/** `progress` is told what takes its time, and how far it is; `broken` is called where the worker's program can't be loaded: then each call fails. */
export function connectModel(
  worker: Pick<Worker, "addEventListener" | "postMessage">,
  progress: (what: string, count: string) => void,
  broken: (reason: string) => void,
): RemoteModel {
  let sight: ModelSight = { backend: "", step: 0 };
  let madeAt = 0;
  let calls = 0;
  let hasAnswered = false;
  let whyBroken: string | undefined;
  const listeners = new Map<number, (message: ToPage) => void>();
  const send = (message: ToWorker): void => worker.postMessage(message);
  const fail = (message: string): void => {
    for (const [id, listener] of listeners) listener({ kind: "failure", id, message });
  };
  worker.addEventListener("error", ({ message }) => {
    const reason = message || "the worker of the model can't be loaded";
    fail(reason);
    if (hasAnswered) return;
    whyBroken = reason;
    broken(reason);
  });
  worker.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
    hasAnswered = true;
    if (data.kind === "progress") return progress(data.what, data.count);
    sight = data.sight ?? sight;
    listeners.get(data.id)?.(data);
  });

  async function* call<C extends Call>(
    what: C,
    signal?: AbortSignal,
  ): AsyncGenerator<ItemOf<C>, void, undefined> {
    if (whyBroken !== undefined) throw new WeftError("lost", whyBroken);
    calls += 1;
    const id = calls;
    const inbox: ToPage[] = [];
    let wake: () => void = () => undefined;
    listeners.set(id, (message) => {
      inbox.push(message);
      wake();
    });
    const abort = (): void => send({ kind: "abort", id });
    signal?.addEventListener("abort", abort);
    send({ kind: "call", id, call: what });
    try {
      for (;;) {
        const message = inbox.shift();
        if (message === undefined) await new Promise<void>((resolve) => (wake = resolve));
        else if (message.kind === "end") return;
        else if (message.kind === "failure") throw new WeftError("lost", message.message);
        else if (message.kind === "item") {
          madeAt = message.at;
          yield message.item as ItemOf<C>;
        }
      }
    } finally {
      listeners.delete(id);
      signal?.removeEventListener("abort", abort);
    }
  }
  return { sight: () => sight, madeAt: () => madeAt, call };
}
