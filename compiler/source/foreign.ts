/** What is said of words that other tools have, and weft says in another way. */

const split = "axes are split and merged by indexing: `x[embed as (head, key)]`, `x[(head, key) as embed]`";
const order = "axes have names and no order, so nothing is transposed; `x[seq as src]` renames one";
const wider = "values broadcast by the names of their axes; `spread[axis](x)` gives a value one more";
const product = "a contraction names its axis: `q @[key] k`; a map is called: `W(x)`";
const joined = "`concat[whole](a, b)` joins along a sum of axes, `axis whole = one ++ other`";
const constant = "a number broadcasts by itself, and the name of an axis stands for its positions";
const method = "functions are called, with their axes in brackets: `mean[embed](x)`";
const noise = "random numbers say their axes: `normal[embed](0, 1)`, `uniform[embed](0, 1)`";
const size = "`|embed|` is the size of an axis";
const library = "the library is in scope by itself, and its functions are called by their names alone";
const watched = "`watch x` follows a value in the training log";
const instance =
  "`use linear = Linear[embed, hidden]` makes an instance of a layer of the library: `linear(x)`";
const parameter = "a parameter is declared in its layer: `param W: embed -> hidden ~ xavier`";
const held = "`stop(x)` lets no gradient through";
const step =
  "`minimize loss` is all: gradients and steps follow from it, by the setting `optimizer = adam(rate = 1e-3)`";
const fn = "a function is declared at the top of a file: `fn twice(x) = 2 * x`";
const squares = "the formula is short: `mean[batch, out]((y - target)^2)`";

const names: ReadonlyMap<string, string> = new Map(
  [
    [split, "reshape", "view", "flatten", "rearrange", "ravel"],
    [order, "transpose", "permute", "swapaxes", "T", "mT"],
    [wider, "squeeze", "unsqueeze", "expand", "expand_dims", "broadcast_to", "repeat"],
    [product, "matmul", "dot", "bmm", "mm", "einsum", "tensordot"],
    [joined, "cat", "concatenate", "hstack", "vstack"],
    [constant, "zeros", "ones", "arange", "range", "zeros_like", "ones_like"],
    [noise, "randn", "randn_like", "rand", "rand_like", "random", "gaussian"],
    [size, "len", "shape", "size", "numel", "ndim"],
    [library, "torch", "F", "np", "numpy", "jnp", "jax", "tf"],
    [instance, "nn"],
    ["an instance is called by its own name: `linear(x)`", "forward", "__call__"],
    [parameter, "self", "param", "Parameter", "Variable"],
    [held, "detach", "no_grad", "stop_gradient", "requires_grad"],
    [step, "backward", "zero_grad", "optim"],
    [fn, "lambda"],
    ["nothing is empty; an argument may have a default: `keep: [seq] bool = true`", "None", "null"],
    [watched, "print"],
    [squares, "mse", "mse_loss", "MSELoss"],
    ["`mean[embed](x)` is the mean over an axis", "avg", "average"],
    ["`sample[vocab](logits)` draws a label", "multinomial", "categorical"],
    ["a power is written `x^2`", "pow", "power", "square"],
    ["`clamp(x, low, high)` keeps values between two others", "clip", "clip_by_value"],
    ["a norm is a root of a sum over named axes: `sqrt(sum[embed](x^2))`", "norm", "normalize", "l2_norm"],
  ].flatMap(([note = "", ...words]) => words.map((word) => [word, note] as const)),
);

const methods = [
  "sum",
  "mean",
  "max",
  "min",
  "var",
  "prod",
  "softmax",
  "argmax",
  "exp",
  "log",
  "sqrt",
  "abs",
  "relu",
];

/** Of a name that nothing has. */
export function notesOfName(name: string): readonly string[] {
  const note = names.get(name);
  return note === undefined ? [] : [note];
}

/** Of a file that isn't there. */
export function notesOfPath(path: string): readonly string[] {
  return /^std\b/.test(path) ? [library] : notesOfName(path);
}

/** Of a member that a value doesn't have. */
export function notesOfMember(member: string): readonly string[] {
  return methods.includes(member) ? [method] : notesOfName(member);
}

const loops =
  "nothing loops: `use blocks = Block * 3` repeats a layer, and `scan[seq](…)` goes along an axis";
