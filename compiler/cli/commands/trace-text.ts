/** A trace as text and as JSON. */
import type { Axis } from "../../3-graph/graph.ts";
import type { Tensor } from "../../3-graph/tensor.ts";
import { arrange, countOf } from "../../3-graph/tensor.ts";
import type { InputArray } from "../../../runtime/layout.ts";
import type { PlanInput } from "../../../runtime/plan.ts";
import { lineText, positionAt } from "../../source/spans.ts";
import { displayWidth, printable } from "../../source/width.ts";
import type { Spec } from "../spec.ts";
import { textsOf } from "../spec.ts";
import { bold } from "../terminal.ts";
import type { Step } from "./trace-values.ts";
import { instanceOf } from "./trace-values.ts";

/** The labels of an axis's positions: those of a vocabulary, or the tokens of the text that lies along it. */
export type Labels = (axis: Axis) => readonly string[] | undefined;

export interface Trace {
  readonly model: string;
  /** Where the parameters come from. */
  readonly source: string;
  readonly inputs: readonly PlanInput[];
  readonly arrays: ReadonlyMap<string, InputArray>;
  /** Of inputs that are texts. */
  readonly tokens: ReadonlyMap<string, readonly string[]>;
  readonly labels: Labels;
  readonly steps: readonly Step[];
  readonly results: readonly Step[];
  readonly spec: Spec;
}

const mostRows = 4;
const mostNumbers = 6;
const mostLikely = 8;
/** Numbers of a step in JSON. */
const mostData = 4096;
const width = 100;

export function describeTrace(trace: Trace): string {
  const parts = [...trace.inputs.map((input) => describeInput(input, trace))];
  let instance: string | undefined;
  for (const step of trace.steps) {
    const own = instanceOf(step.name);
    if (own !== instance) parts.push(bold(`── ${own === "" ? trace.model : own}`));
    instance = own;
    parts.push(describeStep(step, trace));
  }
  for (const result of trace.results) {
    const next = likelyOf(result, trace.labels);
    if (next !== undefined) parts.push(describeLikely(next));
    const chosen = describeChosen(result, trace.labels);
    if (chosen !== undefined) parts.push(chosen);
  }
  return `${parts.join("\n\n")}\n`;
}

function describeInput({ name, axes, indexes }: PlanInput, { arrays, tokens }: Trace): string {
  const array = arrays.get(name);
  const sizes = axes.map((axis, at) => `${axis.name} ${array?.sizes[at] ?? 0}`).join(", ");
  const numbers = [...(array?.data ?? [])];
  const known = tokens.get(name);
  const head = `${bold(name)}  [${sizes}]${indexes === undefined ? "" : ` in ${indexes.name}`}`;
  if (known === undefined) return `${head}\n  ${shortened(numbers)}`;
  const cells = numbers.map((number, at) => [visible(known[at] ?? ""), String(number)] as const);
  return [head, ...inColumns(cells)].join("\n");
}

/** A result of indices as the labels that they name, below those of the axis along which they lie. */
function describeChosen({ name, value, indexes }: Step, labels: Labels): string | undefined {
  const names = indexes && labels(indexes);
  const [axis, ...others] = value.axes;
  if (indexes === undefined || names === undefined || others.length > 0) return undefined;
  const sizes = value.axes.map((own, at) => `${own.name} ${value.shape[at] ?? 0}`).join(", ");
  const along = axis && labels(axis);
  const chosen = [...value.data].map((number) => visible(names[number] ?? String(number)));
  const cells = chosen.map((label, at) =>
    along === undefined ? [label] : [visible(along[at] ?? ""), label],
  );
  return [bold(`${name}  [${sizes}] in ${indexes.name}`), ...inColumns(cells)].join("\n");
}

