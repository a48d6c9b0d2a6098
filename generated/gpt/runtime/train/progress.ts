/** The line that tells how a training goes: text only, written by whoever has a terminal or a page. */
import type { EvaluationProgress } from "./evaluate.ts";

/**
 * What a step takes of the data: labels of texts, positions of what has other numbers along an axis, or whole records. Where there are neither
 * data nor a batch, steps are all that can be counted.
 */
export type StepUnit = "tokens" | "positions" | "examples" | "steps";

export interface TrainingView {
  readonly step: number;
  readonly steps: number;
  readonly loss: number | undefined;
  /** What the last step reports beside, by name. */
  readonly reports: Readonly<Record<string, number>>;
  readonly evaluationLoss: number | undefined;
  /** Steps that changed nothing, since gradients were too large for half precision. */
  readonly skipped: number;
  /** In units a second. */
  readonly speed: number | undefined;
  readonly unit: StepUnit;
  readonly millisecondsLeft: number | undefined;
}

/** Reports leave the bar so many characters. */
const shortestBar = 10;

/**
 * `step 120/500 ━━━━─────  loss 2.412  held out 2.501  24,310 tokens/s  0:45 left`, at most `width` characters; reports
 * stand behind the loss as far as there is room.
 */
export function progressLine(view: TrainingView, width = 100): string {
  const parts = [`step ${view.step}/${view.steps}`];
  const losses = view.loss === undefined ? [] : [`loss ${lossText(view.loss, 3)}`];
  parts.push(...losses);
  if (view.evaluationLoss !== undefined) parts.push(`held out ${lossText(view.evaluationLoss, 3)}`);
  if (view.skipped > 0) parts.push(`${view.skipped} skipped`);
  if (view.speed !== undefined) parts.push(speedText(view.speed, view.unit));
  if (view.millisecondsLeft !== undefined) parts.push(`${formatDuration(view.millisecondsLeft)} left`);
  for (const [name, value] of Object.entries(view.reports)) {
    const report = `${name} ${lossText(value, 3)}`;
    if (parts.join("  ").length + report.length + shortestBar + 3 > width) break;
    losses.push(report);
    parts.splice(losses.length, 0, report);
  }
  const text = parts.join("  ");
  const length = Math.min(20, width - text.length - 1);
  if (length < 5 || view.steps < 1) return text.slice(0, width);
  const bar = barOf(Math.min(view.step, view.steps) / view.steps, length);
  const [head = "", ...rest] = parts;
  return [`${head} ${bar}`, ...rest].join("  ");
}

/** `evaluating ━━━━─────  batch 1,204 of 20,480  0:45 left`, at most `width` characters. */
export function evaluationLine({ done, of, millisecondsLeft }: EvaluationProgress, width = 100): string {
  const batches = `batch ${done.toLocaleString("en")} of ${of.toLocaleString("en")}`;
  const text = `evaluating  ${batches}  ${formatDuration(millisecondsLeft)} left`;
  const length = Math.min(20, width - text.length - 1);
  return length < 5 ? text.slice(0, width) : text.replace("  ", ` ${barOf(done / of, length)}  `);
}

/** `━━━━─────`, of so many characters. */
function barOf(share: number, length: number): string {
  const done = Math.round(length * share);
  return "━".repeat(done) + "─".repeat(length - done);
}

/** With so many decimals; three digits of a number of which less than two would be left. */
export function lossText(loss: number, decimals: number): string {
  const isSmall = loss !== 0 && Math.abs(loss) < 10 ** (1 - decimals);
  return isSmall ? loss.toPrecision(3) : loss.toFixed(decimals);
}

/** `24,310 tokens/s` */
export function speedText(perSecond: number, unit: StepUnit): string {
  return `${Math.round(perSecond).toLocaleString("en")} ${unit}/s`;
}

/** `0:45`, `12:03`, `1:02:03`. */
export function formatDuration(milliseconds: number): string {
  const total = Math.max(0, Math.round(milliseconds / 1000));
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const tail = String(seconds).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

interface StepLosses {
  readonly step: number;
  readonly loss: number;
  readonly reports?: Readonly<Record<string, number>>;
}

/** Steps that end within so many milliseconds are timed together: pages have coarse clocks, and losses may come several at once. */
const togetherMs = 50;
const mostMarks = 20;

interface Mark {
  readonly step: number;
  readonly at: number;
}

/** Of the steps between marks. The slowest of several stretches is left out: the machine may have slept in it. */
function timePerStep(marks: readonly Mark[]): number | undefined {
  const stretches = marks.slice(1).map(({ step, at }, before) => {
    const { step: first = step, at: begun = at } = marks[before] ?? {};
    return { steps: step - first, milliseconds: at - begun };
  });
  stretches.sort((a, b) => a.milliseconds / a.steps - b.milliseconds / b.steps);
  if (stretches.length > 2) stretches.pop();
  const steps = stretches.reduce((sum, stretch) => sum + stretch.steps, 0);
  return steps === 0 ? undefined : stretches.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / steps;
}

/** Follows a training's steps: `update` after each, `view` for the line. Speed is that of the last steps. */
export function createTrainingView(
  steps: number,
  { countPerStep, unit }: { readonly countPerStep: number; readonly unit: StepUnit },
  now: () => number = () => performance.now(),
) {
  const marks: Mark[] = [];
  /** What evaluations took: their time isn't a step's. */
  let outside = 0;
  let last: number | undefined;
  let view: TrainingView = {
    step: 0,
    steps,
    loss: undefined,
    reports: {},
    evaluationLoss: undefined,
    skipped: 0,
    speed: undefined,
    unit,
    millisecondsLeft: undefined,
  };
  return {
    update: ({ step, loss, reports = {} }: StepLosses, skipped = 0): void => {
      const at = (last = now()) - outside;
      if (at - (marks.at(-1)?.at ?? -Infinity) >= togetherMs) marks.push({ step, at });
      if (marks.length > mostMarks) marks.shift();
      const perStep = timePerStep(marks);
      view = {
        ...view,
        step,
        loss,
        reports,
        skipped,
        speed: perStep === undefined ? undefined : (countPerStep * 1000) / perStep,
        millisecondsLeft: perStep === undefined ? undefined : (steps - step) * perStep,
      };
    },
    evaluated: (loss: number): void => {
      if (last !== undefined) outside += now() - last;
      view = { ...view, evaluationLoss: loss };
    },
    view: (): TrainingView => view,
  };
}
