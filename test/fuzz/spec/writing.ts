/** What the writers of a random spec share: its choices, and what has been written so far. */

/** Whole numbers in [0, below). */
export type Choose = (below: number) => number;

/** A real value in scope. */
export interface Value {
  readonly text: string;
  readonly axes: readonly string[];
}

export interface Writing {
  readonly choose: Choose;
  /** Only what has a slope nearly everywhere, which is its gradient: for finite differences. */
  readonly smooth: boolean;
  /** Statements of the model's body. */
  readonly lines: string[];
  readonly parameters: string[];
  readonly values: Value[];
  /** Functions, layers and axes that the formulas use. */
  readonly declarations: Map<string, string>;
}

/** Each writes a formula of a value, or nothing where it doesn't fit. */
export type Form = (writing: Writing, value: Value) => Value | undefined;

/** The axes of the spec, and how they are declared, in an order in which each is known before it is used. */
export const axisLines: readonly string[] = [
  "axis a = 3",
  "axis b = 4",
  "axis c = 5",
  "axis d = 2",
  "axis e = 2",
  "axis o = 1",
  "axis t <= 6",
  "axis u like t",
  "axis half = 2",
  "axis pair = |b| / |half|",
  "axis h = b/2",
  'axis g = { p, q, 3, "the last" }',
  "axis j = a ++ d",
  'axis word = characters("words.txt", 10)',
  "axis rows",
  "const width = 2 * |d| + 1",
];

/** Two ways to say the same of an axis. */
export const steppedAxes: readonly string[] = ["axis s <= 8 step 2", "axis s = 4 .. 8 step 2"];

/** Axes that maps go between. */
export const plainAxes: readonly string[] = ["a", "b", "c", "d"];
export const most = 4;

export function pick<T>(choose: Choose, from: readonly T[]): T {
  const found = from[choose(from.length)];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
}

export function without(axes: readonly string[], ...gone: readonly string[]): readonly string[] {
  return axes.filter((axis) => !gone.includes(axis));
}

export function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}

/** Several of them, at least one. */
export function some(choose: Choose, from: readonly string[]): readonly string[] {
  const chosen = from.filter(() => choose(2) === 0);
  return chosen.length > 0 ? chosen : [pick(choose, from)];
}

/** Declares a parameter and gives its name. */
export function parameter(writing: Writing, type: string, family = ""): string {
  const name = `w${writing.parameters.length}`;
  const isMap = type.includes("->");
  const [inside = "", outside = ""] = type.split("->").map((side) => side.trim());
  const isSquare = isMap && inside === outside;
  const initial = pick(writing.choose, [
    "~ normal(0, 0.5)",
    "= 0.25",
    "~ uniform(-0.5, 0.5)",
    ...(isMap ? ["~ xavier", "~ he", "~ orthogonal"] : []),
    ...(isSquare ? ["~ identity"] : []),
  ]);
  const second = family === "" && writing.choose(4) === 0 ? `, ${name}_2` : "";
  writing.parameters.push(`  param ${name}${family}${second}: ${type} ${initial}`);
  return second === "" || writing.choose(2) === 0 ? name : `${name}_2`;
}

/** Binds a formula to a name of its own. */
export function bound(writing: Writing, text: string): string {
  const name = `v${writing.lines.length}`;
  writing.lines.push(`  ${name} = ${text}`);
  return name;
}

/**
 * A condition on some of the axes that no rounding changes: of positions, labels and what the caller gives; nothing where none of
 * the axes has one.
 */
export function condition(writing: Writing, axes: readonly string[]): Value | undefined {
  const { choose } = writing;
  const has = (...wanted: readonly string[]): boolean => wanted.every((axis) => axes.includes(axis));
  const simple: Value[] = [];
  const offer = (text: string, ...own: readonly string[]): void => {
    if (has(...own)) simple.push({ text, axes: own });
  };
  offer("keep", "t");
  offer("x.present", "t");
  offer("k == 1", "t");
  offer("t % 2 == 0", "t");
  offer("t div 2 != 1", "t");
  offer("x > 0.1", "t", "a");
  offer("x[a = 1] <= 0.3", "t");
  offer("u <= t", "t", "u");
  offer("t - u < 2", "t", "u");
  offer("u >= 1", "u");
  offer("x >= -0.2", "t", "a");
  offer("q >= 0", "s", "a");
  offer("a < 2", "a");
  offer("z < 0.2", "b", "c");
  offer("b != 1", "b");
  offer("c >= |c| div 2", "c");
  offer("s % 3 < 2", "s");
  offer('not (g == "the last")', "g");
  offer("(g == n)", "g");
  if (simple.length === 0) return undefined;
  const first = pick(choose, simple);
  const second = pick(choose, simple);
  if (choose(3) > 0 || !second.axes.some((axis) => first.axes.includes(axis))) return first;
  const text = pick(choose, [
    `(${first.text} or ${second.text})`,
    `(${first.text} and not (${second.text}))`,
    `(not (${first.text}) or ${second.text})`,
  ]);
  return { text, axes: union(first.axes, second.axes) };
}

export function declare(writing: Writing, name: string, text: string): string {
  writing.declarations.set(name, text);
  return name;
}