/** Cells of as many lines each, side by side in rows that fit. */
function inColumns(cells: readonly (readonly string[])[]): readonly string[] {
  const widths = cells.map((cell) => Math.max(...cell.map(displayWidth)));
  const line = (row: readonly number[], part: number): string =>
    `  ${row.map((at) => padded(cells[at]?.[part] ?? "", widths[at] ?? 0)).join("  ")}`.trimEnd();
  const parts = [...(cells[0] ?? [])].map((_, part) => part);
  return wrapped(widths, width - 4).flatMap((row) => parts.map((part) => line(row, part)));
}

/** Positions in rows that fit. */
function wrapped(widths: readonly number[], most: number): readonly (readonly number[])[] {
  const rows: number[][] = [[]];
  let used = 0;
  widths.forEach((one, at) => {
    if (used + one + 2 > most && used > 0) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(at);
    used += one + 2;
  });
  return rows;
}

function describeStep(step: Step, { labels, spec }: Trace): string {
  const { place, text } = sourceOf(step, spec);
  const name = step.name.slice(step.name.lastIndexOf(".") + 1);
  const { type } = step;
  const value = textFirst(step.value, labels);
  const sizes = value.axes.map((axis, at) => `${axis.name} ${value.shape[at] ?? 0}`).join(", ");
  const summary = type === "bool" || value.data.length < 2 ? "" : `   ${summaryOf(value)}`;
  const head = `${place}  ${bold(text)}\n  ${name} [${sizes}]${summary}`;
  const map = attentionOf(value, labels);
  const body = map === undefined ? describeRows(value, labels) : describeAttention(map);
  return [head, ...body.map((line) => `    ${line}`)].join("\n");
}

/** `specs/gpt.weft:12` and the formula there, on one line. */
function sourceOf({ span }: Step, spec: Spec): { readonly place: string; readonly text: string } {
  if (span === undefined) return { place: "", text: "" };
  const text = textsOf(spec)(span.file);
  const first = positionAt(text, span.start).line;
  const last = positionAt(text, span.end).line;
  const lines = Array.from({ length: last - first + 1 }, (_, at) => lineText(text, first + at).trim());
  return { place: `${span.file}:${first}`, text: lines.join(" ").replace(/\s*\/\/.*$/, "") };
}

function summaryOf({ data }: Tensor): string {
  const finite = data.filter((value) => Math.abs(value) < 1e30);
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  const spread = Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length);
  const low = finite.reduce((least, value) => Math.min(least, value), Infinity);
  const high = finite.reduce((most, value) => Math.max(most, value), -Infinity);
  return `mean ${short(mean)}, spread ${short(spread)}, from ${short(low)} to ${short(high)}`;
}

/** The first numbers along the axis with labels of the day, a line a position. */
function describeRows(value: Tensor, labels: Labels): readonly string[] {
  const text = textAxis(value, labels);
  if (text === undefined || value.axes.length === 1) {
    const own = text === undefined ? undefined : labels(text);
    return [shortened([...value.data], own)];
  }
  const step = value.data.length / (value.shape[0] ?? 1);
  if (step === 1) return [shortened([...value.data], labels(text))];
  const names = (labels(text) ?? []).map(visible);
  const shown = names.slice(0, mostRows);
  const wide = Math.max(...shown.map(displayWidth));
  const lines = shown.map((name, at) => {
    const numbers = [...value.data.subarray(at * step, (at + 1) * step)];
    return `${padded(name, wide)}  ${shortened(numbers)}`;
  });
  return names.length > mostRows ? [...lines, `… and ${names.length - mostRows} more`] : lines;
}

/** The first axis whose positions all have labels. */
function textAxis(value: Tensor, labels: Labels): Tensor["axes"][number] | undefined {
  return value.axes.find((axis) => labels(axis)?.length === extentOf(value, axis.id));
}

/** With that axis in front. */
function textFirst(value: Tensor, labels: Labels): Tensor {
  const text = textAxis(value, labels);
  if (text === undefined) return value;
  const axes = [text, ...value.axes.filter((axis) => axis !== text)];
  const shape = axes.map(({ id }) => extentOf(value, id));
  return arrange(value, axes, shape);
}

