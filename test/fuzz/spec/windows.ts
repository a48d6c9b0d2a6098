/** Windows with strides and steps between, of two axes at once; turns and repeats; counts by data; axes of one position. */
import { parameter, pick, without } from "./writing.ts";
import type { Form, Value } from "./writing.ts";

const windowed: Form = (writing, { text, axes }) => {
  const { choose, lines } = writing;
  const forms: (() => Value)[] = [];
  const offer = (written: () => string, gone: readonly string[], made: readonly string[]): void => {
    const rest = without(axes, ...gone);
    if (gone.every((axis) => axes.includes(axis)) && !made.some((axis) => rest.includes(axis)))
      forms.push(() => ({ text: written(), axes: [...rest, ...made] }));
  };
  const free = !axes.includes("d") && !axes.includes("e");
  if (free) {
    const weight = () => parameter(writing, "[d, e]");
    offer(
      () => `sum[d, e](${weight()} * ${text}[b = 2 * h + d - 1 else 0, c = c + e - 1])`,
      ["b", "c"],
      ["h", "c"],
    );
    offer(() => `sum[d, e](${weight()} * ${text}[t = t - 2 * d - e else 0])`, ["t"], ["t"]);
    offer(
      () => `sum[d, e](${weight()} * ${text}[t = t + 3 * d - 3 else r][a = a + e else 0.1])`,
      ["t", "a"],
      ["t", "a"],
    );
    offer(() => `sum[d, e](${weight()} * ${text}[t = t - d else 0][t = t + 2 * e else 0])`, ["t"], ["t"]);
    offer(() => `mean[d, e](${text}[c = 2 * a + d - 1 else 0][t = t - e else 0.5])`, ["c", "t"], ["a", "t"]);
    offer(() => `${text}[c = a + 2 * d - 1 else 0] @[d] ${parameter(writing, "[d]")}`, ["c"], ["a"]);
    offer(() => `${parameter(writing, "d, a -> c")}(${text}[t = t + d - 1 else 0])`, ["t", "a"], ["t", "c"]);
    if (!writing.smooth) {
      offer(() => `max[d, e](${text}[b = 2 * h + d else -1, c = c + e - 1])`, ["b", "c"], ["h", "c"]);
      offer(() => `max[d](${text}[t = t + 2 * d - 1 else 0])`, ["t"], ["t"]);
    }
    offer(
      () => {
        const name = `near${lines.length}`;
        lines.push(`  ${name} = x[a = 0][t = t + d - 1 else 0]`);
        return `mean[d where ${name}.present](${text}[t = t + d - 1 else 0])`;
      },
      ["t"],
      ["t"],
    );
  }
  return forms.length === 0 ? undefined : pick(choose, forms)();
};

const turned: Form = (writing, { text, axes }) => {
  const { choose } = writing;
  const forms: Value[] = [];
  const offer = (written: string, gone: readonly string[], made: readonly string[]): void => {
    const rest = without(axes, ...gone);
    if (gone.every((axis) => axes.includes(axis)) && !made.some((axis) => rest.includes(axis)))
      forms.push({ text: written, axes: [...rest, ...made] });
  };
  offer(`${text}[t = (t + k) % |t|]`, ["t"], ["t"]);
  offer(`${text}[t = (5 * t + 3) % |t|]`, ["t"], ["t"]);
  offer(`${text}[t = (t - 1 + |t|) % |t|]`, ["t"], ["t"]);
  offer(`${text}[t = t % 2 else r]`, ["t"], ["t"]);
  offer(`${text}[t = last - 1 - t else 0]`, ["t"], ["t"]);
  offer(`${text}[s = (s + 3) % |s|]`, ["s"], ["s"]);
  offer(`${text}[s = |s| - 1 - s]`, ["s"], ["s"]);
  offer(`${text}[s = 2 * (s div 2)]`, ["s"], ["s"]);
  offer(`${text}[a = c % |a|]`, ["a"], ["c"]);
  offer(`${text}[d = t % |d|]`, ["d"], ["t"]);
  offer(`${text}[d = (t + c) % 2]`, ["d"], ["t", "c"]);
  offer(`${text}[c = (c + 2 * t) % |c|]`, ["c", "t"], ["c", "t"]);
  offer(`${text}[c = (4 * c) % |c|]`, ["c"], ["c"]);
  offer(`${text}[c = 2 * (c div 2)]`, ["c"], ["c"]);
  offer(`${text}[b = (3 * b + 1) % 4]`, ["b"], ["b"]);
  offer(`${text}[b = (b * b) % 4]`, ["b"], ["b"]);
  offer(`${text}[b = h + half]`, ["b"], ["h", "half"]);
  offer(`${text}[(b, c) = (|c| * b + c + 3) % |(b, c)|]`, ["b", "c"], ["b", "c"]);
  offer(`${text}[(b, c) = |b| * c + b]`, ["b", "c"], ["b", "c"]);
  offer(`${text}[b as (half, pair)][half = |half| - 1 - half]`, ["b"], ["half", "pair"]);
  offer(`${text}[t as u, u as t]`, ["t", "u"], ["t", "u"]);
  offer(`${text}[t = u - 1 else 0]`, ["t"], ["u"]);
  offer(`${text}[t = u, u = t]`, ["t", "u"], ["t", "u"]);
  return forms.length === 0 ? undefined : pick(choose, forms);
};

