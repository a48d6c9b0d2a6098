/** The model of a worker, which outlives its device: a browser may lose one at any time, and with it all that was trained there. */
import { messageOf, WeftError } from "../errors.ts";
import type { LoadOptions, Model } from "../mod.ts";
import type { ModelSight } from "./messages.ts";

/** Keeping a state takes one part in so many of a training's time at most; states lie at least so many milliseconds apart. */
const [share, leastMs] = [100, 5000];

/** A state that was read from the device. */
interface Kept {
  readonly step: number;
  readonly checkpoint: Uint8Array;
}

export interface LastingModel {
  /** Opens it at the first call; anew, in the state that is kept, where the device was lost. */
  readonly open: () => Promise<Model>;
  /** Whether a training is to give its state. */
  readonly isDue: () => boolean;
  readonly keep: (state: Kept) => void;
  /** What to say of a failure of what `open` gave; of a lost device with what the model is then. */
  readonly explain: (
    error: unknown,
    model: Model | undefined,
  ) => { readonly message: string; readonly sight?: ModelSight };
}

export function createLastingModel(
  load: (options: LoadOptions) => Promise<Model>,
  options: LoadOptions,
): LastingModel {
  let opening: Promise<Model> | undefined;
  let current: Model | undefined;
  let kept: Kept | undefined;
  let askedAt: number | undefined;
  let [keptAt, takenMs] = [-Infinity, 0];

  const openNow = async (): Promise<Model> => {
    const model = await load(options);
    if (kept !== undefined) model.load(kept.checkpoint);
    current = model;
    return model;
  };
  const open = (): Promise<Model> => {
    opening ??= openNow().catch((error: unknown) => {
      // What couldn't be fetched, or a device, may be there at the next call.
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const isDue = (): boolean => {
    const now = performance.now();
    if (now - keptAt < Math.max(leastMs, share * takenMs)) return false;
    askedAt = now;
    return true;
  };
  const keep = (state: Kept): void => {
    kept = state;
    keptAt = performance.now();
    if (askedAt !== undefined) takenMs = keptAt - askedAt;
    askedAt = undefined;
  };
  const explain: LastingModel["explain"] = (error, model) => {
    const message = messageOf(error);
    if (!(error instanceof WeftError) || error.kind !== "lost") return { message };
    // Several calls may fail of one loss.
    if (model === current) {
      current?.destroy();
      current = undefined;
      opening = undefined;
    }
    const step = kept?.step ?? 0;
    const here =
      kept === undefined
        ? "nothing was trained here yet, and the next click begins"
        : `what was trained until step ${step} is kept here, and goes on at the next click`;
    return { message: `${message}; ${here}`, sight: { backend: "", step } };
  };
  return { open, isDue, keep, explain };
}
