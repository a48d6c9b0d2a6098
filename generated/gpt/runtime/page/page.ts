/** The page of a package: trains and generates in the browser, with a curve of the loss. */
import { messageOf } from "../errors.ts";
import type { ModelPlan } from "../plan.ts";
import { createTrainingView, progressLine } from "../progress.ts";
import { drawCurves, type Point } from "./curves.ts";
import { connectModel } from "./remote-model.ts";

/** What the package gives to its page. */
export interface PageProgram {
  readonly plan: ModelPlan;
  /** Runs `serveModel`. */
  readonly worker: Worker;
}

/** The element with this id. Throws where the page has none of that kind. */
function element<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no element #${id}`);
}

/** The page's buttons and what happens at each. `#status` tells what goes on, also when it fails. */
export function startPage({ plan, worker }: PageProgram): void {
  const status = element("status", HTMLElement);
  const start = element("start", HTMLButtonElement);
  const pause = element("pause", HTMLButtonElement);
  const save = element("save", HTMLButtonElement);
  const open = element("open", HTMLInputElement);
  const training = element("training", HTMLSelectElement);
  const steps = element("steps", HTMLInputElement);
  const canvas = element("curve", HTMLCanvasElement);
  const losses: Point[] = [];
  const evaluations: Point[] = [];
  let controller: AbortController | undefined;

  const say = (text: string): void => {
    status.textContent = text;
  };
  const draw = (): void => drawCurves(canvas, losses, evaluations);
  const model = connectModel(worker, (done, total) => say(`compiling kernel ${done} of ${total}`));
  const showBackend = (): void => {
    element("backend", HTMLElement).textContent = model.sight().backend;
  };
  const guard = (action: () => Promise<void>) => (): void => {
    action().catch((error: unknown) => say(`error: ${messageOf(error)}`));
  };

  const train = async (): Promise<void> => {
    if (controller !== undefined) return;
    controller = new AbortController();
    start.disabled = true;
    pause.disabled = false;
    try {
      say("opening the device");
      let view = createTrainingView(0, { countPerStep: 0, unit: "examples" });
      const call = {
        kind: "train",
        training: training.value,
        steps: Number(steps.value),
        evaluationBatches: 4,
      } as const;
      for await (const event of model.call(call, controller.signal)) {
        showBackend();
        if (event.kind === "start") view = createTrainingView(event.steps, event);
        if (event.kind === "step") {
          losses.push({ step: event.step, loss: event.loss });
          view.update(event.step, event.loss);
        }
        if (event.kind === "evaluation") {
          evaluations.push({ step: event.step, loss: event.loss });
          view.evaluated(event.loss);
        }
        if (event.kind !== "saved")
          say(event.kind === "done" ? `${event.reason} after step ${event.step}` : progressLine(view.view()));
        draw();
      }
    } finally {
      controller = undefined;
      start.disabled = false;
      pause.disabled = true;
    }
  };

  const generate = async (): Promise<void> => {
    const output = element("text", HTMLElement);
    if (controller === undefined) say("opening the device");
    const settle = (): void => {
      showBackend();
      // While a training goes on, the status is its own.
      if (controller === undefined) say(`generated after ${model.sight().step} steps of training`);
    };
    const name = element("generator", HTMLSelectElement).value;
    const generator = plan.generators.find((candidate) => candidate.name === name);
    const given: Record<string, string | number | boolean> = {};
    for (const input of document.querySelectorAll<HTMLInputElement>(`[data-generator="${name}"] input`)) {
      given[input.name] =
        input.type === "checkbox"
          ? input.checked
          : input.type === "number"
            ? Number(input.value)
            : input.value;
    }
    if (generator?.grow === undefined) {
      for await (const text of model.call({ kind: "describe", generator: name, given }))
        output.textContent = text;
      return settle();
    }
    const { from } = generator.grow;
    output.textContent = from.kind === "argument" ? String(given[from.name] ?? "") : "";
    for await (const piece of model.call({ kind: "generate", generator: name, given }))
      output.textContent += piece;
    settle();
  };

  const showGenerator = (): void => {
    const name = element("generator", HTMLSelectElement).value;
    for (const form of document.querySelectorAll<HTMLElement>("[data-generator]")) {
      form.hidden = form.dataset["generator"] !== name;
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
      say(`saved ${link.download}`);
    }),
  );
  open.addEventListener(
    "change",
    guard(async () => {
      const file = open.files?.[0];
      if (file === undefined) return;
      const checkpoint = new Uint8Array(await file.arrayBuffer());
      const notes: string[] = [];
      for await (const note of model.call({ kind: "load", checkpoint })) notes.push(note);
      say([`opened ${file.name}`, ...notes].join("; "));
    }),
  );
  if (plan.generators.length > 0) {
    element("generate", HTMLButtonElement).addEventListener("click", guard(generate));
    element("generator", HTMLSelectElement).addEventListener("change", showGenerator);
    showGenerator();
  }
  draw();
  // Until here a click would have been lost.
  document.querySelector("main")?.removeAttribute("inert");
  say("ready");
}
