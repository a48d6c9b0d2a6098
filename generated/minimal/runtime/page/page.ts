/** The page of a package: trains and generates in the browser, with a curve of the loss. */
import { trainedText } from "../checkpoint.ts";
import { messageOf } from "../errors.ts";
import type { ModelPlan } from "../plan.ts";
import { createTrainingView, evaluationLine, progressLine } from "../progress.ts";
import type { TrainEvent } from "../train.ts";
import { drawCurves, type Point } from "./curves.ts";
import type { ExposedText } from "./messages.ts";
import { readFields } from "./fields.ts";
import { connectModel } from "./remote-model.ts";

/** What the package gives to its page. */
export interface PageProgram {
  readonly plan: ModelPlan;
  /** Runs `serveModel`. */
  readonly worker: Worker;
  /** By the kernels' names. */
  readonly shaders: Readonly<Record<string, URL>>;
}

/** The element with this id. Throws where the page has none of that kind. */
function element<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no element #${id}`);
}

/** A training began after the step `first`. */
function doneText(
  { step, reason }: Extract<TrainEvent, { kind: "done" }>,
  first: number,
  best: number | undefined,
): string {
  const back = best === undefined ? "" : `; back to step ${best}, whose held-out loss was the least`;
  if (reason === "aborted") return `paused after step ${step}`;
  if (reason === "patience") return `out of patience after step ${step}${back}`;
  return step > first
    ? `finished after step ${step}${back}`
    : `nothing is left to do: step ${step} is reached`;
}

function generatedText({ parameters }: ModelPlan, step: number, origin: string | undefined): string {
  if (parameters.length === 0) return "generated";
  if (origin === undefined) return `generated after ${step} steps of training`;
  return `generated with ${origin}${step === 0 ? "" : ` and ${step} steps more`}`;
}

/**
 * The page's buttons and what happens at each. `#status` tells what goes on, also when it fails, and is read aloud; `#progress` changes with
 * every step, and isn't.
 */
