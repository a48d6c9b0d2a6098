/** Results as `generate.ts` prints them. */
import type { Results } from "../infer/infer.ts";
import type { Tensor } from "../tensor.ts";

const mostShown = 8;

/** A line a result: its shape and its first numbers, each behind its labels where axes have some. */
export function describeResults(results: Results): string {
  const lines = Object.entries(results).map(([name, result]) => {
    if (typeof result === "number") return `${name} = ${scalarText(result)}`;
    if (typeof result !== "object") return `${name} = ${String(result)}`;
    const shape = result.axes.map((axis, at) => `${axis} ${result.sizes[at]}`).join(", ");
    const isLabelled = Object.keys(result.labels).length > 0;
    return `${name} [${shape}]${isLabelled ? ":  " : " = "}${elementsText(result)}`;
  });
  return `${lines.join("\n")}\n`;
}

/** The first elements; labels stand before the first of those that have the same. */
function elementsText(tensor: Tensor): string {
  const { data, valueLabels } = tensor;
  let text = "";
  let before: string | undefined;
  for (const [index, value] of data.subarray(0, mostShown).entries()) {
    const label = valueLabels?.[value];
    const shown = label === undefined ? String(Number(value.toPrecision(5))) : shownLabel(label);
    const labels = labelsAt(tensor, index)
      .map((one) => `${one} `)
      .join("");
    text += labels === before ? `, ${shown}` : `${index === 0 ? "" : "  "}${labels}${shown}`;
    before = labels;
  }
  if (data.length <= mostShown) return text;
  return `${text}${before === "" ? ", " : "  "}…`;
}

/** What f32 tells of a real apart; ints are whole. */
function scalarText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)));
}

/** The labels of an element's position, on the axes that have some; those that a terminal can't show well are quoted. */
function labelsAt({ axes, sizes, labels }: Tensor, index: number): readonly string[] {
  let rest = index;
  const positions = axes.map(() => 0);
  for (let axis = axes.length - 1; axis >= 0; axis -= 1) {
    const size = sizes[axis] ?? 1;
    positions[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return axes.flatMap((axis, at) => {
    const label = labels[axis]?.[positions[at] ?? 0];
    return label === undefined ? [] : [shownLabel(label)];
  });
}

function shownLabel(label: string): string {
  return /^[^\s\d"]+$/u.test(label) ? label : JSON.stringify(label);
}

/** Results of one of many examples, on one line: of numbers along one axis with labels the largest come first. */
export function lineOfResults(results: Results): string {
  const entries = Object.entries(results);
  const texts = entries.map(([name, result]) => {
    const text =
      typeof result === "number"
        ? scalarText(result)
        : typeof result === "object"
          ? numbersLine(result)
          : String(result);
    return entries.length === 1 ? text : `${name} ${text}`;
  });
  return texts.join("\t");
}

const mostRanked = 3;

function numbersLine(tensor: Tensor): string {
  const { axes, type, data, valueLabels } = tensor;
  const isRanked = type === "real" && axes.length === 1 && labelsAt(tensor, 0).length > 0;
  const indices = [...data.keys()];
  if (isRanked) indices.sort((a, b) => (data[b] ?? 0) - (data[a] ?? 0));
  const most = isRanked ? mostRanked : mostShown;
  const numbers = indices.slice(0, most).map((index) => {
    const value = data[index] ?? 0;
    const shown = valueLabels?.[value] ?? String(Number(value.toPrecision(5)));
    return isRanked ? `${rankedLabel(tensor, index)}: ${shown}` : shown;
  });
  return `${numbers.join(isRanked ? ", " : " ")}${data.length > most && !isRanked ? " …" : ""}`;
}

/** As it is, unless it would break the line or hide where it ends. */
function rankedLabel({ axes, labels }: Tensor, index: number): string {
  const label = labels[axes[0] ?? ""]?.[index] ?? "";
  return /^[^\s"]+$/u.test(label) ? label : JSON.stringify(label);
}

/**
 * The same as a line of JSON: a tensor is its axes, sizes, numbers in row-major order, and the labels of axes that have some; where its
 * numbers are positions of an axis with labels, these are its `values`.
 */
export function printResults(results: Results): string {
  return `${JSON.stringify({ results: plainResults(results) })}\n`;
}

/** As `printResults` has them. */
export function plainResults(results: Results): object {
  const plain = Object.entries(results).map(([name, result]) => {
    if (typeof result !== "object") return [name, result] as const;
    const { axes, sizes, type, data, labels, valueLabels } = result;
    const labelled = Object.keys(labels).length > 0 ? { labels } : {};
    const values = valueLabels && [...data].map((value) => valueLabels[value] ?? null);
    return [
      name,
      { axes, sizes, type, data: [...data], ...labelled, ...(values ? { values } : {}) },
    ] as const;
  });
  return Object.fromEntries(plain);
}
