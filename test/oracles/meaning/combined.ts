/**
 * Random formulas of what is seldom written in one another: functions of the spec under conditions, groups, twins, sums of axes, scans and
 * layers whose bodies restrict, and slopes through all of them.
 */
import { choices } from "../../fuzz/spec/seeded.ts";
import { pick, some, union, without } from "../../fuzz/spec/writing.ts";
import type { Value } from "../../fuzz/spec/writing.ts";
import { declaredFunctions } from "./declared.ts";
import type { Declared } from "./declared.ts";
import { axisLines, bound, condition, fields, functions, groupItem, item } from "./surroundings.ts";
import type { Form, Text } from "./surroundings.ts";

const called: Form = (text, { text: v, axes }) => {
  const { choose } = text;
  if (axes.length === 0) return undefined;
  const axis = pick(choose, axes);
  const rest = without(axes, axis);
  const inside = item(text, axis, axes);
  const group = axes.length > 1 && choose(4) === 0 ? some(choose, axes) : [axis];
  const over = group.length > 1 ? `(${group.join(", ")})` : axis;
  const held = group.length > 1 ? groupItem(text, group, axes) : inside;
  const less = without(axes, ...group);
  const c = condition(text, axes, [axis]);
  const forms: Value[] = [
    { text: `Centre[${held}](${v})`, axes },
    { text: `Share[${held}](${v})`, axes: less },
    { text: `Deep[${held}](${v})`, axes },
    { text: `softmax[${held}](${v})`, axes },
    { text: `sum[${held}](${v})`, axes: less },
    { text: `mean[${held}](${v})`, axes: less },
    { text: `var[${held}](${v})`, axes: less },
    { text: `Late[${over}](${v})`, axes },
    { text: `sort[${over}](${v})`, axes },
    { text: `cumsum[${over}](${v})`, axes },
    { text: `Run[${over}](${v})`, axes },
    ...(rest.length === 0
      ? []
      : [
          { text: `Sides[${pick(choose, rest)}, ${inside}](${v})`, axes: rest },
          { text: `Scores[${item(text, pick(choose, rest), axes)}, ${axis}](${v})`, axes },
        ]),
  ];
  if (c !== undefined && c.axes.includes(axis)) {
    forms.push(
      { text: `Near[${axis}](${v}, ${c.text})`, axes },
      { text: `Chosen[${axis}](${v}, ${c.text})`, axes },
    );
    forms.push(
      { text: `First[${axis}](${v}, ${c.text})`, axes: rest },
      { text: `Chosen[${inside}](${v}, ${c.text})`, axes },
    );
  }
  if (choose(5) === 0) {
    const name = `v${text.lines.length}`;
    text.lines.push(`  ${name}, l${name} = Ends[${inside}](${v})`);
    return { text: `(${name} + l${name})`, axes: rest };
  }
  return pick(choose, forms);
};

/** A call of one of the random functions. */
const declared: Form = (text, { text: v, axes }) => {
  const { choose } = text;
  if (axes.length === 0) return undefined;
  const { name, keeps, free } = pick(choose, text.functions);
  const several = axes.length > 1 && choose(4) === 0 ? some(choose, axes) : [pick(choose, axes)];
  const [axis = ""] = several;
  const whole = several.length > 1 ? `(${several.join(", ")})` : axis;
  const inside = !free ? whole : several.length > 1 ? groupItem(text, several, axes) : item(text, axis, axes);
  const c = choose(2) === 0 ? undefined : condition(text, axes, several);
  return {
    text: `${name}[${inside}](${v}${c === undefined ? "" : `, ${c.text}`})`,
    axes: keeps ? axes : without(axes, ...several),
  };
};

