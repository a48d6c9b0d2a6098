/** Formulas that put other axes in the place of axes: picks, shifts, windows, splits, gathers, parts. */
import { pick, without } from "./writing.ts";
import type { Form, Value } from "./writing.ts";

const indexed: Form = ({ choose, values }, { text, axes }) => {
  const forms: Value[] = [];
  const has = (...wanted: readonly string[]): boolean => wanted.every((axis) => axes.includes(axis));
  const offer = (written: string, gone: readonly string[], made: readonly string[] = []): void => {
    if (has(...gone) && !made.some((axis) => without(axes, ...gone).includes(axis)))
      forms.push({ text: written, axes: [...without(axes, ...gone), ...made] });
  };
  offer(`${text}[t as u]`, ["t"], ["u"]);
  offer(`${text}[u as t]`, ["u"], ["t"]);
  if (has("t", "u")) offer(`${text}[u = t]`, ["u"]);
  offer(`${text}[t = t - 1 else 0]`, ["t"], ["t"]);
  offer(`${text}[t = t + 1 else 0.5]`, ["t"], ["t"]);
  offer(`${text}[t = |t| - 1 - t]`, ["t"], ["t"]);
  offer(`${text}[t = last]`, ["t"]);
  offer(`${text}[t = t + d - 1 else 0]`, ["t"], ["t", "d"]);
  offer(`${text}[t = 2 * t - 1 else r]`, ["t"], ["t"]);
  offer(`${text}[s = s - s % 2 else 0]`, ["s"], ["s"]);
  offer(`${text}[s = last]`, ["s"]);
  offer(`${text}[s = 1]`, ["s"]);
  offer(`${text}[a = 1]`, ["a"]);
  offer(`${text}[a = last]`, ["a"]);
  offer(`${text}[a = (a + 1) % |a|]`, ["a"], ["a"]);
  offer(`${text}[a = (2 * |a| - a - 1) % |a|]`, ["a"], ["a"]);
  offer(`${text}[a = (a + d + 1) % |a|]`, ["a"], ["a", "d"]);
  offer(`${text}[c = (3 * c + 1) % |c|]`, ["c"], ["c"]);
  offer(`${text}[d = c % |d|]`, ["d"], ["c"]);
  offer(`${text}[a = t % |a|]`, ["a"], ["t"]);
  offer(`${text}[t = (t + 1) % |t|]`, ["t"], ["t"]);
  offer(`${text}[a = index[a](2 * r)]`, ["a"]);
  offer(`${text}[c = 2 * d + 1]`, ["c"], ["d"]);
  offer(`${text}[c = c div 2]`, ["c"], ["c"]);
  offer(`${text}[b = k]`, ["b"], ["t"]);
  if (has("b", "t")) offer(`${text}[b = k]`, ["b"]);
  offer(`${text}[b as (half, pair)]`, ["b"], ["half", "pair"]);
  offer(`${text}[(half, pair) as b]`, ["half", "pair"], ["b"]);
  offer(`${text}[b = 2 * h + 1]`, ["b"], ["h"]);
  offer(`${text}[b = 2 * h + d - 1 else 0]`, ["b"], ["h", "d"]);
  offer(`sum[b/2](${text})`, ["h"]);
  offer(`${text}[g = q]`, ["g"]);
  offer(`${text}[g = "the last"]`, ["g"]);
  offer(`${text}[g = 3]`, ["g"]);
  offer(`${text}[g = n]`, ["g"]);
  offer(`${text}[j.d]`, ["j"], ["d"]);
  offer(`${text}[j.a]`, ["j"], ["a"]);
  if (!has("j") && !has("d") && has("a")) {
    const other = values.find(
      (value) => value.axes.includes("d") && value.axes.every((axis) => axis === "d" || axes.includes(axis)),
    );
    const joined = other === undefined ? `spread[d](r)` : other.text;
    forms.push({ text: `concat[j](${text}, ${joined})`, axes: [...without(axes, "a"), "j"] });
  }
  offer(`stack[g](p: ${text}, q: tanh(${text}), 3: 0.5, "the last": r)`, [], ["g"]);
  offer(`spread[e](${text})`, [], ["e"]);
  offer(`mean[e](${text} * e)`, ["e"]);
  const fitting = forms.filter(({ axes: made }) => made.length <= 4);
  return fitting.length === 0 ? undefined : pick(choose, fitting);
};

/** Two axes of one, and one of two. */
const split: Form = ({ choose }, { text, axes }) => {
  if (axes.includes("half") && axes.includes("pair") && !axes.includes("b"))
    return { text: `sin(${text}[(half, pair) as b])`, axes: [...without(axes, "half", "pair"), "b"] };
  if (!axes.includes("b") || axes.includes("half") || axes.includes("pair")) return undefined;
  const both = `${text}[b as (half, pair)]`;
  if (choose(2) === 0) return { text: `tanh(${both} + 0.1 * half)[(half, pair) as b]`, axes };
  return axes.length > 3 ? undefined : { text: both, axes: [...without(axes, "b"), "half", "pair"] };
};

/** Two values end to end, or a part of such. */
const joined: Form = ({ choose }, { text, axes }) => {
  if (axes.includes("j")) {
    const part = pick(choose, ["a", "d"].filter((axis) => !axes.includes(axis)).concat("j"));
    return part === "j"
      ? undefined
      : { text: `cos(${text}[j.${part}])`, axes: [...without(axes, "j"), part] };
  }
  if (!axes.includes("a")) return undefined;
  return { text: `concat[j](${text}, spread[d](r))`, axes: [...without(axes, "a"), "j"] };
};

export const indexings: readonly Form[] = [indexed, indexed, split, joined];
