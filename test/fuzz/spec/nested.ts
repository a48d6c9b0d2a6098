/** Formulas in formulas: scans in scans, groups, restrictions that let nothing in, indices that data and choices make. */
import { bound, parameter, pick, without } from "./writing.ts";
import type { Form, Value } from "./writing.ts";

const scanInScan: Form = (writing, { text, axes }) => {
  const { choose } = writing;
  const along = without(axes, "g");
  if (along.length < 2) return undefined;
  const outer = pick(choose, along);
  const inner = pick(choose, without(along, outer));
  const rest = without(axes, outer, inner);
  const type = `[${rest.join(", ")}]`;
  const first = choose(2) === 0 && !rest.includes("g") ? parameter(writing, type) : "0.1";
  const begin = pick(choose, ["m", "0.2", "0.5 * m"]);
  const next = pick(choose, [
    `0.5 * h + sin(${text} + m)`,
    `tanh(h * ${text})`,
    `h - 0.1 * ${inner} * ${text}`,
    `where(${outer} % 2 == 0, h, ${text})`,
  ]);
  const carried = pick(choose, [
    `tanh(sum[${inner}](n))`,
    `n[${inner} = last]`,
    `m - 0.1 * mean[${inner}](n)`,
  ]);
  const [shown, made] = pick(choose, [
    ["m'", without(axes, inner)],
    ["n", axes],
    ["n * m", axes],
    ["m' - m", without(axes, inner)],
  ] as const);
  const body = [
    `    n = scan[${inner}](h: ${type} = ${begin}) {`,
    `      h' = ${next}`,
    `      yield ${pick(choose, ["h'", "h", `h' * ${text}`])}`,
    "    }",
    `    m' = ${carried}`,
    `    yield ${shown}`,
  ];
  return {
    text: bound(writing, `scan[${outer}](m: ${type} = ${first}) {\n${body.join("\n")}\n  }`),
    axes: made,
  };
};

const grouped: Form = ({ choose, smooth }, { text, axes }) => {
  const along = without(axes, "g");
  if (along.length < 2) return undefined;
  const first = pick(choose, along);
  const second = pick(choose, without(along, first));
  const group = `(${first}, ${second})`;
  const place = `(|${second}| * ${first} + ${second})`;
  const less = without(axes, first, second);
  const forms: Value[] = [
    { text: `sum[${group}](${text})`, axes: less },
    { text: `logsumexp[${group}](${text})`, axes: less },
    { text: `softmax[${group}](${text})`, axes },
    { text: `cumsum[${group}](${text})`, axes },
    { text: `${text}[${group} = |${group}| - 1 - ${place}]`, axes },
    { text: `${text}[${group} = last]`, axes: less },
    { text: `${text}[${group} = maximum(${place} - 1, 0)]`, axes },
    ...(smooth
      ? []
      : [
          { text: `sort[${group}](${text})`, axes },
          { text: `max[${group}](${text})`, axes: less },
        ]),
  ];
  if (axes.includes("b") && axes.includes("c"))
    forms.push({ text: `${text}[(b, c) = argmax[(b, c)](z)]`, axes: without(axes, "b", "c") });
  return pick(choose, forms);
};