function extentOf({ axes, shape }: Tensor, id: string): number {
  return shape[axes.findIndex((axis) => axis.id === id)] ?? 0;
}

/** Weights of each position on each other: [maps, rows, columns]. */
export interface Attention {
  readonly maps: readonly Float64Array[];
  readonly tokens: readonly string[];
}

/** Undefined unless two axes have the tokens, and each position's weights are those of a mean. */
export function attentionOf(value: Tensor, labels: Labels): Attention | undefined {
  const shared = value.axes.filter((axis) => labels(axis)?.length === extentOf(value, axis.id));
  const [one, other, more] = shared;
  if (one === undefined || other === undefined || more !== undefined) return undefined;
  const tokens = labels(one) ?? [];
  if (tokens !== labels(other)) return undefined;
  const rest = value.axes.filter((axis) => axis !== one && axis !== other);
  for (const [rows, columns] of [
    [one, other],
    [other, one],
  ] as const) {
    const axes = [...rest, rows, columns];
    const { data, shape } = arrange(
      value,
      axes,
      axes.map(({ id }) => extentOf(value, id)),
    );
    const count = tokens.length;
    const isMean = Array.from({ length: data.length / count }, (_, row) =>
      data.subarray(row * count, (row + 1) * count),
    ).every(
      (weights) =>
        weights.every((weight) => weight >= 0) &&
        Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-6,
    );
    if (!isMean) continue;
    const size = count * count;
    const maps = countOf(shape) / size;
    return {
      tokens,
      maps: Array.from({ length: maps }, (_, map) => data.slice(map * size, (map + 1) * size)),
    };
  }
  return undefined;
}

function describeAttention({ maps, tokens }: Attention): readonly string[] {
  const count = tokens.length;
  const names = tokens.map(visible);
  const cell = Math.max(1, ...names.map(displayWidth));
  const mean = Float64Array.from({ length: count * count }, (_, at) =>
    maps.reduce((sum, map) => sum + (map[at] ?? 0) / maps.length, 0),
  );
  const shownAs = cell <= 2 ? cell : 2;
  const rowOf = (map: Float64Array, row: number): string =>
    Array.from({ length: count }, (_, column) => shade(map[row * count + column] ?? 0).repeat(shownAs)).join(
      "",
    );
  const heads = cell <= 2 ? [" ".repeat(cell + 2) + names.map((name) => padded(name, cell)).join("")] : [];
  const lines = [
    maps.length === 1
      ? "each row's weights of the columns"
      : `each row's weights of the columns, the mean of ${maps.length}`,
    ...heads,
    ...names.map((name, row) => `${padded(name, cell)}  ${rowOf(mean, row)}`),
  ];
  if (maps.length === 1) return lines.map((line) => line.trimEnd());
  const together = Math.max(1, Math.floor(width / (count * shownAs + 2)));
  lines.push("each of them");
  for (let first = 0; first < maps.length; first += together) {
    if (first > 0) lines.push("");
    const group = maps.slice(first, first + together);
    for (let row = 0; row < count; row++) lines.push(group.map((map) => rowOf(map, row)).join("  "));
  }
  return lines.map((line) => line.trimEnd());
}

function shade(weight: number): string {
  if (weight < 0.02) return "·";
  if (weight < 0.15) return "░";
  if (weight < 0.4) return "▒";
  return weight < 0.7 ? "▓" : "█";
}

export interface Likely {
  readonly axis: string;
  /** What stands before the next label, where the result has a value at each position. */
  readonly after: string | undefined;
  readonly labels: readonly { readonly label: string; readonly probability: number }[];
}

