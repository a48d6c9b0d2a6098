/** Scans as they are seldom: several results, carries of other axes, indices that are carried, instances and noise inside, slopes of a carry. */
import { fadingLayer } from "./layers.ts";
import { bound, declare, parameter, pick, some, without } from "./writing.ts";
import type { Form, Value, Writing } from "./writing.ts";

/** The axis to go along, what is left, and its type. */
function along(writing: Writing, { axes }: Value, but: readonly string[] = []) {
  const possible = without(axes, ...but);
  if (possible.length === 0) return undefined;
  const axis = pick(writing.choose, possible);
  const rest = without(axes, axis);
  return { axis, rest, type: `[${rest.join(", ")}]` };
}

/** Two results, each in a name of its own; one carry has an axis less. */
const severalResults: Form = (writing, value) => {
  const { choose, lines } = writing;
  const found = along(writing, value);
  if (found === undefined || found.rest.length === 0) return undefined;
  const { axis, rest, type } = found;
  const { text, axes } = value;
  const less = some(choose, rest);
  const inner = without(rest, ...less);
  const total = `mean[${less.join(", ")}]`;
  const name = `v${lines.length}`;
  const next = pick(choose, [`tanh(${text} - n)`, `0.5 * h + ${text} * n`, `sin(h) + fixed * ${text}`]);
  const shown = pick(choose, ["h'", "h", "h' * fixed"]);
  lines.push(
    `  ${name}, n${name} = scan[${axis}](h: ${type} = 0.1, n: [${inner.join(", ")}] = 0.2, fixed: ${type} = ${parameter(writing, type)}) {`,
    `    h' = ${next}`,
    `    n' = ${pick(choose, ["0.5 * n + ", "n - ", "cos(n) * "])}${total}(${pick(choose, ["h'", "h", text])})`,
    `    yield ${shown}`,
    `    yield ${pick(choose, ["n'", "n", "n * n'", `${total}(h')`])}`,
    "  }",
  );
  return { text: `(${name} + ${pick(choose, ["", "0.3 * "])}n${name})`, axes };
};

/** A position is carried: a pointer that data move. */
const pointing: Form = (writing, { text, axes }) => {
  const { choose } = writing;
  if (!axes.includes("t") || !axes.includes("b")) return undefined;
  const rest = without(axes, "t", "b");
  const type = `[${rest.join(", ")}]`;
  const move = pick(choose, [
    "k",
    "where(keep, k, at)",
    "(at + k) % |b|",
    "|b| - 1 - at",
    "where(at == k, 0, k)",
  ]);
  const read = pick(choose, ["at", "at'"]);
  const body = [
    `    at' = ${move}`,
    `    h' = ${pick(choose, ["0.5 * h", "tanh(h)", "h"])} + ${text}[b = ${read}]`,
    `    yield ${pick(choose, ["h'", "h + 0.1 * at", "h' * (at' == 1)"])}`,
  ];
  return {
    text: bound(
      writing,
      `scan[t](at: in b = ${pick(choose, ["0", "3"])}, h: ${type} = 0) {\n${body.join("\n")}\n  }`,
    ),
    axes: [...rest, "t"],
  };
};

/** Instances, noise and slopes at each position. */
const busy: Form = (writing, value) => {
  const { choose, smooth } = writing;
  const found = along(writing, value);
  if (found === undefined) return undefined;
  const { axis, rest, type } = found;
  const { text, axes } = value;
  const plain = rest.filter((each) => ["a", "b", "c", "d"].includes(each));
  const nexts = [
    `0.5 * dropout(h, 0.2) + ${text}`,
    `tanh(h + ${text}) + ${rest.length === 0 ? "0.1" : `normal${type}(0, 0.1)`}`,
  ];
  if (rest.length > 0) {
    nexts.push(`h - 0.2 * grad(sum${type}((sin(h) - ${text})^2), h)`);
    nexts.push(
      `softmax[${pick(choose, rest)}](h + ${text})`,
      `cumsum[${pick(choose, rest)}](0.3 * h) + ${text}`,
    );
    if (!smooth) nexts.push(`sort[${pick(choose, rest)}](0.5 * h + ${text})`);
  }
  if (plain.length > 0) {
    const over = pick(choose, plain);
    const name = `use${writing.parameters.length}`;
    const fading = declare(writing, "Fading", fadingLayer);
    const counting = declare(
      writing,
      "Following",
      "layer Following[over](v: [over]) -> [over] {\n  state last: [over] = 1\n  last' = 0.5 * last + 0.1\n  return v * last\n}",
    );
    const layer = pick(choose, [
      `Linear[${over}, ${over}]`,
      `LayerNorm[${over}](eps = 0.1)`,
      `${fading}[${over}]`,
      `${counting}[${over}]`,
    ]);
    writing.parameters.push(`  use ${name} = ${layer}`);
    nexts.push(`tanh(${name}(h) + ${text})`, `0.5 * h + ${name}(${text})`);
  }
  const shown = pick(choose, ["h'", "h", `h' - ${text}`]);
  return {
    text: bound(
      writing,
      `scan[${axis}](h: ${type} = 0.1) {\n    h' = ${pick(choose, nexts)}\n    yield ${shown}\n  }`,
    ),
    axes,
  };
};

/** At each position the positions before it are looked at, as a whole that was made before. */
const looking: Form = (writing, { text, axes }) => {
  const { choose } = writing;
  if (!axes.includes("t") || axes.includes("u")) return undefined;
  const rest = without(axes, "t");
  const type = `[${rest.join(", ")}]`;
  const all = bound(writing, `${text}[t as u]`);
  const inside = pick(choose, ["u <= t", "u < t", "u != t", "t - u < 2", "u >= t"]);
  const seen = pick(choose, [
    `mean[u where ${inside}](${all})`,
    `sum[u where ${inside}](${all} * tanh(h))`,
    `sum[u](softmax[u where ${inside}](h * ${all}) * ${all})`,
    `${all}[u = t]`,
    `${all}[u = maximum(t - 1, 0)]`,
    `${all}[u = |t| - 1 - t]`,
  ]);
  const body = `    h' = ${pick(choose, ["0.5 * h", "sin(h)", "0.2"])} + ${seen}\n    yield ${pick(choose, ["h'", "h"])}`;
  return {
    text: bound(writing, `scan[t](h: ${type} = ${pick(choose, ["0", "0.3"])}) {\n${body}\n  }`),
    axes,
  };
};

/** Layers with a scan inside, along an axis, a group, in a stack, backwards. */
const running: Form = (writing, { text, axes }) => {
  const { choose } = writing;
  const possible = without(axes, "g");
  if (possible.length < 2) return undefined;
  const first = pick(choose, possible);
  const second = pick(choose, without(possible, first));
  const run = declare(
    writing,
    "Running",
    "layer Running[along, over](v: [along, over]) -> [along, over] {\n  param w: [over] ~ normal(0, 0.5)\n  param begin: [over] = 0.1\n  return scan[along](h: [over] = begin) {\n    h' = sin(v + w * h)\n    yield h'\n  }\n}",
  );
  const back = declare(
    writing,
    "Back",
    "layer Back[along, over](v: [along, over]) -> [along, over] {\n  param w: [over] ~ normal(0, 0.5)\n  mirrored = v[along = |along| - 1 - along]\n  turned = scan[along](h: [over] = 0) {\n    h' = 0.5 * h + w * mirrored\n    yield h\n  }\n  return turned[along = |along| - 1 - along]\n}",
  );
  const third = without(possible, first, second)[0];
  const uses = [
    `${run}[${first}, ${second}]`,
    `${run}[${first}, ${second}] * 2`,
    `${run}[${first}, ${second}] * e`,
    ...(third === undefined
      ? []
      : [`${run}[(${first}, ${second}), ${third}]`, `${run}[${first}, (${second}, ${third})]`]),
  ];
  const name = `use${writing.parameters.length}`;
  const turned = choose(3) === 0 && first !== "h";
  writing.parameters.push(`  use ${name} = ${turned ? `${back}[${first}, ${second}]` : pick(choose, uses)}`);
  // Twice, for some: two runs of one scan.
  return {
    text: writing.lines.length % 3 === 0 ? `${name}(sin(${name}(${text})))` : `${name}(${text})`,
    axes,
  };
};

export const scans: readonly Form[] = [severalResults, pointing, busy, looking, running];