export function startPage({ plan, worker, shaders }: PageProgram): void {
  const status = element("status", HTMLElement);
  const start = element("start", HTMLButtonElement);
  const pause = element("pause", HTMLButtonElement);
  const save = element("save", HTMLButtonElement);
  const open = element("open", HTMLInputElement);
  const training = element("training", HTMLSelectElement);
  const steps = element("steps", HTMLInputElement);
  const progress = element("progress", HTMLElement);
  const canvas = element("curve", HTMLCanvasElement);
  const losses: Point[] = [];
  const evaluations: Point[] = [];
  let controller: AbortController | undefined;
  let generation: AbortController | undefined;
  let trained = "";
  /** The step of the state that a file holds. */
  let kept = 0;
  /** What the model began with, where that was trained before its step 0. */
  let origin = plan.weights && `weights ${trainedText(plan.weights)}`;
  /** Each text has another seed, from 0 on. */
  let seed = -1;

  const say = (text: string): void => {
    status.textContent = text;
  };
  let isDrawn = true;
  /** Once a frame: steps may be shorter, and a page that isn't seen has no frames. */
  const draw = (): void => {
    if (!isDrawn) return;
    isDrawn = false;
    requestAnimationFrame(() => {
      isDrawn = true;
      const isEmpty = losses.length + evaluations.length === 0;
      element("curves", HTMLElement).hidden = isEmpty;
      if (!isEmpty) drawCurves(canvas, losses, evaluations);
    });
  };
  const model = connectModel(worker, (done, total) => say(`compiling kernel ${done} of ${total}`));
  const showBackend = (): void => {
    element("backend", HTMLElement).textContent = model.sight().backend;
  };
  const fail = (error: unknown): void => say(`error: ${messageOf(error)}`);
  const guard = (action: () => Promise<void>) => (): void => {
    action().catch(fail);
  };

  /** Leaves the points up to a step, from which the training goes on. */
  const cutCurves = (step: number): void => {
    for (const points of [losses, evaluations])
      points.length = points.filter((point) => point.step <= step).length;
  };

  /** The curve is that of one training, with the checkpoint that it goes on from. */
  const forget = (): void => {
    cutCurves(-1);
    progress.textContent = "";
    draw();
  };

  const train = async (): Promise<void> => {
    if (controller !== undefined) return;
    if (!steps.reportValidity()) return say("error: how many steps in all must be a whole number");
    if (trained !== training.value) forget();
    trained = training.value;
    controller = new AbortController();
    start.disabled = true;
    open.disabled = true;
    pause.disabled = false;
    try {
      say("opening the device");
      let view = createTrainingView(0, { countPerStep: 0, unit: "examples" });
      let first = 0;
      let best: number | undefined;
      const call = {
        kind: "train",
        training: training.value,
        steps: Number(steps.value),
        evaluationBatches: 4,
      } as const;
      for await (const event of model.call(call, controller.signal)) {
        showBackend();
        if (event.kind === "start") {
          view = createTrainingView(event.steps, event);
          first = event.step;
          cutCurves(first);
          say("training");
        }
        if (event.kind === "step") {
          losses.push({ step: event.step, loss: event.loss });
          view.update(event);
        }
        if (event.kind === "evaluation") {
          evaluations.push({ step: event.step, loss: event.loss });
          view.evaluated(event.loss);
        }
        if (event.kind === "evaluating") progress.textContent = evaluationLine(event);
        if (event.kind === "back") best = event.step;
        if (event.kind === "done") say(doneText(event, first, best));
        else if (event.kind === "step" || event.kind === "evaluation")
          progress.textContent = progressLine(view.view());
        draw();
      }
    } finally {
      controller = undefined;
      start.disabled = false;
      open.disabled = false;
      pause.disabled = true;
    }
  };

  const generate = async (): Promise<void> => {
    if (generation !== undefined) return generation.abort();
    const { signal } = (generation = new AbortController());
    const button = element("generate", HTMLButtonElement);
    button.textContent = "Stop";
    try {
      await write(signal);
    } finally {
      generation = undefined;
      button.textContent = "Generate";
    }
  };

  /** In the page where a generator's models expose values. */
  const exposed = document.getElementById("exposed");
  let view: ((text: ExposedText) => void) | undefined;
  const showExposed = async (text: ExposedText): Promise<void> => {
    if (exposed === null) return;
    view ??= (await import("./exposed-view.ts")).createExposedView(exposed);
    view(text);
  };

  const write = async (signal: AbortSignal): Promise<void> => {
    const output = element("text", HTMLElement);
    if (exposed !== null) exposed.hidden = true;
    if (controller === undefined) say("opening the device");
    const settle = (): void => {
      showBackend();
      // While a training goes on, the status is its own.
      if (controller === undefined) say(generatedText(plan, model.sight().step, origin));
    };
    seed += 1;
    const name = element("generator", HTMLSelectElement).value;
    const generator = plan.generators.find((candidate) => candidate.name === name);
    const fields = document.querySelectorAll<HTMLInputElement>(`[data-generator="${name}"] input`);
    const given = await readFields(plan, name, fields);
    if (generator?.grow === undefined) {
      for await (const item of model.call({ kind: "describe", generator: name, given, seed }))
        if (typeof item === "string") output.textContent = item;
        else await showExposed(item);
      return settle();
    }
    const { from } = generator.grow;
    const beginning = from.kind === "argument" ? given[from.name] : undefined;
    output.textContent = Array.isArray(beginning) ? beginning.join("") : String(beginning ?? "");
    for await (const piece of model.call({ kind: "generate", generator: name, given, seed }, signal))
      if (typeof piece === "string") output.textContent += piece;
      else await showExposed(piece);
    settle();
  };

  const showGenerator = (): void => {
    const name = element("generator", HTMLSelectElement).value;
    for (const fields of document.querySelectorAll<HTMLFieldSetElement>("[data-generator]")) {
      const isOther = fields.dataset["generator"] !== name;
      fields.hidden = isOther;
      // Else a text that is missing there would keep the form.
      fields.disabled = isOther;
    }
  };

  start.addEventListener("click", guard(train));
  pause.addEventListener("click", () => controller?.abort());
  save.addEventListener(
    "click",
    guard(async () => {
      const parts: BlobPart[] = [];
      for await (const bytes of model.call({ kind: "save" })) parts.push(bytes);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(parts));
      link.download = `${plan.name}-step-${model.sight().step}.safetensors`;
      link.click();
      URL.revokeObjectURL(link.href);
      kept = model.sight().step;
      say(`saved ${link.download}`);
    }),
  );
  // So that the same file can be opened once more.
  open.addEventListener("click", () => (open.value = ""));
  open.addEventListener(
    "change",
    guard(async () => {
      const file = open.files?.[0];
      if (file === undefined) return;
      const checkpoint = new Uint8Array(await file.arrayBuffer());
      const notes: string[] = [];
      for await (const note of model.call({ kind: "load", checkpoint, name: file.name })) notes.push(note);
      forget();
      kept = model.sight().step;
      origin = kept === 0 ? file.name : undefined;
      showBackend();
      say([`opened ${file.name}, after step ${model.sight().step}`, ...notes].join("; "));
    }),
  );
  if (plan.generators.length > 0) {
    element("generation", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      guard(generate)();
    });
    element("generator", HTMLSelectElement).addEventListener("change", showGenerator);
    showGenerator();
  }
  const kernels = element("kernels", HTMLDetailsElement);
  const showShaders = async (): Promise<void> => {
    const { showKernels } = await import("./kernels-view.ts");
    await showKernels(kernels, plan, shaders, fail);
  };
  kernels.addEventListener("toggle", guard(showShaders), { once: true });
  // A browser then asks first.
  addEventListener("beforeunload", (event) => {
    if (model.sight().step !== kept) event.preventDefault();
  });
  new ResizeObserver(draw).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  // Until here a click would have been lost.
  document.querySelector("main")?.removeAttribute("inert");
  say(origin === undefined ? "ready" : `ready, with ${origin}`);
}
