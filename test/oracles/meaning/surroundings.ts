/** What combined formulas stand in: axes, fields, functions and layers, and conditions on what is given. */
import { pick, union } from "../../fuzz/spec/writing.ts";
import type { Choose, Value } from "../../fuzz/spec/writing.ts";
import type { Declared } from "./declared.ts";

export interface Text {
  readonly choose: Choose;
  readonly functions: readonly Declared[];
  readonly lines: string[];
  readonly parameters: string[];
  readonly values: Value[];
}

export type Form = (text: Text, value: Value) => Value | undefined;

export const functions = `
fn Centre[over](v: [over]) {
  level = mean[over](v)
  return v - level
}

fn Share[over](v: [over], least = 0) = sum[over where v > least](v) / (1 + sum[over](where(v > least, 1, 0)))

fn Deep[over](v: [over]) = Centre[over where v > -0.5 else 0.1](v) * Share[over](v, least = 0.2)

fn Ends[over](v: [over]) {
  return max[over where true else 0.3](v), min[over where true else -0.2](v) * 0.5
}

fn First[over](v: [over], c: [over] bool) = min[over where c else 1](over) + 0 * sum[over](v)

fn Chosen[over](v: [over], c: [over] bool) = where(any[over where c](v > 0), mean[over where c](v), 0.2) + 0.1 * v

fn Sides[p, q](v: [p, q], by: [q?] = 0.5) = sum[q](v * by) - 0.2 * mean[p](sum[q](v))

fn Scores[p, q](v: [p, q]) = softmax[q](v) * logsumexp[p where true else 0](v)

fn Late[over](v: [over]) {
  axis from like over
  return sum[from where from <= over](spread[over](0.3 * v[over as from]))
}

fn Near[over](v: [over], c: [over] bool) {
  axis from like over
  d = v - v[over as from]
  return mean[from where from != over and c[over as from] else 0.1](d * d)
}

fn Run[over](v: [over]) {
  return scan[over](h = 0.5, was = false) {
    h' = 0.5 * h + v * where(was, 1, 0.5)
    was' = v > 0 or (was and h > 0.3)
    yield h' * (1 + 0.1 * was)
  }
}

layer Mix[over, to](v: [over], c: [over?] bool) -> [to] {
  param W: over -> to ~ normal(0, 0.5)
  param g: [over] = 1
  seen = Centre[over where c else 0.1](v * g)
  expose seen
  return tanh(W(seen))
}

layer Turn[along, over](v: [along, over]) -> [along, over] {
  axis from like along
  param w: [over] ~ normal(0, 0.5)
  state level: [over] = 0.5
  p = softmax[from where from <= along](spread[along](v[along as from] @[over] w))
  q = p @[from] v[along as from]
  level' = 0.5 * level + 0.1 * w
  return scan[along](h: [over] = level) {
    h' = 0.4 * h + sin(q + w * mean[over where h > 0.1 else 0.2](h))
    yield h'
  }
}
`;

export const axisLines = `axis t <= 5
axis u like t
axis w like u
axis a = 3
axis b like a
axis row = 2
axis col = 2
axis cell = (row, col)
axis tag = 2
axis long = t ++ tag
axis past like long
axis s = 2 .. 6 step 2
axis half = s/2
axis two = 2
axis best = 2`;

export const fields: readonly string[] = [
  "x: [t, a]",
  "y: [row, col, a]",
  "q: [s, a]",
  "k: [t] in a",
  "i: [t] in cell",
  "m: [t, a] int",
  "keep: [t] bool",
  "r: real",
];

/** Conditions that no rounding changes, each with its axes. */
const conditions: readonly Value[] = [
  { text: "keep", axes: ["t"] },
  { text: "x.present", axes: ["t"] },
  { text: "x > 0.1", axes: ["t", "a"] },
  { text: "m > 1", axes: ["t", "a"] },
  { text: "m % 2 == 0", axes: ["t", "a"] },
  { text: "k == a", axes: ["t", "a"] },
  { text: "k != 1", axes: ["t"] },
  { text: "t - 1 >= k", axes: ["t"] },
  { text: "x[a = k] < 0.3", axes: ["t"] },
  { text: "t != 1", axes: ["t"] },
  { text: "t > 2", axes: ["t"] },
  { text: "u <= t", axes: ["t", "u"] },
  { text: "u != t", axes: ["t", "u"] },
  { text: "t - u < 2", axes: ["t", "u"] },
  { text: "keep[t as u]", axes: ["u"] },
  { text: "a > 0", axes: ["a"] },
  { text: "a < b", axes: ["a", "b"] },
  { text: "b != 1", axes: ["b"] },
  { text: "y > 0", axes: ["row", "col", "a"] },
  { text: "cell != 1", axes: ["row", "col"] },
  { text: "row == 1", axes: ["row"] },
  { text: "y[a = 1] < 0.4", axes: ["row", "col"] },
  { text: "i == cell", axes: ["t", "row", "col"] },
  { text: "long > 0", axes: ["long"] },
  { text: "past <= long", axes: ["past", "long"] },
  { text: "q < 0.2", axes: ["s", "a"] },
  { text: "s % 3 != 1", axes: ["s"] },
  { text: "s >= 3", axes: ["s"] },
  { text: "half < 1", axes: ["half"] },
  { text: "best == 0", axes: ["best"] },
];

export function condition(
  { choose }: Text,
  axes: readonly string[],
  over: readonly string[],
): Value | undefined {
  const within = conditions.filter(({ axes: own }) => own.every((axis) => axes.includes(axis)));
  const first = within.filter(({ axes: own }) => own.some((axis) => over.includes(axis)));
  if (first.length === 0) return undefined;
  const one = pick(choose, first);
  const other = pick(choose, within);
  if (choose(2) === 0 || !other.axes.some((axis) => one.axes.includes(axis))) return one;
  const text = pick(choose, [
    `(${one.text} and ${other.text})`,
    `(${one.text} or ${other.text})`,
    `(${one.text} and not (${other.text}))`,
    `(not (${one.text}) or ${other.text})`,
  ]);
  return { text, axes: union(one.axes, other.axes) };
}

/** `axis`, or `axis where c`, or with `else`; and the axes that it brings. */
export function item(text: Text, axis: string, axes: readonly string[]): string {
  const { choose } = text;
  if (choose(4) === 0) return axis;
  const found = condition(text, axes, [axis]);
  if (found === undefined) return axis;
  const otherwise = choose(3) === 0 ? pick(choose, [" else 0.4", " else r", " else 0"]) : "";
  return `${axis} where ${found.text}${otherwise}`;
}

/** The same of a group. */
export function groupItem(text: Text, group: readonly string[], axes: readonly string[]): string {
  const name = group.length === 2 && group.includes("row") && group.includes("col") ? "cell" : undefined;
  const both = name ?? (text.choose(2) === 0 ? `(${group.join(", ")})` : group.join(", "));
  const found = text.choose(3) === 0 ? undefined : condition(text, axes, group);
  return found === undefined ? both : `${both} where ${found.text}${text.choose(3) === 0 ? " else 0.3" : ""}`;
}

/** Binds a formula to a name of its own. */
export function bound(text: Text, formula: string): string {
  const name = `v${text.lines.length}`;
  text.lines.push(`  ${name} = ${formula}`);
  return name;
}
