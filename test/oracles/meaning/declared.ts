/** Random functions of one axis parameter, each of which may call those before it: their bodies restrict, and declare axes of names that others have, too. */
import { pick } from "../../fuzz/spec/writing.ts";
import type { Choose } from "../../fuzz/spec/writing.ts";

/** `fn F0[over](v: [over], c: [over?] bool = true)`. */
export interface Declared {
  readonly name: string;
  readonly text: string;
  /** Whether the result has the axis. */
  readonly keeps: boolean;
  /** Whether a condition may restrict it: it asks for no order and no number of positions. */
  readonly free: boolean;
}

interface Step {
  readonly text: string;
  readonly keeps: boolean;
}

interface Body {
  readonly choose: Choose;
  readonly before: readonly Declared[];
  /** What is declared before all lines. */
  readonly axes: Set<string>;
  readonly lines: string[];
  readonly values: Step[];
  free: boolean;
}

const conditions: readonly string[] = [
  "c",
  "not c",
  "v > 0.1",
  "v < 0.5",
  "over != 1",
  "over > 0",
  "(c and v > -0.4)",
  "(c or v > 0.2)",
  "(c or over == 0)",
];

function restriction({ choose }: Body, axis = "over", from: readonly string[] = conditions): string {
  if (choose(2) === 0) return axis;
  return `${axis} where ${pick(choose, from)}${choose(3) === 0 ? pick(choose, [" else 0.3", " else 0", " else -0.2"]) : ""}`;
}

function step(body: Body): Step {
  const { choose, before, values } = body;
  const kept = values.filter(({ keeps }) => keeps);
  const { text: v } = pick(choose, kept.slice(-2));
  const { text: w } = pick(choose, values);
  const bracket = restriction(body);
  const guarded = bracket.includes("where") && !bracket.includes("else") ? `${bracket} else 0.1` : bracket;
  const called = before.length === 0 ? undefined : pick(choose, before);
  const forms: (() => Step)[] = [
    () => ({ text: `${pick(choose, ["sum", "mean", "var"])}[${bracket}](${v})`, keeps: false }),
    () => ({
      text: `logsumexp[${guarded.includes("where") ? guarded : "over where true else 0.2"}](${v})`,
      keeps: false,
    }),
    () => ({
      text: `max[${guarded.includes("where") ? guarded : "over where true else 0.2"}](${v})`,
      keeps: false,
    }),
    () => ({ text: `softmax[${bracket}](${v})`, keeps: true }),
    () => ({ text: `same[${bracket}](${v})`, keeps: true }),
    () => ({ text: `(${v} - 0.5 * ${w})`, keeps: true }),
    () => ({ text: `(${v} * (0.3 + ${w}))`, keeps: true }),
    () => ({ text: `sin(${v})`, keeps: true }),
    () => ({ text: `where(${pick(choose, conditions)}, ${v}, 0.4)`, keeps: true }),
    () => ({ text: `where(any[over](spread[over](${pick(choose, conditions)})), ${v}, 0.1)`, keeps: true }),
    () => ({
      text: `(${v} + 0.1 * argmax[${restriction(body).replace(/ else .*/, "")}](${v}))`,
      keeps: true,
    }),
    () => ({ text: `(${v} + 0.1 * over)`, keeps: true }),
    () => ({ text: `(${v} / (1 + sum[over where ${pick(choose, conditions)}](1 + 0 * ${v})))`, keeps: true }),
    () => ({ text: `(${v} - 0.3 * stop(${w}))`, keeps: true }),
    () => {
      body.axes.add("  axis way = { up, down }");
      const both = `b${body.lines.length}`;
      body.lines.push(`  ${both} = stack[way](up: ${v}, down: 0.5 * ${w})`);
      return {
        text: `sum[way where ${pick(choose, ["way == 1", `way < 1 or ${both} > 0.1`, `${both} < 0.4`])}](${both})`,
        keeps: true,
      };
    },
    () => {
      body.axes.add("  axis tap = 2");
      return { text: `mean[tap](spread[tap](${v}) * (tap + 0.5))`, keeps: true };
    },
  ];
  if (called !== undefined) {
    const call = (): Step => {
      if (!called.free) body.free = false;
      const inside = called.free ? restriction(body) : "over";
      const given = pick(choose, ["", `, ${pick(choose, conditions)}`, ", c = c"]);
      return { text: `${called.name}[${inside}](${v}${given})`, keeps: called.keeps };
    };
    forms.push(call, call, call, call, call);
  }
  const seen = [
    "from != over",
    "from <= over",
    "spread[over](c)[over as from]",
    "spread[over](v[over as from]) < v",
    "from > 0",
  ];
  const ordered: (() => Step)[] = [
    () => ({ text: `cumsum[over](0.3 * ${v})`, keeps: true }),
    () => ({ text: `sort[over](${v})`, keeps: true }),
    () => ({ text: `(${v} / |over|)`, keeps: true }),
    () => ({ text: `${v}[over = |over| - 1 - over]`, keeps: true }),
    () => ({ text: `${v}[over = last]`, keeps: false }),
    () => ({ text: `${v}[over = over - 1 else 0.2]`, keeps: true }),
    () => ({ text: `${v}[over = argmax[over where ${pick(choose, conditions)}](v)]`, keeps: false }),
    () => {
      body.axes.add("  axis from like over");
      const other = `${v}[over as from]`;
      return {
        text: `mean[from where ${pick(choose, seen)}](spread[over](${other}) * 0.5 + sin(${v}))`,
        keeps: true,
      };
    },
    () => {
      body.axes.add("  axis from like over");
      return {
        text: `sum[from](softmax[${restriction(body, "from", seen)}](spread[from](${v}) * ${v}[over as from]) * ${v}[over as from])`,
        keeps: true,
      };
    },
    () => {
      const name = `s${body.lines.length}`;
      body.lines.push(
        `  ${name} = scan[over](h = 0.2) {\n    h' = ${pick(choose, [`0.5 * h + ${v}`, `where(c, sin(h + ${v}), h)`])}\n    yield h'\n  }`,
      );
      return { text: name, keeps: true };
    },
  ];
  if (choose(4) > 0) return pick(choose, forms)();
  body.free = false;
  return pick(choose, ordered)();
}

export function declaredFunctions(choose: Choose, count: number): readonly Declared[] {
  const made: Declared[] = [];
  for (let at = 0; at < count; at++) {
    const body: Body = {
      choose,
      before: made,
      axes: new Set(),
      lines: [],
      values: [{ text: "v", keeps: true }],
      free: true,
    };
    const steps = 1 + choose(4);
    for (let number = 0; number < steps; number++) {
      const { text, keeps } = step(body);
      body.lines.push(`  l${number} = ${text}`);
      body.values.push({ text: `l${number}`, keeps });
    }
    const last = body.values.at(-1) ?? { text: "v", keeps: true };
    const rest = body.values
      .slice(1, -1)
      .map(({ text, keeps }) => (last.keeps || !keeps ? ` + 0.1 * ${text}` : ""));
    const name = `F${at}`;
    const text = `fn ${name}[over](v: [over], c: [over?] bool = true) {\n${[...body.axes, ...body.lines].join("\n")}\n  return ${last.text}${rest.join("")}\n}`;
    made.push({ name, text, keeps: last.keeps, free: body.free });
  }
  return made;
}
