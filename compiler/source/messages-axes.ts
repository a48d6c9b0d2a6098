import type { Messages } from "./message.ts";
import { either } from "./message.ts";
import { twinInside } from "./phrases.ts";

export interface AxisFacts {
  W0201: { name: string; near: readonly string[] };
  W0202: { callee: string; axes: readonly string[] };
  W0203: { what: string; axis: string; done: string };
  W0204: { axis: string; lacking: "left" | "right" | "both" };
  /** `pairs` says that all pairs are meant. */
  W0205: { operator: string; left: readonly string[]; right: readonly string[]; pairs: string };
  W0206: { axis: string; callee: string };
  W0207: { axis: string; what: string };
  W0208: { axis: string; what: string };
  W0209: { what: string; wanted: readonly string[]; found: readonly string[] };
  W0210: { callee: string; what: string; axes: readonly string[] };
  /** `users` are the layers and models that use the owner, whose signatures hide the axis, too. */
  W0211: { axis: string; owner: string; users: readonly string[] };
  /** `layer` where both are axis parameters of one. */
  W0212: { left: string; right: string; layer?: string };
  W0213: { axis: string };
  W0214: { axis: string };
  W0215: { callee: string; wanted: readonly string[]; found: number };
  W0216: { axis: string; done: string };
  W0217: { place: string };
  W0218: { readonly what: string };
  W0219: { callee: string; axes: readonly string[] };
  W0220: { owner: string; leftover: readonly string[]; missing: readonly string[] };
  W0221: { axis: string };
  W0222: { callee: string; axis: string; both: readonly string[] };
}

const shape = (axes: readonly string[]) => `[${axes.join(", ")}]`;
const axesInWords = (axes: readonly string[]) => (axes.length === 0 ? "no axes" : `the axes ${shape(axes)}`);
const several = (axes: readonly string[]) => either(axes, "and");

