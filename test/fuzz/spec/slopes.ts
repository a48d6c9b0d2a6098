/** Slopes of slopes, and of what has a rule of its own: scans, row functions, extremes, gathers, products. */
import { bound, parameter, pick, without } from "./writing.ts";
import type { Form } from "./writing.ts";

/** A smooth function of a name, as large as it. */
const again: Form = (writing, { text, axes }) => {
  const { choose, smooth } = writing;
  if (axes.length === 0) return undefined;
  const whole = axes.join(", ");
  const axis = pick(choose, axes);
  const name = bound(writing, `0.5 * ${text}`);
  const rest = without(axes, axis).join(", ");
  const through = pick(choose, [
    `softmax[${axis}](${name})`,
    `cumsum[${axis}](${name})`,
    `(${name} * logsumexp[${axis}](${name}))`,
    `(${name} - mean[${axis}](${name}))`,
    `(${name} * prod[${axis}](${name} + 0.5))`,
    `log_softmax[${axis}](${name})`,
    `tanh(${name})`,
    ...(axis === "g"
      ? []
      : [
          `scan[${axis}](h: [${rest}] = 0.1) {\n    h' = sin(h + ${name})\n    yield h'\n  }`,
          `scan[${axis}](h: [${rest}] = 0.1) {\n    h' = 0.5 * h + ${name}\n    yield h * h'\n  }`,
        ]),
    ...(axes.includes("t")
      ? [`${name}[t = t - 1 else 0]`, `${name}[t = |t| - 1 - t]`, `(${name} * ${name}[t = last])`]
      : []),
    ...(axes.includes("b") && axes.includes("t") ? [`(${name} * ${name}[b = k])`] : []),
    ...(axes.includes("a") ? [`(${name} @[a] ${parameter(writing, "[a]")}) * ${name}`] : []),
    ...(smooth ? [] : [`sort[${axis}](${name})`, `max[${axis}](${name}) * ${name}`, `relu(${name})`]),
  ]);
  const made = bound(writing, through);
  const first = bound(writing, `grad(sum[${whole}](sin(${made})), ${name})`);
  if (choose(3) === 0) return { text: first, axes };
  const by = pick(choose, [`${first}^2`, `sin(${first}) * ${name}`, `${first} * ${text}`]);
  return { text: `grad(sum[${whole}](${by}), ${name})`, axes };
};

/** A penalty on a slope by an argument. */
const penalty: Form = ({ choose }, { text, axes }) => {
  const whole = axes.join(", ");
  const total = axes.length === 0 ? `sin(${text})` : `sum[${whole}](sin(${text}))`;
  const [by, over] = pick(choose, [
    ["x", "t, a"],
    ["z", "b, c"],
    ["q", "s, a"],
  ] as const);
  return { text: `(${text} * tanh(sum[${over}](grad(${total} + sum[${over}](${by}^3), ${by})^2)))`, axes };
};

export const slopes: readonly Form[] = [again, penalty];