/** Reads and adds up by what data or draws say. */
const byData: Form = (writing, { text, axes }) => {
  const { choose, smooth } = writing;
  const forms: Value[] = [];
  const has = (...wanted: readonly string[]): boolean => wanted.every((axis) => axes.includes(axis));
  if (has("t") && !has("b")) {
    forms.push({ text: `(one_hot[b](k) @[t] ${text})`, axes: [...without(axes, "t"), "b"] });
    forms.push({ text: `sum[t](where(k == b and keep, ${text}, 0))`, axes: [...without(axes, "t"), "b"] });
    forms.push({ text: `mean[t where k == spread[t](b)](${text})`, axes: [...without(axes, "t"), "b"] });
  }
  if (has("t", "u")) forms.push({ text: `sum[u where edge](${text})`, axes: without(axes, "u") });
  if (has("t", "u")) forms.push({ text: `softmax[u where edge and u <= t](${text})`, axes });
  if (has("t") && !has("u"))
    forms.push(
      { text: `sum[u where edge](${text}[t as u])`, axes },
      { text: `(edge @[t] ${text})`, axes: [...without(axes, "t"), "u"] },
    );
  if (has("b", "c") && !smooth) {
    forms.push({ text: `${text}[b = argmax[b](z)]`, axes: without(axes, "b") });
    forms.push({ text: `${text}[b = sample[b](2 * z)]`, axes: without(axes, "b") });
  }
  if (has("t", "a") && !smooth) {
    forms.push({ text: `${text}[a = sample[a](x, temperature = 0.5, top_k = 2)]`, axes: without(axes, "a") });
    forms.push({ text: `(${text} * one_hot[a](sample[a](3 * x, top_p = 0.7)))`, axes });
    forms.push({ text: `${text}[t = argmax[t](x[a = 0])]`, axes: without(axes, "t") });
  }
  return forms.length === 0 ? undefined : pick(choose, forms);
};

/** Along an axis of one position. */
const single: Form = (writing, { text, axes }) => {
  const { choose, smooth } = writing;
  const plain = axes.filter((axis) => ["a", "b", "c", "d"].includes(axis));
  if (!axes.includes("o")) {
    const made = [...axes, "o"];
    const forms: (() => Value)[] = [() => ({ text: `spread[o](${text})`, axes: made })];
    const [from] = plain;
    if (from !== undefined) {
      const other = [...without(axes, from), "o"];
      forms.push(() => ({ text: `${parameter(writing, `${from} -> o`)}(${text})`, axes: other }));
      forms.push(() => ({ text: `(${parameter(writing, `o -> ${from}`)} @[${from}] ${text})`, axes: other }));
      forms.push(() => ({ text: `${text}[${from} = o + 1]`, axes: other }));
    }
    if (axes.includes("t")) forms.push(() => ({ text: `${text}[t = t - o - 1 else 0]`, axes: made }));
    return pick(choose, forms)();
  }
  const forms: (() => Value)[] = [
    () => ({ text: `${text}[o = 0]`, axes: without(axes, "o") }),
    () => ({ text: `${text}[o = last]`, axes: without(axes, "o") }),
    () => ({ text: `sum[o](${text})`, axes: without(axes, "o") }),
    () => ({ text: `var[o](${text}) + ${text}[o = 0]`, axes: without(axes, "o") }),
    () => ({ text: `(softmax[o](${text}) * ${text})`, axes }),
    () => ({ text: `cumsum[o](${text})`, axes }),
    () => ({ text: `logsumexp[o](${text})`, axes: without(axes, "o") }),
    () => ({ text: `${text}[o = |o| - 1 - o]`, axes }),
    () => ({ text: `${text}[o = o - 1 else 0.2]`, axes }),
    () => ({
      text: `scan[o](h: [${without(axes, "o").join(", ")}] = 0.1) {\n    h' = sin(h + ${text})\n    yield h'\n  }`,
      axes,
    }),
    ...(smooth
      ? []
      : [
          () => ({ text: `sort[o](${text})`, axes }),
          () => ({ text: `max[o](${text})`, axes: without(axes, "o") }),
        ]),
  ];
  return pick(choose, forms)();
};

export const windows: readonly Form[] = [windowed, windowed, turned, turned, byData, single];
