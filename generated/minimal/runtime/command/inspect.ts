/** Shows the formulas of one training step, their values and their gradients: the program of an inspected training's package. */
import { WeftError } from "../errors.ts";
import { writeOutput } from "../host.ts";
import type { Model } from "../mod.ts";
import type { PlanTraining } from "../plan.ts";
import type { Tensor } from "../tensor.ts";
import type { Formula } from "../train/training.ts";
import { countFlag, type Words } from "./flags.ts";
import { readCheckpoint, type Program } from "./program.ts";

/** Loads the checkpoint that `--inspect` names, runs the step after it, and prints a line for each formula, or one formula's numbers. */
export async function inspectStep(
  { plan }: Program,
  model: Model,
  training: PlanTraining,
  words: Words,
): Promise<void> {
  const checkpoint = words.flags.get("inspect");
  if (checkpoint === undefined) return;
  if (!plan.entries.some(({ outputs }) => outputs.some(({ role }) => role === "gradient")))
    throw new WeftError("input", "this package shows no formulas: use `weft replay`");
  model.load(await readCheckpoint(checkpoint), checkpoint);
  const steps = countFlag(words, "steps");
  const json = words.flags.has("json");
  const options = { evaluateEvery: Infinity, ...(steps === undefined ? {} : { steps }) };
  for await (const event of model.train(training.name, options)) {
    if (event.kind !== "step") continue;
    const { step, loss, formulas = new Map<string, Formula>() } = event;
    const show = words.flags.get("show");
    if (json) await writeOutput(`${JSON.stringify({ step, loss })}\n`);
    else await writeOutput(`step ${step}: loss ${loss.toFixed(6)}\n`);
    if (show !== undefined) return await showNumbers(formulas, show, json);
    return await showAll(formulas, json);
  }
}

interface Statistics {
  readonly mean: number;
  readonly deviation: number;
  readonly least: number;
  readonly most: number;
}

function statisticsOf({ data }: Tensor): Statistics {
  let [sum, squares, least, most] = [0, 0, Infinity, -Infinity];
  for (const value of data) {
    sum += value;
    squares += value * value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const mean = sum / data.length;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / data.length - mean * mean)), least, most };
}

function shapeOf({ axes, sizes }: Tensor): string {
  return `[${axes.map((axis, at) => `${axis} ${sizes[at] ?? 1}`).join(", ")}]`;
}

async function showAll(formulas: ReadonlyMap<string, Formula>, json: boolean): Promise<void> {
  const width = Math.max(7, ...[...formulas.keys()].map((name) => name.length));
  if (!json)
    await writeOutput(
      `${"formula".padEnd(width)}  ${["mean", "deviation", "least", "most", "gradient's norm"].map((head) => head.padStart(11)).join(" ")}  shape\n`,
    );
  for (const [name, { value, gradient }] of formulas) {
    const { mean, deviation, least, most } = statisticsOf(value);
    const norm = gradient === undefined ? undefined : normOf(gradient);
    if (json) {
      const gradientStatistics =
        gradient === undefined ? {} : { gradient: { ...statisticsOf(gradient), norm } };
      const line = { formula: name, axes: value.axes, sizes: value.sizes, mean, deviation, least, most };
      await writeOutput(`${JSON.stringify({ ...line, ...gradientStatistics })}\n`);
      continue;
    }
    const numbers = [mean, deviation, least, most, ...(norm === undefined ? [] : [norm])];
    const columns = numbers.map((number) => numberText(number).padStart(11)).join(" ");
    await writeOutput(`${name.padEnd(width)}  ${columns.padEnd(63)}  ${shapeOf(value)}\n`);
  }
}

function normOf({ data }: Tensor): number {
  let sum = 0;
  for (const value of data) sum += value * value;
  return Math.sqrt(sum);
}

async function showNumbers(
  formulas: ReadonlyMap<string, Formula>,
  wanted: string,
  json: boolean,
): Promise<void> {
  const names = [...formulas.keys()];
  const matches = names.filter((name) => name === wanted || name.endsWith(`.${wanted}`));
  const [name, ...others] = matches;
  if (name === undefined || others.length > 0) {
    const said = name === undefined ? `there is no formula \`${wanted}\`` : `\`${wanted}\` may be several`;
    throw new WeftError(
      "input",
      [`${said}; there are`, ...(name === undefined ? names : matches)].join("\n  "),
    );
  }
  const { value, gradient } = formulas.get(name) ?? {};
  for (const [what, tensor] of [[name, value] as const, [`gradient of ${name}`, gradient] as const]) {
    if (tensor === undefined) continue;
    if (json) {
      const { axes, sizes, data } = tensor;
      await writeOutput(`${JSON.stringify({ formula: what, axes, sizes, data: [...data] })}\n`);
    } else await writeOutput(`${what} ${shapeOf(tensor)}\n${rowsOf(tensor).join("\n")}\n`);
  }
}

/** Four digits; an exponent where zeros would hide them. */
function numberText(number: number): string {
  const size = Math.abs(number);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? number.toExponential(3) : number.toPrecision(4);
}

/** The first numbers of the first rows along the last axis. */
function rowsOf({ sizes, data }: Tensor): readonly string[] {
  const [mostRows, mostColumns] = [8, 8];
  const columns = sizes.at(-1) ?? 1;
  const rows = data.length / Math.max(1, columns);
  const lines: string[] = [];
  for (let row = 0; row < Math.min(rows, mostRows); row++) {
    const start = row * columns;
    const numbers = [...data.subarray(start, start + Math.min(columns, mostColumns))];
    const text = numbers.map((number) => numberText(number).padStart(12)).join("");
    lines.push(columns > mostColumns ? `${text} …` : text);
  }
  return rows > mostRows ? [...lines, `  … ${rows - mostRows} rows more`] : lines;
}
