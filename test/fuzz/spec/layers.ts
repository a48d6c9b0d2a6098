/** Formulas with parameters: maps in all their forms, layers, stacks, states. */
import { declare, most, parameter, pick, plainAxes, some, without } from "./writing.ts";
import type { Form, Writing } from "./writing.ts";

/** With states of each type. */
export const fadingLayer = `layer Fading[over](v: [over]) -> [over] {
  param gain: [over] = 1
  state share: [over] = 1
  state turns: int = 0
  state large: [over] bool = false
  state unread: [over] = 0
  unread' = 2 * gain
  share' = 0.5 * share + 0.25 * gain
  turns' = turns + 1
  large' = large or gain > 1
  return v * where(training, share, gain) * where(large, 0.5, 1) / (2 + turns % 3)
}`;

const bias: Form = (writing, { text, axes }) => {
  const own = without(axes, "g");
  if (own.length === 0) return undefined;
  return { text: `(${text} + ${parameter(writing, `[${some(writing.choose, own).join(", ")}]`)})`, axes };
};

const map: Form = (writing, { text, axes }) => {
  const { choose } = writing;
  const from = axes.filter((axis) => plainAxes.includes(axis));
  const to = without(plainAxes, ...axes);
  if (from.length === 0) return undefined;
  const inside = pick(choose, from);
  if (to.length === 0 || choose(4) === 0)
    return { text: `${parameter(writing, `${inside} -> ${inside}`)}(${text})`, axes };
  const outside = pick(choose, to);
  const rest = without(axes, inside);
  switch (choose(5)) {
    case 0:
      return {
        text: `${parameter(writing, `${outside} -> ${inside}`)}.transposed(${text})`,
        axes: [...rest, outside],
      };
    case 1: {
      // One map for each position of an axis that the argument may have.
      if (axes.length >= most && !axes.includes("e")) return undefined;
      const name = parameter(writing, `${inside} -> ${outside}`, "[e]");
      return { text: `${name}(${text})`, axes: [...without(rest, "e"), outside, "e"] };
    }
    case 2: {
      const second = without(to, outside)[0];
      const pair = from.length > 1 ? without(from, inside)[0] : undefined;
      if (second === undefined && pair === undefined) return undefined;
      const ins = pair === undefined ? inside : `${inside}, ${pair}`;
      const outs = second === undefined || axes.length >= most ? [outside] : [outside, second];
      const name = parameter(writing, `${ins} -> ${outs.join(", ")}`);
      return { text: `${name}(${text})`, axes: [...without(rest, pair ?? ""), ...outs] };
    }
    case 3:
      // As a tensor.
      return {
        text: `(${parameter(writing, `${inside} -> ${outside}`)} @[${inside}] ${text})`,
        axes: [...rest, outside],
      };
    default:
      return { text: `${parameter(writing, `${inside} -> ${outside}`)}(${text})`, axes: [...rest, outside] };
  }
};

function used(writing: Writing, what: string): string {
  const name = `use${writing.parameters.length}`;
  writing.parameters.push(`  use ${name} = ${what}`);
  return name;
}

const layer: Form = (writing, { text, axes }) => {
  const { choose } = writing;
  const own = axes.filter((axis) => plainAxes.includes(axis));
  if (own.length === 0) return undefined;
  const axis = pick(choose, own);
  const others = without(plainAxes, ...axes);
  const forms: (() => { readonly text: string; readonly axes: readonly string[] })[] = [
    // A twin inside.
    () => ({ text: `${used(writing, `Linear[${axis}, ${axis}]`)}(${text})`, axes }),
    () => ({ text: `${used(writing, `LayerNorm[${axis}](eps = 0.1)`)}(${text})`, axes }),
    () => ({ text: `${used(writing, `RMSNorm[${axis}]`)}(${text})`, axes }),
    () => ({ text: `${used(writing, `Scaled[${axis}]`)}(${text})`, axes }),
    () => ({ text: `${used(writing, `Spread[(${some(choose, axes).join(", ")})]`)}(${text})`, axes }),
    // Shared: the same parameters twice.
    () => {
      const name = used(writing, `Linear[${axis}, ${axis}]`);
      return { text: `tanh(${name}(sin(${name}(${text}))))`, axes };
    },
    () => {
      const block = declare(
        writing,
        "Two",
        "layer Two[over](v: [over], l: [over], by: real) -> (v: [over], l: [over]) {\n  param gain: [over] = 1\n  return sin(v * gain) * by, l + v\n}",
      );
      const name = used(writing, `${block}[${axis}] * e`);
      const both = `v${writing.lines.length}`;
      writing.lines.push(`  ${both}, l${both} = ${name}(${text}, spread[${axis}](0), 2^e)`);
      return { text: `(${both} + l${both})`, axes };
    },
    () => {
      const counter = declare(writing, "Fading", fadingLayer);
      return { text: `${used(writing, `${counter}[${axis}]`)}(${text})`, axes };
    },
  ];
  const [other] = others;
  if (other !== undefined)
    forms.push(() => ({
      text: `${used(writing, `Linear[${axis}, ${other}]`)}(${text})`,
      axes: [...without(axes, axis), other],
    }));
  return pick(choose, forms)();
};

/** An argument that may lack an axis. */
const masked: Form = (writing, { text, axes }) => {
  const others = without(axes, "t", "g");
  if (!axes.includes("t") || others.length === 0) return undefined;
  const name = declare(
    writing,
    "Masked",
    "layer Masked[at, over](v: [at, over], keep: [at?] bool) -> [at, over] {\n  return v * where(keep, 1, 0.5)\n}",
  );
  const use = used(writing, `${name}[t, ${pick(writing.choose, others)}]`);
  return { text: `${use}(${text}, ${pick(writing.choose, ["keep", "true"])})`, axes };
};

/** Blocks in turn: as many as a number, a constant or an axis says. */
const stacked: Form = (writing, { text, axes }) => {
  const own = axes.filter((axis) => plainAxes.includes(axis));
  if (own.length === 0) return undefined;
  const block = declare(
    writing,
    "Block",
    "/// Threads one value.\nlayer Block[over](v: [over]) -> [over] {\n  use mix = Linear[over, over]\n  return v + tanh(mix(v))\n}",
  );
  const count = pick(writing.choose, ["2", "3", "width", "d"]);
  return { text: `${used(writing, `${block}[${pick(writing.choose, own)}] * ${count}`)}(${text})`, axes };
};

export const layers: readonly Form[] = [bias, map, map, layer, layer, masked, stacked];