/** Nothing may be let in. */
const emptied: Form = ({ choose, smooth }, { text, axes }) => {
  const has = (...wanted: readonly string[]): boolean => wanted.every((axis) => axes.includes(axis));
  const forms: Value[] = [];
  const offer = (written: string, gone: string, ...wanted: readonly string[]): void => {
    if (has(gone, ...wanted)) forms.push({ text: written, axes: without(axes, gone) });
  };
  offer(`mean[u where u < t](${text})`, "u", "t");
  offer(`prod[u where u > t and u % 2 == 0](${text})`, "u", "t");
  offer(`var[t where t > 3](${text})`, "t");
  offer(`mean[t where keep and t > 1](${text} / (t - 1))`, "t");
  offer(`sum[t where k > 0](${text} / k)`, "t");
  offer(`mean[t where x.present](${text})`, "t");
  offer(`logsumexp[a where a > 5 else r](${text})`, "a");
  offer(`logsumexp[t where not keep else 0](${text})`, "t");
  offer(`mean[c where c > 1 else tanh(r)](${text})`, "c");
  if (has("u", "t")) forms.push({ text: `softmax[u where u < t](${text})`, axes });
  if (has("u", "t")) forms.push({ text: `softmax[u where abs(u - t) > 1 else 0.5](${text})`, axes });
  if (has("t")) forms.push({ text: `where(k > 0, ${text} / k, ${text})`, axes });
  if (has("t", "a")) forms.push({ text: `where(k > 0 and x > 0, ${text} / k, 0)`, axes });
  if (has("t", "a")) forms.push({ text: `where(not (k == 0 or x > 0), ${text} * log(k), ${text})`, axes });
  if (has("t", "a")) offer(`sum[t where k > 0 and x > 0](${text} * rsqrt(k))`, "t");
  if (has("t", "a")) forms.push({ text: `where(x > 0, ${text} * log(x), 0)`, axes });
  if (has("t", "a")) forms.push({ text: `where(x > 0, ${text} * √x, ${text})`, axes });
  if (!smooth) {
    offer(`max[u where u < t else 0.3](${text})`, "u", "t");
    offer(`min[t where keep else r](${text})`, "t");
    if (has("t")) forms.push({ text: `(${text} + 0.1 * argmax[a where x > 0.5](x))`, axes });
    if (has("t")) forms.push({ text: `(${text} * ((x[a = 0] > 0) + (x[a = 1] > 0.2)))`, axes });
    if (has("a")) forms.push({ text: `(${text} * sum[t where x > 0](k))`, axes });
  }
  return forms.length === 0 ? undefined : pick(choose, forms);
};

const placed: Form = ({ choose }, { text, axes }) => {
  const forms: Value[] = [];
  const offer = (written: string, gone: readonly string[], made: readonly string[]): void => {
    const rest = without(axes, ...gone);
    if (gone.every((axis) => axes.includes(axis)) && !made.some((axis) => rest.includes(axis)))
      forms.push({ text: written, axes: [...rest, ...made] });
  };
  offer(`${text}[t = t div 2]`, ["t"], ["t"]);
  offer(`${text}[t = minimum(t + 1, |t| - 1)]`, ["t"], ["t"]);
  offer(`${text}[t = maximum(t - 2, 0)]`, ["t"], ["t"]);
  offer(`${text}[t = where(keep, t, 0)]`, ["t"], ["t"]);
  offer(`${text}[t = t - k else 0.1]`, ["t"], ["t"]);
  offer(`${text}[t = last - 1 else 0]`, ["t"], []);
  offer(`${text}[t = last - t else r]`, ["t"], ["t"]);
  offer(`${text}[t = 3 * u - t + 1 else 0]`, ["t"], ["t", "u"]);
  offer(`${text}[b = 3 - b]`, ["b"], ["b"]);
  offer(`${text}[b = (b + spread[b](k)) % |b|]`, ["b", "t"], ["b", "t"]);
  offer(`${text}[b = h + 2 * d]`, ["b"], ["h", "d"]);
  offer(`${text}[b = (h + d) % 3]`, ["b"], ["h", "d"]);
  offer(`${text}[c = (2 * c) % |c|]`, ["c"], ["c"]);
  offer(`${text}[c = a + d]`, ["c"], ["a", "d"]);
  offer(`${text}[c = 2 * a - d else r]`, ["c"], ["a", "d"]);
  offer(`${text}[a = where(x[a = 0] > 0, 1, 2)]`, ["a"], ["t"]);
  offer(`${text}[a = index[a](3 * x[a = 1])]`, ["a"], ["t"]);
  offer(`${text}[a = a div 2, c = c div 2 + a]`, ["a", "c"], ["a", "c"]);
  offer(`${text}[a = c - 1 else 0, c = a]`, ["a", "c"], ["a", "c"]);
  offer(`${text}[a = (a + n) % 3]`, ["a"], ["a"]);
  const fitting = forms.filter(({ axes: made }) => made.length <= 4);
  return fitting.length === 0 ? undefined : pick(choose, fitting);
};

export const nestings: readonly Form[] = [scanInScan, scanInScan, grouped, emptied, emptied, placed, placed];
