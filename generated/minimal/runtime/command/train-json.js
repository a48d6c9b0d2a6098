import { writeOutput } from "../host.js";
/** The parts of `done` that come from counting, not from the plan. */
function countsOf(before, after, label, steps) {
    const each = (counts) => (counts?.get(label) ?? 0) / Math.max(1, steps);
    const created = (after?.buffersCreated ?? 0) - (before?.buffersCreated ?? 0);
    return {
        submitsPerStep: each(after?.submits),
        dispatchesPerStep: each(after?.dispatches),
        buffersCreatedPerStep: created / Math.max(1, steps - 1),
        peakBytes: after?.peakBytes ?? 0,
    };
}
export function jsonReporter(model, { name }) {
    let first = 0;
    let afterFirst;
    let checkpoint;
    let best;
    const line = (content) => writeOutput(`${JSON.stringify(content)}\n`);
    return async (event) => {
        switch (event.kind) {
            case "start":
                first = event.step;
                return;
            case "evaluating":
                return;
            case "step":
                if (event.step === first + 1)
                    afterFirst = model.counts();
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
function rateOf(event) {
    return event.rate === undefined ? {} : { rate: event.rate };
}
/** With half precision: the scale of the loss after the step, and whether the step was skipped. */
function scaleOf({ scaling }) {
    if (scaling === undefined)
        return {};
    return scaling.skipped ? { scale: scaling.scale, skipped: true } : { scale: scaling.scale };
}