export const axisMessages: Messages<AxisFacts> = {
  W0201: {
    severity: "error",
    title: "an axis that is not declared",
    message: ({ name, near }) =>
      near.length === 0
        ? `there is no axis \`${name}\``
        : `there is no axis \`${name}\`; did you mean ${either(near)}?`,
    explain: {
      meaning: "Every axis is declared once, with `axis`. A name that isn't is an error, never a new axis.",
      wrong: "axis embed = 8\nmodel Double(x: [embde]) -> [embed] {\n  return 2 * x\n}",
      right: "axis embed = 8\nmodel Double(x: [embed]) -> [embed] {\n  return 2 * x\n}",
    },
  },
  W0202: {
    severity: "error",
    title: "a function over an axis that its argument lacks",
    message: ({ callee, axes }) =>
      `\`${callee}\` over ${several(axes)}, but its argument has no ${either(axes)}`,
    explain: {
      meaning:
        "The axes in the bracket are those that the function works along, so the argument must have them. Often a rename was forgotten: to compare all pairs of positions, one side takes the twin's name.",
      wrong: "axis seq <= 8\naxis embed = 4\nmodel Total(x: [seq]) -> [seq] {\n  return sum[embed](x)\n}",
      right:
        "axis seq <= 8\naxis embed = 4\nmodel Total(x: [seq, embed]) -> [seq] {\n  return sum[embed](x)\n}",
    },
  },
  W0203: {
    severity: "error",
    title: "an index of an axis that the value lacks",
    message: ({ what, axis, done }) => `${what} has no axis \`${axis}\` to ${done}`,
    explain: {
      meaning: "An index names the axis that it replaces, so the value must have that axis.",
      wrong: "axis seq <= 8\naxis embed = 4\nmodel First(x: [embed]) -> [embed] {\n  return x[seq = 0]\n}",
      right:
        "axis seq <= 8\naxis embed = 4\nmodel First(x: [seq, embed]) -> [embed] {\n  return x[seq = 0]\n}",
    },
  },
  W0204: {
    severity: "error",
    title: "a contraction over an axis that one side lacks",
    message: ({ axis, lacking }) =>
      lacking === "both"
        ? `a contraction over \`${axis}\`, which neither side has`
        : `a contraction over \`${axis}\`, which the ${lacking} side lacks`,
    explain: {
      meaning: "`a @[i] b` multiplies along `i` and sums over it: both sides need the axis.",
      wrong: "axis a = 4\naxis b = 5\nmodel Dot(x: [a], y: [b]) -> real {\n  return sum[b](x @[a] y)\n}",
      right: "axis a = 4\nmodel Dot(x: [a], y: [a]) -> real {\n  return x @[a] y\n}",
    },
  },
  W0205: {
    severity: "error",
    title: "two tensors without a common axis",
    message: ({ operator, left, right }) =>
      `${shape(left)} and ${shape(right)} have no axis in common for \`${operator}\``,
    notes: ({ pairs }) => [`if all pairs are meant, say so: \`${pairs}\``],
    explain: {
      meaning:
        "Values are lined up by the names of their axes. Two tensors that share none would give all pairs, which is seldom meant: `spread` says that it is.",
      wrong: "axis a = 4\naxis b = 5\nmodel Pairs(x: [a], y: [b]) -> [a, b] {\n  return x + y\n}",
      right: "axis a = 4\naxis b = 5\nmodel Pairs(x: [a], y: [b]) -> [a, b] {\n  return spread[b](x) + y\n}",
    },
  },
  W0206: {
    severity: "error",
    title: "an axis that would be captured",
    message: ({ axis, callee }) =>
      `an argument brings \`${axis}\` along, and \`${callee}\` uses \`${axis}\` itself`,
    notes: ({ axis }) => [
      `rename the axis of the argument, \`x[${axis} as other]\` with \`axis other like ${axis}\`, pick a position, \`x[${axis} = 0]\`, or take it into the signature`,
    ],
    explain: {
      meaning:
        "Axes that a function or a layer doesn't declare pass through it untouched. So they must be none that it uses inside.",
      wrong:
        "axis a = 4\naxis b = 5\nlayer Up(x: [a]) -> [b] {\n  param W: a -> b ~ xavier\n  return W(x)\n}\nmodel Twice(x: [a, b]) -> [b] {\n  use up = Up\n  return up(x)\n}",
      right:
        "axis a = 4\naxis b = 5\naxis c like b\nlayer Up(x: [a]) -> [b] {\n  param W: a -> b ~ xavier\n  return W(x)\n}\nmodel Twice(x: [a, b]) -> [b, c] {\n  use up = Up\n  return up(x[b as c])\n}",
    },
  },
  W0207: {
    severity: "error",
    title: "an axis that is made twice",
    message: ({ axis, what }) => `${what} makes the axis \`${axis}\`, which is there already`,
    notes: ({ axis }) => [`rename it first, \`x[${axis} as other]\``],
    explain: {
      meaning: "A map adds the axes of its out side; a tensor cannot have one axis twice.",
      wrong:
        "axis a = 4\naxis b = 5\nmodel Map(x: [a, b]) -> [b] {\n  param W: a -> b ~ xavier\n  return W(x)\n}",
      right:
        "axis a = 4\naxis b = 5\naxis c like b\nmodel Map(x: [a, b]) -> [b, c] {\n  param W: a -> b ~ xavier\n  return W(x[b as c])\n}",
    },
  },
  W0208: {
    severity: "error",
    title: "a new name that is there already",
    message: ({ axis, what }) => `${what} has an axis \`${axis}\` already`,
    notes: ({ axis }) => [`\`as\` gives a name that is new; the diagonal is \`[… = ${axis}]\``],
    explain: {
      meaning:
        "After a rename the value would have one axis twice. To read both at the same position, index one by the other.",
      wrong: "axis a = 4\naxis b like a\nmodel Rename(x: [a, b]) -> [b] {\n  return x[a as b]\n}",
      right: "axis a = 4\naxis b like a\nmodel Rename(x: [a, b]) -> [b] {\n  return x[a = b]\n}",
    },
  },
  W0209: {
    severity: "error",
    title: "a value of other axes than declared",
    message: ({ what, wanted, found }) =>
      `${what} has ${axesInWords(found)}, but must have ${wanted.length === 0 ? "none" : shape(wanted)}`,
    explain: {
      meaning: "What is carried, yielded or begun with has exactly the axes that its declaration names.",
      wrong:
        "axis seq <= 8\naxis vocab = bytes\ngenerate write(prompt: [seq] in vocab) {\n  grow text: [seq] in vocab from prompt {\n    yield text\n  }\n}",
      right:
        "axis seq <= 8\naxis vocab = bytes\ngenerate write(prompt: [seq] in vocab) {\n  grow text: [seq] in vocab from prompt {\n    yield text[seq = last]\n  }\n}",
    },
  },
  W0210: {
    severity: "error",
    title: "an argument without an axis that is declared",
    message: ({ callee, what, axes }) => `\`${callee}\` needs ${several(axes)}, which ${what} lacks`,
    explain: {
      meaning: "An argument has every axis that the signature, or the in side of the map, names.",
      wrong:
        "axis a = 4\naxis b = 5\nmodel Map(x: [b]) -> [b] {\n  param W: a -> b ~ xavier\n  return W(x)\n}",
      right:
        "axis a = 4\naxis b = 5\nmodel Map(x: [a]) -> [b] {\n  param W: a -> b ~ xavier\n  return W(x)\n}",
    },
  },
  W0211: {
    severity: "error",
    title: "an axis that the signature hides",
    message: ({ axis, owner }) =>
      `\`${axis}\` is not in the signature of \`${owner}\`, so its formulas don't see it`,
    notes: ({ axis, owner, users }) => [
      `a layer sees the axes that it declares; what couples examples says so, in every signature between: \`x: [${axis}, …]\``,
      ...(users.length === 0 ? [] : [`here these are ${several([owner, ...users])}`]),
    ],
    explain: {
      meaning:
        "A batch passes through a layer unseen. A formula that sums over it couples the examples, so the signature must name it.",
      wrong: "axis a = 4\nmodel Centre(x: [a]) -> [a] {\n  return x - mean[batch](x)\n}",
      right: "axis a = 4\nmodel Centre(x: [batch, a]) -> [batch, a] {\n  return x - mean[batch](x)\n}",
    },
  },
  W0212: {
    severity: "error",
    title: "positions of two index spaces compared",
    message: ({ left, right }) =>
      `\`${left}\` and \`${right}\` are two index spaces, so their positions don't compare`,
    notes: ({ left, right, layer }) =>
      layer === undefined
        ? ["an axis and its twin (`axis src like seq`) share their positions"]
        : [twinInside(layer, right, left)],
    explain: {
      meaning: "Positions are compared where they mean the same: on an axis and its twins.",
      wrong: "axis a = 4\naxis b = 4\nmodel Mask(x: [a, b]) -> [a, b] {\n  return where(a <= b, x, 0)\n}",
      right: "axis a = 4\naxis b like a\nmodel Mask(x: [a, b]) -> [a, b] {\n  return where(a <= b, x, 0)\n}",
    },
  },
  W0213: {
    severity: "error",
    title: "an axis compared with itself",
    message: ({ axis }) => `\`${axis}\` is compared with itself, position by position`,
    notes: ({ axis }) => [`to compare all pairs, one side is a twin: \`axis other like ${axis}\``],
    explain: {
      meaning: "An axis name is the tensor of its own positions, so this is the same at every position.",
      wrong: "axis a = 4\nmodel Mask(x: [a]) -> [a] {\n  return where(a <= a, x, 0)\n}",
      right: "axis a = 4\nmodel Mask(x: [a]) -> [a] {\n  return where(a <= 2, x, 0)\n}",
    },
  },
  W0214: {
    severity: "error",
    title: "an axis that is named twice",
    message: ({ axis }) => `\`${axis}\` is named twice here`,
    explain: {
      meaning: "A tensor has a set of axes, so a type or a bracket names each once.",
      wrong: "axis a = 4\nmodel Trace(x: [a, a]) -> [a] {\n  return x\n}",
      right: "axis a = 4\naxis b like a\nmodel Trace(x: [a, b]) -> [a] {\n  return x[b = a]\n}",
    },
  },
  W0215: {
    severity: "error",
    title: "another number of axes in a bracket",
    message: ({ callee, wanted, found }) =>
      `\`${callee}\` takes ${wanted.length === 0 ? "no axes" : shape(wanted)}, but ${found === 0 ? "none" : String(found)} ${found === 1 ? "is" : "are"} given`,
    notes: ({ wanted, found }) =>
      wanted.length > 0 && found > wanted.length
        ? ["several axes in the place of one are a group, `(a, b)`"]
        : [],
    explain: {
      meaning:
        "The axes in the bracket stand for the axis parameters in the order in which they are declared.",
      wrong: "axis a = 4\nmodel Norm(x: [a]) -> [a] {\n  use norm = LayerNorm\n  return norm(x)\n}",
      right: "axis a = 4\nmodel Norm(x: [a]) -> [a] {\n  use norm = LayerNorm[a]\n  return norm(x)\n}",
    },
  },
  W0216: {
    severity: "error",
    title: "a restricted axis that is renamed, indexed, sorted, measured or scanned",
    message: ({ axis, done }) => `\`${axis}\` is restricted by \`where\` here, so it can't be ${done}`,
    explain: {
      meaning:
        "Under `where` a function sees some positions only. Which of them is first, or how many there are, is not known from the shapes.",
      wrong: "axis a = 4\nmodel Sums(x: [a]) -> [a] {\n  return cumsum[a where x > 0](x)\n}",
      right: "axis a = 4\nmodel Sums(x: [a]) -> [a] {\n  return cumsum[a](where(x > 0, x, 0))\n}",
    },
  },
  W0217: {
    severity: "error",
    title: "something that has no meaning in this place",
    message: ({ place }) => `this has no meaning in ${place}`,
    explain: {
      meaning:
        "Brackets hold axes and parentheses hold values; an index replaces axes, as in `x[seq = 0]` or `x[seq as src]`.",
      wrong: "axis a = 4\nmodel Pick(x: [a]) -> [a] {\n  return x[a]\n}",
      right: "axis a = 4\nmodel Pick(x: [a]) -> real {\n  return x[a = 0]\n}",
    },
  },
  W0218: {
    severity: "error",
    title: "a group where one axis is wanted",
    message: ({ what }) => `${what} is of one axis, not of a group`,
    explain: {
      meaning:
        "A group may stand wherever an axis may, and its positions run through it in row-major order; but a promise is of one axis, and so is the count of a stack.",
      wrong:
        "axis a = 4\naxis b = 5\naxis pair = (a, b)\nmodel Double(x: [a, b]) -> [a, b] causal in pair {\n  return 2 * x\n}",
      right:
        "axis a = 4\naxis b = 5\nmodel Double(x: [a, b]) -> [a, b] causal in a, causal in b {\n  return 2 * x\n}",
    },
  },
  W0219: {
    severity: "error",
    title: "a reduction that names no axis",
    message: ({ callee }) => `\`${callee}\` needs its axes in a bracket`,
    notes: ({ callee, axes }) =>
      axes.length === 0 ? [] : [`its argument has ${shape(axes)}, as in \`${callee}[${axes[0] ?? ""}](…)\``],
    explain: {
      meaning: "Reductions and row functions have no default axis.",
      wrong: "axis a = 4\nmodel Total(x: [a]) -> real {\n  return sum(x)\n}",
      right: "axis a = 4\nmodel Total(x: [a]) -> real {\n  return sum[a](x)\n}",
    },
  },
  W0220: {
    severity: "error",
    title: "a result of other axes than declared",
    message: ({ owner, leftover, missing }) =>
      leftover.length === 0
        ? `the result of \`${owner}\` lacks ${several(missing)}`
        : missing.length === 0
          ? `the result of \`${owner}\` still has ${several(leftover)}`
          : `the result of \`${owner}\` has ${several(leftover)}, but lacks ${several(missing)}`,
    explain: {
      meaning: "Results are exact: a layer returns the axes that its signature names, no more and no less.",
      wrong: "axis a = 4\naxis b = 5\nmodel Total(x: [a, b]) -> [a] {\n  return 2 * x\n}",
      right: "axis a = 4\naxis b = 5\nmodel Total(x: [a, b]) -> [a] {\n  return sum[b](x)\n}",
    },
  },
  W0221: {
    severity: "error",
    title: "a chain of contractions whose grouping matters",
    message: ({ axis }) => `it matters which of these contractions comes first, because of \`${axis}\``,
    notes: () => ["put one of them in parentheses"],
    explain: {
      meaning:
        "`a @[i] b @[j] c` sums over `i` first. Where `a` has `j` too, or `c` has `i`, the other grouping gives something else: parentheses say which is meant.",
      wrong:
        "axis i = 4\naxis j = 5\nmodel Chain(a: [i, j], b: [i, j], c: [j]) -> real {\n  return a @[i] b @[j] c\n}",
      right:
        "axis i = 4\naxis j = 5\nmodel Chain(a: [i, j], b: [i, j], c: [j]) -> real {\n  return (a @[i] b) @[j] c\n}",
    },
  },
  W0222: {
    severity: "error",
    title: "one axis for two that a tensor must have",
    message: ({ callee, axis, both }) =>
      `\`${callee}\` has tensors with ${several(both)}, so \`${axis}\` can't stand for both`,
    notes: () => ["a twin can: `axis other like axis`"],
    explain: {
      meaning:
        "A use may give one axis for two axis parameters, as `Linear[embed, embed]`, where no argument and no result has both of them.",
      wrong:
        "axis a = 4\nlayer Turn[row, col](x: [row, col]) -> [row, col] {\n  return 2 * x\n}\nmodel M(x: [a]) -> [a] {\n  use turn = Turn[a, a]\n  return turn(x)\n}",
      right:
        "axis a = 4\naxis b like a\nlayer Turn[row, col](x: [row, col]) -> [row, col] {\n  return 2 * x\n}\nmodel M(x: [a, b]) -> [a, b] {\n  use turn = Turn[a, b]\n  return turn(x)\n}",
    },
  },
};