const moved: Form = (text, { text: v, axes }) => {
  const { choose } = text;
  const forms: Value[] = [];
  const offer = (written: string, gone: readonly string[], made: readonly string[] = []): void => {
    const rest = without(axes, ...gone);
    if (gone.every((axis) => axes.includes(axis)) && !made.some((axis) => rest.includes(axis)))
      forms.push({ text: written, axes: [...rest, ...made] });
  };
  offer(`${v}[t as u]`, ["t"], ["u"]);
  offer(`${v}[u as t]`, ["u"], ["t"]);
  offer(`${v}[t as u, u as t]`, ["t", "u"], ["t", "u"]);
  offer(`${v}[u = t]`, axes.includes("t") ? ["u"] : ["u", "x"]);
  offer(`${v}[a as b]`, ["a"], ["b"]);
  offer(`${v}[b as a]`, ["b"], ["a"]);
  offer(`${v}[b = (a + 1) % |a|]`, ["b"], axes.includes("a") ? [] : ["a"]);
  offer(`${v}[t = last]`, ["t"]);
  offer(`${v}[t = last - 1 else r]`, ["t"]);
  offer(`${v}[t = t - 1 else 0.2]`, ["t"], ["t"]);
  offer(`${v}[t = last - t else 0.1]`, ["t"], ["t"]);
  offer(`${v}[t = |t| - 1 - t]`, ["t"], ["t"]);
  offer(`${v}[t = t - k else 0.3]`, ["t"], ["t"]);
  offer(`${v}[t = argmax[t where keep](x)]`, ["t"], axes.includes("a") ? [] : ["a"]);
  offer(`${v}[t = min[t where x > 0.2 else 0](t)]`, ["t"], axes.includes("a") ? [] : ["a"]);
  offer(`${v}[a = k]`, ["a"], axes.includes("t") ? [] : ["t"]);
  offer(`${v}[a = argmax[a where x > 0](x)]`, ["a"], axes.includes("t") ? [] : ["t"]);
  offer(`${v}[a = index[a](2 * x[a = 1] + 1)]`, ["a"], axes.includes("t") ? [] : ["t"]);
  offer(`${v}[a = 2 - a]`, ["a"], ["a"]);
  offer(`${v}[cell = i]`, ["row", "col"], axes.includes("t") ? [] : ["t"]);
  offer(`${v}[cell = argmax[cell where y > 0](y)]`, ["row", "col"], axes.includes("a") ? [] : ["a"]);
  offer(`${v}[cell = |cell| - 1 - cell]`, ["row", "col"], ["row", "col"]);
  offer(`${v}[cell = last]`, ["row", "col"]);
  offer(`${v}[cell = cell - 1 else 0.1]`, ["row", "col"], ["row", "col"]);
  offer(`${v}[row = col, col = row]`, ["row", "col"], ["row", "col"]);
  offer(`concat[long](${v}, spread[tag](r))`, ["t"], ["long"]);
  offer(`concat[long](${v}, 0.1 * tag)`, ["t"], ["long"]);
  offer(`concat[long](sum[tag](${v}) * t, ${v})`, ["tag"], ["long"]);
  offer(`${v}[long.t]`, ["long"], ["t"]);
  offer(`${v}[long.tag]`, ["long"], ["tag"]);
  offer(`${v}[long as past]`, ["long"], ["past"]);
  offer(`${v}[past as long]`, ["past"], ["long"]);
  offer(`${v}[long = last]`, ["long"]);
  offer(`${v}[long = long - 1 else 0]`, ["long"], ["long"]);
  offer(`${v}[s as (half, two)]`, ["s"], ["half", "two"]);
  offer(`${v}[(half, two) as s]`, ["half", "two"], ["s"]);
  offer(`${v}[(two, half) as s]`, ["half", "two"], ["s"]);
  offer(`${v}[s = 2 * half + two]`, ["s"], ["half", "two"]);
  offer(`${v}[s = 2 * half + two - 1 else 0.2]`, ["s"], ["half", "two"]);
  offer(`${v}[half = s div 2]`, ["half"], ["s"]);
  offer(`${v}[s = last]`, ["s"]);
  offer(`${v}[two = s % 2]`, ["two"], ["s"]);
  offer(`${v}[tag = tag]`, ["tag"], ["tag"]);
  offer(`spread[w](${v})`, ["t"], ["t", "w"]);
  offer(`mean[w where w < t](${v})`, axes.includes("t") ? ["w"] : ["w", "x"]);
  return forms.length === 0 ? undefined : pick(choose, forms);
};

