/** The page of a package: trains and generates in the browser, with a curve of the loss. */
import { trainedText } from "../checkpoint.ts";
import { messageOf } from "../errors.ts";
import type { ModelPlan } from "../plan.ts";
import { createTrainingView, progressLine } from "../progress.ts";
import type { TrainEvent } from "../train.ts";
import { drawCurves, type Point } from "./curves.ts";
import type { ExposedText } from "./messages.ts";
import { readFields } from "./fields.ts";
import { connectModel, type RemoteModel } from "./remote-model.ts";

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
  const back = best === undefined ? "" : `; back to step ${best}, the best one held out`;
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

/** What the page's parts share: what they change is here, and what they show it by. */
interface Page {
  readonly plan: ModelPlan;
  readonly model: RemoteModel;
  /** Tells what goes on; it is read aloud. */
  readonly say: (text: string) => void;
  /** The handler of an event; a failure is told. */
  readonly guard: (action: () => Promise<void>) => () => void;
  /** Of a training that goes on. */
  training: AbortController | undefined;
  /** The step of the state that a file holds. */
  kept: number;
  /** What the model began with, where that was trained before its step 0. */
  origin: string | undefined;
}

function openPage({ plan, worker }: PageProgram): Page {
  const status = element("status", HTMLElement);
  const say = (text: string): void => {
    status.textContent = text;
  };
  const fail = (error: unknown): void => say(`error: ${messageOf(error)}`);
  return {
    plan,
    model: connectModel(worker, (done, total) => say(`compiling kernel ${done} of ${total}`)),
    say,
    guard: (action) => () => void action().catch(fail),
    training: undefined,
    kept: 0,
    origin: plan.weights && `weights ${trainedText(plan.weights)}`,
  };
}

function showBackend({ model }: Page): void {
  element("backend", HTMLElement).textContent = model.sight().backend;
}

/** The curves of one training, with the checkpoint that it goes on from. */
interface Curves {
  readonly losses: Point[];
  readonly evaluations: Point[];
  readonly draw: () => void;
  readonly clear: () => void;
}

function createCurves(): Curves {
  const canvas = element("curve", HTMLCanvasElement);
  const losses: Point[] = [];
  const evaluations: Point[] = [];
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
  const clear = (): void => {
    losses.length = 0;
    evaluations.length = 0;
    element("progress", HTMLElement).textContent = "";
    draw();
  };
  new ResizeObserver(draw).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  return { losses, evaluations, draw, clear };
}

/** Start and pause; `#progress` changes with every step, and isn't read aloud. */
function offerTraining(page: Page, curves: Curves): void {
  const { model, say, guard } = page;
  const start = element("start", HTMLButtonElement);
  const pause = element("pause", HTMLButtonElement);
  const open = element("open", HTMLInputElement);
  const training = element("training", HTMLSelectElement);
  const steps = element("steps", HTMLInputElement);
  const progress = element("progress", HTMLElement);
  let trained = "";

  const show = async (signal: AbortSignal): Promise<void> => {
    let view = createTrainingView(0, { countPerStep: 0, unit: "examples" });
    let first = 0;
    let best: number | undefined;
    const call = {
      kind: "train",
      training: training.value,
      steps: Number(steps.value),
      evaluationBatches: 4,
    } as const;
    for await (const event of model.call(call, signal)) {
      showBackend(page);
      if (event.kind === "start") {
        view = createTrainingView(event.steps, event);
        first = event.step;
        say("training");
      }
      if (event.kind === "step") {
        curves.losses.push({ step: event.step, loss: event.loss });
        view.update(event.step, event.loss);
      }
      if (event.kind === "evaluation") {
        curves.evaluations.push({ step: event.step, loss: event.loss });
        view.evaluated(event.loss);
      }
      if (event.kind === "back") best = event.step;
      if (event.kind === "done") say(doneText(event, first, best));
      else if (event.kind === "step" || event.kind === "evaluation")
        progress.textContent = progressLine(view.view());
      curves.draw();
    }
  };
  const setTraining = (controller: AbortController | undefined): void => {
    page.training = controller;
    const goesOn = controller !== undefined;
    start.disabled = goesOn;
    open.disabled = goesOn;
    pause.disabled = !goesOn;
  };
  const train = async (): Promise<void> => {
    if (page.training !== undefined) return;
    if (!steps.reportValidity()) return say("error: how many steps in all must be a whole number");
    if (trained !== training.value) curves.clear();
    trained = training.value;
    const controller = new AbortController();
    setTraining(controller);
    try {
      say("opening the device");
      await show(controller.signal);
    } finally {
      setTraining(undefined);
    }
  };
  start.addEventListener("click", guard(train));
  pause.addEventListener("click", () => page.training?.abort());
}

