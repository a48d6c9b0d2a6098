/**
 * Random specs that are well typed, over the whole language: a model of random formulas, trained in a random way on random records, and
 * generators. What they use is counted from their trees and graphs (coverage.ts), so that no part of the language is forgotten.
 */
import { formulas } from "./formulas.ts";
import { indexings } from "./indexing.ts";
import { integers } from "./integers.ts";
import { layers } from "./layers.ts";
import { nestings } from "./nested.ts";
import { scans } from "./scans.ts";
import { slopes } from "./slopes.ts";
import { argumentTypes, generators, trainings } from "./trainings.ts";
import { windows } from "./windows.ts";
import { axisLines, bound, parameter, pick, steppedAxes } from "./writing.ts";
import type { Choose, Form, Value, Writing } from "./writing.ts";

export interface RandomSpecOptions {
  /** Formulas of the model. */
  readonly formulas: number;
  readonly smooth?: boolean;
  /** Whether a text grows, which takes as long as all else. */
  readonly grows?: boolean;
}

/** `shared.weft` is in seeded.ts. */
const importLines: readonly string[] = [
  'import { Steep, Scaled, Spread } from "./shared.weft"',
  'import { Steep, Scaled, Spread } from "./shared.weft"\nimport shared from "./shared.weft"',
];

const forms: readonly Form[] = [
  ...formulas,
  ...indexings,
  ...layers,
  ...nestings,
  ...scans,
  ...windows,
  ...integers,
  ...slopes,
];

/** What no other formula reads, each as a number. */
function unused({ values, lines }: Writing, last: Value): readonly string[] {
  const isRead = (name: string): boolean =>
    lines.some((line) => new RegExp(`\\b${name}\\b`).test(line.replace(/^ +[^=]*=/, "")));
  const named = values.filter(({ text }) => /^v\d+$/.test(text) && text !== last.text && !isRead(text));
  return named.map(
    ({ text, axes }) =>
      `0.1 * ${axes.length === 0 ? `sin(${text})` : `mean[${axes.join(", ")}](sin(${text}))`}`,
  );
}

/** The same for the same choices. */
export function randomSpec(
  choose: Choose,
  { formulas: count, smooth = false, grows = true }: RandomSpecOptions,
): string {
  const writing: Writing = { choose, smooth, lines: [], parameters: [], values: [], declarations: new Map() };
  const { values, lines } = writing;
  values.push(
    { text: "x", axes: ["t", "a"] },
    { text: "z", axes: ["b", "c"] },
    { text: "q", axes: ["s", "a"] },
  );
  values.push({ text: `${parameter(writing, "b -> a")}(k)`, axes: ["t", "a"] });
  values.push({ text: `${parameter(writing, "[g, d]")}[g = n]`, axes: ["d"] }, { text: "r", axes: [] });
  // What few values fit begins with those that do.
  if (choose(3) === 0)
    values.push({ text: bound(writing, "tanh(z[b as (half, pair)])[(half, pair) as b]"), axes: ["b", "c"] });
  if (choose(3) === 0)
    values.push({ text: bound(writing, "concat[j](x, spread[d](r))[j.a]"), axes: ["t", "a"] });
  for (let made = 0; made < count;) {
    const value = choose(3) === 0 ? pick(choose, values) : pick(choose, values.slice(-4));
    const before = { lines: lines.length, parameters: writing.parameters.length };
    const formula = pick(choose, forms)(writing, value);
    if (formula === undefined || formula.axes.length > 4) {
      lines.length = before.lines;
      writing.parameters.length = before.parameters;
      continue;
    }
    values.push({ text: bound(writing, formula.text), axes: formula.axes });
    made++;
  }
  const last = values.at(-1) ?? { text: "x", axes: ["t", "a"] };
  const result = { text: [last.text, ...unused(writing, last)].join(" + "), axes: last.axes };
  const order = [...result.axes].sort();
  const isPair = choose(3) === 0;
  const types = `[${order.join(", ")}]`;
  const written = isPair ? `(y: ${types}, side: real)` : types;
  const exposed = lines.length > 0 && choose(3) === 0 ? ["  expose seen"] : [];
  const body = [
    ...writing.parameters,
    ...lines,
    ...(exposed.length > 0 ? [`  seen = ${last.text}`] : []),
    ...exposed,
    `  return ${result.text}${isPair ? ", r + 0.5" : ""}`,
  ];
  const rest = trainings(writing, { order, isPair });
  const model = `model M(${argumentTypes.join(", ")}) -> ${written}${choose(3) === 0 ? " independent of batch" : ""} {`;
  return [
    "weft 1",
    pick(choose, importLines),
    ...axisLines,
    pick(choose, steppedAxes),
    "",
    ...[...writing.declarations.values()].flatMap((text) => [text, ""]),
    model,
    ...body,
    "}",
    "",
    "model Each(v: [rows, a]) -> [rows] {",
    "  return sum[a](v) / |rows| + mean[rows](v[a = 0])",
    "}",
    "",
    rest,
    ...(grows ? [generators(writing)] : []),
  ].join("\n");
}