/** Two values, where they have axes in common. */
const joined: Form = ({ choose, values }, { text: v, axes }) => {
  const other = pick(choose, values);
  const both = axes.filter((axis) => other.axes.includes(axis));
  if (both.length === 0 || union(axes, other.axes).length > 4) return undefined;
  const all = union(axes, other.axes);
  const over = some(choose, both);
  return pick<Value>(choose, [
    { text: `(${v} + ${other.text})`, axes: all },
    { text: `(${v} * ${other.text})`, axes: all },
    { text: `maximum(${v}, ${other.text} - 0.1)`, axes: all },
    { text: `(${v} @[${over.join(", ")}] ${other.text})`, axes: without(all, ...over) },
    { text: `(${v} / (1 + ${other.text}^2))`, axes: all },
  ]);
};

const attended: Form = (text, { text: v, axes }) => {
  const { choose } = text;
  const [from, to] = pick(choose, [
    ["t", "u"],
    ["long", "past"],
    ["a", "b"],
  ] as const);
  if (!axes.includes(from) || axes.includes(to) || axes.length > 3) return undefined;
  const name = bound(text, v);
  const c = condition(text, [from, to], [to])?.text ?? "true";
  return pick<Value>(choose, [
    {
      text: `(softmax[${to} where ${c}](${name} * ${name}[${from} as ${to}]) @[${to}] ${name}[${from} as ${to}])`,
      axes,
    },
    { text: `sum[${to} where ${c} else 0.1](${name} * ${name}[${from} as ${to}])`, axes },
    { text: `max[${to} where ${c} else ${name}](spread[${from}](${name}[${from} as ${to}]))`, axes },
    { text: `(${name} - mean[${to} where ${c}](sin(${name} - ${name}[${from} as ${to}])))`, axes },
  ]);
};

const ranked: Form = (text, { text: v, axes }) => {
  const { choose, values } = text;
  const along = axes.filter((axis) => ["a", "b"].includes(axis));
  const isCell = axes.includes("row") && axes.includes("col") && choose(2) === 0;
  if (axes.includes("best") || (along.length === 0 && !isCell)) return undefined;
  const axis = isCell ? "cell" : pick(choose, along);
  const gone = isCell ? ["row", "col"] : [axis];
  const rest = without(axes, ...gone);
  const name = `v${text.lines.length}`;
  text.lines.push(`  ${name}, at${name} = top_k[${axis} as best](${v})`);
  const table = values.find(
    (value) =>
      gone.every((one) => value.axes.includes(one)) &&
      value.axes.every((one) => gone.includes(one) || rest.includes(one)),
  );
  const read = table === undefined ? `0.1 * at${name}` : `${table.text}[${axis} = at${name}]`;
  return { text: `(${name} + ${read})`, axes: [...rest, "best"] };
};

const scanned: Form = (text, { text: v, axes }) => {
  const { choose } = text;
  if (axes.length === 0) return undefined;
  const isCell = axes.includes("row") && axes.includes("col") && choose(3) === 0;
  const axis = isCell ? "cell" : pick(choose, axes);
  const rest = without(axes, ...(isCell ? ["row", "col"] : [axis]));
  const type = `[${rest.join(", ")}]`;
  const inner = rest.length > 0 ? pick(choose, rest) : undefined;
  const nexts = [
    `0.5 * h + ${v}`,
    `sin(h + ${v})`,
    `where(${v} > h, ${v}, 0.9 * h)`,
    `where(n > 1, ${v}, h)`,
  ];
  if (inner !== undefined) {
    nexts.push(`0.3 * h + Centre[${item(text, inner, rest)}](${v} * h)`);
    nexts.push(`${v} - 0.5 * mean[${item(text, inner, rest)}](h)`);
    nexts.push(`0.5 * ${v} + softmax[${item(text, inner, rest)}](h)`);
    nexts.push(`${v} + 0.2 * Run[${inner}](h)`);
    nexts.push(`h - 0.2 * grad(sum${type}(Share[${inner}](h * ${v})^2 + sin(h)), h)`);
  }
  const body = [
    `    h' = ${pick(choose, nexts)}`,
    `    n' = ${pick(choose, ["n + 1", "(n + 2) % 3", `n + sum${rest.length > 0 ? `[${rest.join(", ")}](h' > 0)` : "[two](spread[two](h' > 0))"}`])}`,
    `    yield ${pick(choose, ["h'", "h", "h' * h + 0.1 * n", "h' + n' * 0.05"])}`,
  ];
  return {
    text: bound(text, `scan[${axis}](h: ${type} = 0.1, n: int = 0) {\n${body.join("\n")}\n  }`),
    axes,
  };
};

