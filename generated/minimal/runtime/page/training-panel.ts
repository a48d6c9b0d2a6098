/** Trains in the page: its buttons, and the curve of the loss. `#progress` changes with every step, and isn't read aloud. */
import { createTrainingView, evaluationLine, progressLine } from "../train/progress.ts";
import type { TrainEvent } from "../train/training.ts";
import { curvesText, drawCurves, type Point } from "./curves.ts";
import { onceAFrame } from "./frames.ts";
import { element, type PageContext } from "./page-context.ts";

export interface TrainingPanel {
  readonly isTraining: () => boolean;
  /** Leaves no curve: it is that of one training, with the checkpoint that it goes on from. */
  readonly forget: () => void;
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

/** Losses by step, drawn as they come. */
interface LossCurves {
  readonly losses: Point[];
  readonly evaluations: Point[];
  /** Leaves the points up to a step, from which the training goes on. */
  readonly cut: (step: number) => void;
  readonly draw: () => void;
}

function createLossCurves(): LossCurves {
  const canvas = element("curve", HTMLCanvasElement);
  const losses: Point[] = [];
  const evaluations: Point[] = [];
  /** Steps may be shorter than a frame. */
  const draw = onceAFrame(() => {
    const isEmpty = losses.length + evaluations.length === 0;
    element("curves", HTMLElement).hidden = isEmpty;
    if (isEmpty) return;
    drawCurves(canvas, losses, evaluations);
    canvas.ariaLabel = curvesText(losses, evaluations);
  });
  const cut = (step: number): void => {
    for (const points of [losses, evaluations])
      points.length = points.filter((point) => point.step <= step).length;
  };
  new ResizeObserver(draw).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  return { losses, evaluations, cut, draw };
}

/** A button that was `disabled` would lose the focus to nothing. */
function setEnabled(button: HTMLButtonElement, isEnabled: boolean): void {
  button.ariaDisabled = String(!isEnabled);
}

export function createTrainingPanel({ model, say, guard, showBackend }: PageContext): TrainingPanel {
  const start = element("start", HTMLButtonElement);
  const pause = element("pause", HTMLButtonElement);
  const open = element("open", HTMLInputElement);
  const training = element("training", HTMLSelectElement);
  const steps = element("steps", HTMLInputElement);
  const progress = element("progress", HTMLElement);
  const curves = createLossCurves();
  let controller: AbortController | undefined;
  let trained = "";

  const forget = (): void => {
    curves.cut(-1);
    progress.textContent = "";
    curves.draw();
  };

  /** Shows the events of one training as they come. */
  const follow = async (signal: AbortSignal): Promise<void> => {
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
      showBackend();
      if (event.kind === "start") {
        view = createTrainingView(event.steps, event, model.madeAt);
        first = event.step;
        curves.cut(first);
        say("training");
      }
      if (event.kind === "step") {
        curves.losses.push({ step: event.step, loss: event.loss });
        view.update(event);
      }
      if (event.kind === "evaluation") {
        curves.evaluations.push({ step: event.step, loss: event.loss });
        view.evaluated(event.loss);
      }
      if (event.kind === "evaluating") progress.textContent = evaluationLine(event);
      if (event.kind === "back") best = event.step;
      if (event.kind === "done") say(doneText(event, first, best));
      else if (event.kind === "step" || event.kind === "evaluation")
        progress.textContent = progressLine(view.view());
      curves.draw();
    }
  };

  const train = async (): Promise<void> => {
    if (controller !== undefined) return;
    if (!steps.reportValidity()) return say("error: how many steps in all must be a whole number");
    if (trained !== training.value) forget();
    trained = training.value;
    controller = new AbortController();
    open.disabled = true;
    setEnabled(start, false);
    setEnabled(pause, true);
    try {
      say("opening the device");
      await follow(controller.signal);
    } finally {
      controller = undefined;
      open.disabled = false;
      setEnabled(start, true);
      setEnabled(pause, false);
    }
  };

  start.addEventListener("click", guard(train));
  pause.addEventListener("click", () => controller?.abort());
  return { isTraining: () => controller !== undefined, forget };
}