/** What generators write, and the values that their models expose. */
function offerGeneration(page: Page): void {
  const { plan, model, say, guard } = page;
  const chosen = element("generator", HTMLSelectElement);
  const button = element("generate", HTMLButtonElement);
  const output = element("text", HTMLElement);
  /** In the page where a generator's models expose values. */
  const exposed = document.getElementById("exposed");
  let view: ((text: ExposedText) => void) | undefined;
  let generation: AbortController | undefined;
  /** Each text has another seed, from 0 on. */
  let seed = -1;

  const showExposed = async (text: ExposedText): Promise<void> => {
    if (exposed === null) return;
    view ??= (await import("./exposed-view.ts")).createExposedView(exposed);
    view(text);
  };
  const write = async (signal: AbortSignal): Promise<void> => {
    if (exposed !== null) exposed.hidden = true;
    if (page.training === undefined) say("opening the device");
    seed += 1;
    const name = chosen.value;
    const generator = plan.generators.find((candidate) => candidate.name === name);
    const fields = document.querySelectorAll<HTMLInputElement>(`[data-generator="${name}"] input`);
    const given = await readFields(plan, name, fields);
    if (generator?.grow === undefined) {
      for await (const item of model.call({ kind: "describe", generator: name, given, seed }))
        if (typeof item === "string") output.textContent = item;
        else await showExposed(item);
    } else {
      const { from } = generator.grow;
      const beginning = from.kind === "argument" ? given[from.name] : undefined;
      output.textContent = Array.isArray(beginning) ? beginning.join("") : String(beginning ?? "");
      for await (const piece of model.call({ kind: "generate", generator: name, given, seed }, signal))
        if (typeof piece === "string") output.textContent += piece;
        else await showExposed(piece);
    }
    showBackend(page);
    // While a training goes on, the status is its own.
    if (page.training === undefined) say(generatedText(plan, model.sight().step, page.origin));
  };
  const generate = async (): Promise<void> => {
    if (generation !== undefined) return generation.abort();
    const { signal } = (generation = new AbortController());
    button.textContent = "Stop";
    try {
      await write(signal);
    } finally {
      generation = undefined;
      button.textContent = "Generate";
    }
  };
  const showChosen = (): void => {
    for (const fields of document.querySelectorAll<HTMLFieldSetElement>("[data-generator]")) {
      const isOther = fields.dataset["generator"] !== chosen.value;
      fields.hidden = isOther;
      // Else a text that is missing there would keep the form.
      fields.disabled = isOther;
    }
  };
  element("generation", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    guard(generate)();
  });
  chosen.addEventListener("change", showChosen);
  showChosen();
}

/** Checkpoints are saved to files and opened from them; a page that would lose steps asks before it is left. */
function offerFiles(page: Page, curves: Curves): void {
  const { plan, model, say, guard } = page;
  const open = element("open", HTMLInputElement);
  const save = async (): Promise<void> => {
    const parts: BlobPart[] = [];
    for await (const bytes of model.call({ kind: "save" })) parts.push(bytes);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(parts));
    link.download = `${plan.name}-step-${model.sight().step}.safetensors`;
    link.click();
    URL.revokeObjectURL(link.href);
    page.kept = model.sight().step;
    say(`saved ${link.download}`);
  };
  const load = async (): Promise<void> => {
    const file = open.files?.[0];
    if (file === undefined) return;
    const checkpoint = new Uint8Array(await file.arrayBuffer());
    const notes: string[] = [];
    for await (const note of model.call({ kind: "load", checkpoint, name: file.name })) notes.push(note);
    curves.clear();
    page.kept = model.sight().step;
    page.origin = page.kept === 0 ? file.name : undefined;
    showBackend(page);
    say([`opened ${file.name}, after step ${model.sight().step}`, ...notes].join("; "));
  };
  element("save", HTMLButtonElement).addEventListener("click", guard(save));
  // So that the same file can be opened once more.
  open.addEventListener("click", () => (open.value = ""));
  open.addEventListener("change", guard(load));
  // A browser then asks first.
  addEventListener("beforeunload", (event) => {
    if (model.sight().step !== page.kept) event.preventDefault();
  });
}

/** The page's buttons and what happens at each. */
export function startPage(program: PageProgram): void {
  const page = openPage(program);
  const { plan, say, guard, origin } = page;
  const curves = createCurves();
  offerTraining(page, curves);
  offerFiles(page, curves);
  if (plan.generators.length > 0) offerGeneration(page);
  const kernels = element("kernels", HTMLDetailsElement);
  const showShaders = async (): Promise<void> => {
    const { showKernels } = await import("./kernels-view.ts");
    await showKernels(kernels, plan, program.shaders, (error) => say(`error: ${messageOf(error)}`));
  };
  kernels.addEventListener("toggle", guard(showShaders), { once: true });
  // Until here a click would have been lost.
  document.querySelector("main")?.removeAttribute("inert");
  say(origin === undefined ? "ready" : `ready, with ${origin}`);
}