const layered: Form = (text, { text: v, axes }) => {
  const { choose } = text;
  const plain = axes.filter((axis) => ["a", "two", "best", "tag"].includes(axis));
  if (plain.length === 0) return undefined;
  const axis = pick(choose, plain);
  const rest = without(axes, axis);
  const name = `use${text.parameters.length}`;
  if (rest.length > 0 && choose(2) === 0) {
    const along = pick(choose, rest);
    const count = pick(choose, ["", "", " * 2"]);
    text.parameters.push(`  use ${name} = Turn[${along}, ${axis}]${count}`);
    return { text: `${name}(${v})`, axes };
  }
  const to = pick(choose, [...without(["a", "b", "two"], ...rest)]);
  const c = condition(text, axes, [axis])?.text ?? "true";
  text.parameters.push(`  use ${name} = Mix[${axis}, ${to}]`);
  return { text: `${name}(${v}, ${c})`, axes: [...rest, to] };
};

/** Layers of random functions, at each position of the other axes by themselves: slopes, local axes, stacks. */
const built: Form = (text, { text: v, axes }) => {
  const { choose } = text;
  const plain = axes.filter((axis) => ["a", "b", "two", "best", "tag", "row", "col"].includes(axis));
  if (plain.length === 0) return undefined;
  const isCell = axes.includes("row") && axes.includes("col") && choose(3) === 0;
  const axis = isCell ? "cell" : pick(choose, plain);
  const c = condition(text, axes, isCell ? ["row", "col"] : [axis])?.text ?? "true";
  const name = `use${text.parameters.length}`;
  text.parameters.push(`  use ${name} = Built[${axis}]${pick(choose, ["", "", " * 2"])}`);
  return { text: `${name}(${v}, ${c})`, axes };
};

function builtLayer({ choose, functions: made }: Text): string {
  const [first, second] = [pick(choose, made), pick(choose, made)];
  const inside = (one: Declared): string => (one.free && choose(2) === 0 ? "over where c" : "over");
  const energy = `sum[over](${second.name}[${inside(second)}](v * w${pick(choose, ["", ", c"])}) * sin(v))`;
  const own = pick(choose, ["from", "before", "tap"]);
  return `layer Built[over](v: [over], c: [over?] bool) -> [over] {
  axis ${own} ${pick(choose, ["= 2", "like over"])}
  param w: [over] ~ normal(0, 0.5)
  state seen: [over] = 0.5
  e = ${second.keeps ? energy : `(${second.name}[${inside(second)}](v * w, c) + sum[over](v * v))`}
  mixed = mean[${own}](${first.name}[over](spread[${own}](v) * (0.5 + ${own})))
  seen' = 0.5 * seen + 0.1 * w
  expose e
  return 0.1 * spread[over](mixed) + 0.5 * spread[over](${first.name}[${inside(first)}](v * seen, c)) + ${pick(choose, ["0.1 * spread[over](e)", "0.2 * grad(e, v)", "0.1 * grad(e^2, v)"])}
}`;
}