const declared =
  "formulas stand in `fn`, which has no parameters, in `layer`, and in `model`, which the package exports";
const choice = "`where(condition, a, b)` chooses, position by position";
const bound = "a name is bound without a keyword: `x = …`";

const beginnings: ReadonlyMap<string, string> = new Map([
  ["for", loops],
  ["while", loops],
  ["if", choice],
  ["?", choice],
  ["def", declared],
  ["class", declared],
  ["function", declared],
  ["let", bound],
  ["var", bound],
  ["print", watched],
  ["with", held],
  ["step", step],
  ["lambda", fn],
  ['""', "what documents a declaration stands above it, after `///`"],
]);

/** Of a word with which no statement begins. */
export function notesOfBeginning(word: string): readonly string[] {
  const note = beginnings.get(word);
  return note === undefined ? [] : [note];
}

const number = "a number is `real`, or `int` where it is whole";
const types: ReadonlyMap<string, string> = new Map(
  [
    [
      "the type of a tensor is its axes: `[seq, embed]`",
      "Tensor",
      "tensor",
      "ndarray",
      "Array",
      "array",
      "list",
    ],
    [number, "float", "float32", "f32", "double", "integer", "long", "number"],
    ["a truth value is `bool`", "boolean"],
    ["a text is numbers of a vocabulary: `[seq] in vocab`", "str", "string", "text"],
  ].flatMap(([note = "", ...words]) => words.map((word) => [word, note] as const)),
);

const inBracket: Readonly<Record<string, string>> = {
  where: "sum[seq where x > 0](x)",
  else: "x[seq = seq - 1 else 0]",
  as: "x[seq as src]",
};

/** Of what stands where something else is expected, in a statement that began with these words. */
export function notesOfExpected(
  expected: string,
  found: string,
  words: readonly string[] = [],
): readonly string[] {
  if (/^[-+*/@]$/.test(found) && expected === "`=`") return [`a name is bound again: \`x = x ${found} …\``];
  if (expected === "`=`" && (found === "(" || found === ".")) {
    const note = words
      .map((word) => beginnings.get(word) ?? names.get(word))
      .find((each) => each !== undefined);
    return [note ?? "a statement binds what it computes: `y = f(x)`"];
  }
  if (expected === "`from`" && ["the end of the line", ".", "as"].includes(found))
    return ['a file is imported by its path, `import parts from "./parts.weft"`', library];
  if ((found === ":" || found === "..") && ["a value", "`,` or `]`"].includes(expected))
    return ["an index names its axis, and the others stay: `x[seq = 0]`, `x[seq = last]`"];
  if (expected.startsWith("`,` or") && [found, ...words].some((word) => word === "if" || word === "?"))
    return [choice];
  if (expected === "`,` or `)`" && ["where", "else", "as"].includes(found))
    return [`\`${found}\` is said of axes, in a bracket: \`${inBracket[found]}\``];
  if (found === "++") return ["a sum of axes is declared, `axis both = a ++ b`, and used by its name"];
  if (expected === "`,` or `->`" && (found === "~" || found === "="))
    return ["a map has two sides, `a -> b`; the axes of a tensor stand in brackets, `[a, b]`"];
  if (expected.startsWith("a block") && found === ",")
    return ["several results have names: `-> (mean: [embed], spread: [embed])`"];
  if (expected.startsWith("a block") && found === ":")
    return ["a block stands in braces, `{ … }`; indentation means nothing"];
  if (expected.startsWith("a type") && /^[\p{L}_]/u.test(found))
    return [types.get(found) ?? `a tensor over an axis is \`[${found}]\`, an index of it \`in ${found}\``];
  return [];
}

const argumentsElsewhere: ReadonlyMap<string, string> = new Map([
  ["lr", "rate"],
  ["learning_rate", "rate"],
  ["weight_decay", "decay"],
  ["epsilon", "eps"],
]);

/** What an argument that other tools have is called here. */
export function argumentMeant(name: string): string | undefined {
  return argumentsElsewhere.get(name);
}

/** Of an argument that other tools take by this name. */
export function notesOfArgument(callee: string, name: string): readonly string[] {
  return ["dim", "axis", "axes", "dims", "keepdim", "keepdims"].includes(name)
    ? [`axes stand in brackets, and by their names: \`${callee}[embed](x)\``]
    : [];
}