/** The softmax along the labels of a real result, at the last position of the text; undefined where there are none. */
export function likelyOf({ type, value }: Pick<Step, "type" | "value">, labels: Labels): Likely | undefined {
  if (type !== "real") return undefined;
  const axis = value.axes.at(-1);
  const names = axis === undefined ? undefined : labels(axis);
  if (axis === undefined || names === undefined || names.length !== extentOf(value, axis.id))
    return undefined;
  // A batch of one is no axis to choose from.
  const [before, ...others] = value.axes
    .slice(0, -1)
    .filter((leading) => extentOf(value, leading.id) > 1 || labels(leading) !== undefined);
  if (others.length > 0) return undefined;
  const tokens = before === undefined ? undefined : labels(before);
  if (before !== undefined && tokens === undefined) return undefined;
  const logits = value.data.slice(value.data.length - names.length);
  const most = logits.reduce((largest, logit) => Math.max(largest, logit), -Infinity);
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0);
  const all = names.map((label, at) => ({ label, probability: Math.exp((logits[at] ?? 0) - most) / total }));
  all.sort((a, b) => b.probability - a.probability);
  return { axis: axis.name, after: tokens?.at(-1), labels: all.slice(0, mostLikely) };
}

function describeLikely({ axis, after, labels }: Likely): string {
  const names = labels.map(({ label }) => visible(label));
  const wide = Math.max(...names.map(displayWidth));
  const head = after === undefined ? `the likeliest of ${axis}` : `what follows ${visible(after)}`;
  const lines = labels.map(({ probability }, at) => {
    const bar = "█".repeat(Math.round(probability * 40));
    return `  ${padded(names[at] ?? "", wide)}  ${percent(probability).padStart(5)} %  ${bar}`.trimEnd();
  });
  return [bold(`${head}, by softmax`), ...lines].join("\n");
}

function percent(probability: number): string {
  const share = probability * 100;
  return share >= 0.1 ? share.toFixed(1) : String(Number(share.toPrecision(1)));
}

function visible(label: string): string {
  const shown = label.replaceAll(" ", "␣").replaceAll("\n", "⏎");
  return printable(shown);
}

function padded(text: string, wanted: number): string {
  return text + " ".repeat(Math.max(0, wanted - displayWidth(text)));
}

function short(value: number): string {
  return Math.abs(value) >= 1e30 ? (value < 0 ? "-∞" : "∞") : String(Number(value.toPrecision(3)));
}

function shortened(numbers: readonly number[], labels?: readonly string[]): string {
  const shown = numbers
    .slice(0, mostNumbers)
    .map((number, at) =>
      labels === undefined ? short(number) : `${visible(labels[at] ?? "")} ${short(number)}`,
    );
  return [...shown, ...(numbers.length > mostNumbers ? ["…"] : [])].join("  ");
}

/** A line of JSON: each step with its place, its axes and its numbers, of which the first are there where they are many. */
export function printTrace(trace: Trace): string {
  const tensor = ({ axes, shape, data }: Tensor): object => ({
    axes: axes.map(({ name }) => name),
    sizes: shape,
    data: [...data.subarray(0, mostData)],
    ...(data.length > mostData ? { count: data.length } : {}),
  });
  const inputs = trace.inputs.map(({ name, axes }) => {
    const array = trace.arrays.get(name);
    const known = trace.tokens.get(name);
    const tokens = known === undefined ? {} : { tokens: known };
    const data = [...(array?.data ?? [])];
    return { name, axes: axes.map((axis) => axis.name), sizes: array?.sizes ?? [], data, ...tokens };
  });
  const steps = trace.steps.map((step) => {
    const { place, text } = sourceOf(step, trace.spec);
    const attention = attentionOf(step.value, trace.labels) === undefined ? {} : { attention: true };
    return { name: step.name, place, formula: text, type: step.type, ...tensor(step.value), ...attention };
  });
  const results = trace.results.map((result) => {
    const likely = likelyOf(result, trace.labels);
    const indexes = result.indexes === undefined ? {} : { indexes: result.indexes.name };
    const next = likely === undefined ? {} : { likely: likely.labels };
    return { name: result.name, ...tensor(result.value), ...indexes, ...next };
  });
  return `${JSON.stringify({ model: trace.model, parameters: trace.source, inputs, steps, results })}\n`;
}