const guarded: Form = (text, { text: v, axes }) => {
  const { choose } = text;
  const c = condition(text, axes, axes)?.text;
  const forms = [
    `where(${c ?? "r > 0"}, ${v}, 0.3)`,
    `where(${c ?? "r > 0"}, 0.5 * ${v}, tanh(${v}))`,
    `(${v} - 0.5 * stop(${v}))`,
    `sin(${v})`,
    `tanh(${v})`,
    ...(axes.includes("t")
      ? [
          `where(k > 0 and keep, ${v} / k, 0.1)`,
          `where(k == 0, 0, ${v} * log(k))`,
          `(${v} + 0.1 * (k div 2 - t % 3))`,
        ]
      : []),
    ...(axes.includes("t") && axes.includes("a")
      ? [
          `where(m > 0, ${v} / m, ${v})`,
          `(${v} + 0.1 * (m % 3 - m div 2))`,
          `where(x > 0, ${v} * rsqrt(x), 0.2)`,
        ]
      : []),
    ...(axes.includes("t") && axes.includes("a") ? [] : [`(${v} * r)`]),
  ];
  return { text: pick(choose, forms), axes };
};

const sloped: Form = (text, { text: v, axes }) => {
  const { choose } = text;
  if (axes.length === 0) return undefined;
  const name = bound(text, v);
  const axis = pick(choose, axes);
  const through = pick(choose, [
    `Deep[${item(text, axis, axes)}](${name})`,
    `Centre[${item(text, axis, axes)}](${name})^2`,
    `Run[${axis}](${name})`,
    `softmax[${item(text, axis, axes)}](${name})`,
    `Near[${axis}](${name}, ${condition(text, axes, [axis])?.text ?? `spread[${axis}](true)`})`,
    `sort[${axis}](${name}) * ${name}`,
  ]);
  return { text: `grad(sum[${axes.join(", ")}](sin(${through}) * ${name}), ${name})`, axes };
};

const forms: readonly Form[] = [
  called,
  called,
  called,
  declared,
  declared,
  declared,
  declared,
  moved,
  moved,
  moved,
  joined,
  attended,
  ranked,
  scanned,
  layered,
  built,
  guarded,
  sloped,
];

/** A model of random formulas, inferred, and trained on records of several lengths. */
export function combinedSpec(seed: number): string {
  const choose = choices(seed);
  const randomFunctions = declaredFunctions(choose, 4);
  const text: Text = { choose, functions: randomFunctions, lines: [], parameters: [], values: [] };
  const layer = builtLayer(text);
  text.parameters.push("  param e: [a] = 1", "  param f: [row] = 0.5", "  param g: [s] = 1");
  text.values.push(
    { text: bound(text, "x * e"), axes: ["t", "a"] },
    { text: bound(text, "y * f + 0.1"), axes: ["row", "col", "a"] },
    { text: bound(text, "q * g"), axes: ["s", "a"] },
  );
  const count = 2 + choose(5);
  for (let made = 0; made < count;) {
    const value = choose(3) === 0 ? pick(choose, text.values) : pick(choose, text.values.slice(-3));
    const before = { lines: text.lines.length, parameters: text.parameters.length };
    const found = pick(choose, forms)(text, value);
    if (found === undefined || found.axes.length > 4) {
      text.lines.length = before.lines;
      text.parameters.length = before.parameters;
      continue;
    }
    text.values.push({ text: bound(text, found.text), axes: found.axes });
    made++;
  }
  const last = text.values.at(-1) ?? { text: "r", axes: [] };
  const others = text.values
    .slice(0, -1)
    .map(({ text: name, axes }) => `0.1 * sum[${axes.join(", ")}](sin(${name}))`);
  const kept = others.filter((_, at) => text.values[at]?.axes.length !== 0);
  const type = `[${last.axes.join(", ")}]`;
  const total = last.axes.length === 0 ? "tanh(out)" : `sum${type}(tanh(out))`;
  const names = fields.map((field) => field.replace(/:.*/, "")).join(", ");
  return `weft 1
${axisLines}
${functions}
${randomFunctions.map((one) => one.text).join("\n\n")}

${layer}

model M(${fields.join(", ")}) -> (out: ${type}, side: real) {
${[...text.parameters, ...text.lines].join("\n")}
  return ${last.text}, ${[...kept, "r"].join(" + ")}
}

data records = jsonl("records.jsonl") {
${fields.map((field) => `  ${field}\n`).join("")}}

train on records {
  out, side = M(${names})
  minimize mean[batch](${total} + 0.1 * tanh(side))
  optimizer = sgd(rate = 1)
  batch = 3
  steps = 2
}
`;
}
