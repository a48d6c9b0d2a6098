/** `train.ts --json`: an object a line. */
import type { EngineCounts } from "../engine.ts";
import { writeOutput } from "../host.ts";
import type { Model } from "../mod.ts";
import type { PlanTraining } from "../plan.ts";
import type { TrainEvent } from "../train/training.ts";

/** The parts of `done` that come from counting, not from the plan. */
function countsOf(
  before: EngineCounts | undefined,
  after: EngineCounts | undefined,
  label: string,
  steps: number,
) {
  const each = (counts: ReadonlyMap<string, number> | undefined): number =>
    (counts?.get(label) ?? 0) / Math.max(1, steps);
  const created = (after?.buffersCreated ?? 0) - (before?.buffersCreated ?? 0);
  return {
    submitsPerStep: each(after?.submits),
    dispatchesPerStep: each(after?.dispatches),
    buffersCreatedPerStep: created / Math.max(1, steps - 1),
    peakBytes: after?.peakBytes ?? 0,
  };
}

export type Reporter = (event: Exclude<TrainEvent, { kind: "state" }>) => Promise<void>;

export function jsonReporter(model: Model, { name }: PlanTraining): Reporter {
  let first = 0;
  let afterFirst: EngineCounts | undefined;
  let checkpoint: string | undefined;
  let best: { readonly step: number; readonly loss: number } | undefined;
  const line = (content: object): Promise<void> => writeOutput(`${JSON.stringify(content)}\n`);
  return async (event) => {
    switch (event.kind) {
      case "start":
        first = event.step;
        return;
      case "evaluating":
        return;
      case "step":
        if (event.step === first + 1) afterFirst = model.counts();
        return line({
          step: event.step,
          loss: event.loss,
          ...rateOf(event),
          ...scaleOf(event),
          ...event.reports,
        });
      case "evaluation":
        return line({ step: event.step, evaluation: { loss: event.loss, ...event.reports } });
      case "saved":
        checkpoint = event.checkpoint;
        return;
      case "back":
        best = { step: event.step, loss: event.loss };
        return;
      case "done": {
        const { step, firstStepMs, msPerStep, countPerSecond, unit } = event;
        const counts = countsOf(afterFirst, model.counts(), `train ${name}`, step - first);
        const { backend, adapter } = model;
        return line({
          done: true,
          steps: step,
          ...(best === undefined ? {} : { best }),
          checkpoint,
          firstStepMs,
          msPerStep,
          [`${unit}PerSecond`]: countPerSecond,
          ...counts,
          backend: backend.split(":")[0],
          adapter,
        });
      }
    }
  };
}

function rateOf(event: { readonly rate?: number }): { readonly rate?: number } {
  return event.rate === undefined ? {} : { rate: event.rate };
}

/** With half precision: the scale of the loss after the step, and whether the step was skipped. */
function scaleOf({ scaling }: Extract<TrainEvent, { kind: "step" }>): object {
  if (scaling === undefined) return {};
  return scaling.skipped ? { scale: scaling.scale, skipped: true } : { scale: scaling.scale };
}
