/** What `train.ts` prints: lines that stay, and one below that changes, where there is a terminal. */
import { programCommand, terminalWidth, writeOutput } from "../host.ts";
import type { Model } from "../mod.ts";
import type { PlanTraining } from "../plan.ts";
import { createTrainingView, evaluationLine, lossText, progressLine, speedText } from "../train/progress.ts";
import { shellWord } from "../shell.ts";
import type { TrainEvent } from "../train/training.ts";
import type { Program } from "./program.ts";
import type { Reporter } from "./train-json.ts";

type Event<Kind extends TrainEvent["kind"]> = Extract<TrainEvent, { readonly kind: Kind }>;

/** Where there is no terminal, a line comes after so many milliseconds at the latest, with the next step. */
const longestSilence = 30_000;

/** How far a training came. */
interface Progress {
  first: number;
  /** Undefined before the first step. */
  last: Event<"step"> | undefined;
  skipped: number;
  /** The newest one's name. */
  checkpoint: string;
  readonly saved: Map<number, string>;
  /** Of the evaluations. */
  least: { readonly step: number; readonly loss: number };
  evaluated: number;
}

/** `command` goes on with the training; it is the package's own unless weft runs this. */
export async function lineReporter(
  { plan }: Pick<Program, "plan">,
  { backend }: Pick<Model, "backend">,
  training: PlanTraining,
  command = programCommand("train"),
): Promise<Reporter> {
  const { length } = training;
  const width = await terminalWidth();
  const parameters = plan.parameters.reduce((sum, { count }) => sum + count, 0);
  await writeOutput(`${plan.name}: ${parameters.toLocaleString("en")} parameters, on ${backend}\n`);
  const others = plan.trainings.filter(({ name }) => name !== training.name);
  if (others.length > 0)
    await writeOutput(
      `training ${training.name}; there is ${others.map(({ name }) => name).join(", ")}, too\n`,
    );
  const progress: Progress = {
    first: 0,
    last: undefined,
    skipped: 0,
    checkpoint: "",
    saved: new Map(),
    least: { step: 0, loss: Infinity },
    evaluated: 0,
  };
  let view = createTrainingView(0, { countPerStep: 0, unit: "examples" });
  let stepsPerEpoch = 0;
  let epochLosses: number[] = [];
  const clear = width === undefined ? "" : "\r\x1b[2K";
  let shownAt = 0;
  const show = (): Promise<void> => {
    shownAt = performance.now();
    const line = progressLine(view.view(), (width ?? 100) - 1);
    return writeOutput(`${clear}${line}${width === undefined ? "\n" : ""}`);
  };
  const keep = (text: string): Promise<void> => writeOutput(`${clear}${text}\n`);
  return async (event) => {
    switch (event.kind) {
      case "start":
        progress.first = event.step;
        stepsPerEpoch = event.stepsPerEpoch;
        view = createTrainingView(event.steps, event);
        return keep(startText(event));
      case "step": {
        if (event.scaling?.skipped === true) progress.skipped += 1;
        view.update(event, progress.skipped);
        progress.last = event;
        epochLosses.push(event.loss);
        if (length.kind === "epochs" && event.step % stepsPerEpoch === 0) {
          const mean = epochLosses.reduce((sum, loss) => sum + loss, 0) / epochLosses.length;
          epochLosses = [];
          await keep(`epoch ${event.step / stepsPerEpoch}: mean loss ${lossText(mean, 4)}`);
        }
        const isLate = performance.now() - shownAt > longestSilence;
        const isShown =
          width !== undefined || event.step === progress.first + 1 || event.step % 20 === 0 || isLate;
        return isShown ? show() : undefined;
      }
      case "evaluating":
        // In a file only what stays is of use.
        if (width !== undefined) await writeOutput(`${clear}${evaluationLine(event, width - 1)}`);
        return;
      case "evaluation":
        view.evaluated(event.loss);
        progress.evaluated = event.step;
        if (event.loss < progress.least.loss) progress.least = event;
        await keep(`step ${event.step}: held out ${lossesText(event.loss, event.reports)}`);
        return width === undefined ? undefined : show();
      case "saved":
        progress.checkpoint = event.checkpoint;
        progress.saved.set(event.step, event.checkpoint);
        return keep(`step ${event.step}: saved ${event.checkpoint}`);
      case "back":
        return keep(
          `back to step ${event.step}: its held-out loss, ${lossText(event.loss, 4)}, was the least`,
        );
      case "done":
        for (const line of doneLines(event, progress, training, command)) await keep(line);
    }
  };
}

function startText({ step, steps, unit, countPerStep }: Event<"start">): string {
  if (step >= steps)
    return `nothing is left to do: step ${step} is reached, of ${steps} in all; more by --steps`;
  const before = step > 0 ? `going on after step ${step}; ` : "";
  const each = unit === "steps" ? "" : `, ${countPerStep} ${unit} each`;
  return `${before}${steps} steps${each}; compiling the kernels`;
}

/** How a training ended, and what to do next. */
function doneLines(
  { step, reason, msPerStep, countPerSecond, unit, firstStepMs }: Event<"done">,
  { first, last, skipped, checkpoint, saved, least, evaluated }: Progress,
  { patience }: PlanTraining,
  command: string,
): readonly string[] {
  if (step === first) return [];
  const lines: string[] = [];
  // The line that changes is gone by now, and where nothing was held out no other tells how far it came.
  if (evaluated === 0 && last !== undefined)
    lines.push(`step ${step}: ${lossesText(last.loss, last.reports)}`);
  const end = { finished: "done", aborted: "stopped", patience: "out of patience" }[reason];
  const speed = `${msPerStep.toFixed(msPerStep < 10 ? 1 : 0)} ms a step, ${speedText(countPerSecond, unit)}`;
  const begun = `the first step took ${(firstStepMs / 1000).toFixed(1)} s`;
  lines.push(`${end} after step ${step}; ${speed}; ${begun}`);
  if (skipped > 0) lines.push(`${skipped} steps were skipped: gradients too large for half precision`);
  if (patience === undefined && least.step < evaluated && least.loss < Infinity) {
    const kept = saved.get(least.step) ?? "`patience` in the training would end with that state";
    const loss = lossText(least.loss, 4);
    lines.push(`the held-out loss was the least after step ${least.step}, ${loss}: ${kept}`);
  }
  if (reason === "aborted" && checkpoint !== "")
    lines.push(`go on with: ${command} --resume ${shellWord(checkpoint)}`);
  return lines;
}

export function lossesText(loss: number, reports: Readonly<Record<string, number>>): string {
  const others = Object.entries(reports).map(([name, value]) => `${name} ${value.toPrecision(5)}`);
  return [`loss ${lossText(loss, 4)}`, ...others].join("  ");
}
