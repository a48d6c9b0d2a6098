/** Names in kernels: the spec's, in the spec's letters, as far as WGSL takes them. */
import { gradientOf } from "../3-graph/graph.ts";
import type { Node } from "../3-graph/graph.ts";
import type { OperatorName } from "../operators/operator.ts";
import { keptNames } from "../operators/wgsl-names.ts";

/** What WGSL keeps for itself, and what printed kernels declare. */
const taken: ReadonlySet<string> = new Set([...keptNames, "main", "day", "at", "group", "lane"]);

/** A WGSL identifier as near to `text` as can be: letters of any script stay, primes become `_next`. */
export function identifierOf(text: string): string {
  const word = text
    .normalize("NFC")
    .replace(/'/g, "_next")
    .replace(/[^\p{XID_Continue}]+/gu, "_")
    .replace(/^[^\p{XID_Start}_]+/u, "")
    .replace(/_{2,}/g, "_")
    .replace(/^_+|_+$/g, "");
  if (word === "") return "value";
  return taken.has(word) ? `${word}_` : word;
}

const results: Partial<Record<OperatorName, string>> = {
  add: "sum",
  subtract: "difference",
  multiply: "product",
  divide: "ratio",
  negate: "negative",
  select: "chosen",
  exp: "exponential",
  log: "logarithm",
  sqrt: "root",
  rsqrt: "inverse_root",
  to_real: "real",
  to_int: "whole",
  to_bool: "truth",
  less: "below",
  less_equal: "at_most",
  greater: "above",
  greater_equal: "at_least",
  equal: "same",
  not_equal: "differs",
};

const totals = { sum: "total", product: "product", max: "largest", min: "smallest" } as const;

/**
 * In a kernel: the last part of the spec's name of a value. A value without a name has that of the formula it is made for, and what it
 * is there: `softmax_largest`.
 */
export function nameOf(node: Node): string {
  if (node.label !== undefined) {
    const isGradient = node.label.startsWith(gradientOf);
    const name = lastPart(node.label);
    return identifierOf(isGradient ? `d_${name}` : name);
  }
  if (node.kind === "leaf") return leafName(node);
  if (node.kind === "index") return nameOf(node.of);
  const { origin } = node;
  const factors = factorsOf(node);
  const weight = factors.find(isParameter);
  if (weight !== undefined) return identifierOf(`through_${nameOf(weight)}`);
  const of = origin?.names.at(-1) ?? lastPart(origin?.instance ?? "");
  return identifierOf([...(origin?.isGradient === true ? ["d"] : []), of, roleOf(node)].join("_"));
}

/** What a value without a name is. */
function roleOf(node: Node): string {
  switch (node.kind) {
    case "leaf":
      return leafName(node);
    case "map":
      return results[node.operator] ?? identifierOf(node.operator);
    case "reduce":
      return totals[node.operator];
    case "index":
      return roleOf(node.of);
    case "scatter":
      return "scattered";
    default:
      return node.kind;
  }
}

function lastPart(path: string): string {
  return wordsOf(path).at(-1) ?? path;
}

/** A path's names without the numbers of instances. */
function wordsOf(path: string): readonly string[] {
  const words = path.startsWith(gradientOf) ? path.slice(gradientOf.length) : path;
  return words.split(/[./]/).filter((part) => part !== "" && !/^\d+$/.test(part));
}

/** The factors of a sum of products, under renames. */
function factorsOf(node: Node): readonly Node[] {
  if (node.kind !== "reduce" || node.operator !== "sum") return [];
  const { of } = node;
  if (of.kind !== "map" || of.operator !== "multiply") return [];
  const under = (factor: Node): Node =>
    factor.kind === "index" && factor.label === undefined ? under(factor.of) : factor;
  return of.arguments.map(under);
}

function isParameter(node: Node): boolean {
  return node.kind === "leaf" && node.leaf.kind === "parameter";
}

function leafName(node: Node & { readonly kind: "leaf" }): string {
  const { leaf } = node;
  switch (leaf.kind) {
    case "input":
      return identifierOf(leaf.name);
    case "length":
      return identifierOf(`${leaf.input}_length`);
    case "parameter":
    case "state":
      return identifierOf(lastPart(leaf.path));
    case "setting":
      return identifierOf(leaf.name);
    case "stack":
      return "stack";
    case "random":
      return "noise";
    default:
      return "value";
  }
}

/** What something can be put after: no printer takes two underscores in a row. */
function stemOf(name: string): string {
  return name.replace(/_+$/, "");
}

/** The names that are used, each with the number that is to be tried after it next: of one name there may be hundreds. */
export type Names = Map<string, number>;

export function namesOf(used: Iterable<string>): Names {
  return new Map([...used].map((name) => [name, 2]));
}

/** `wanted`, with a number after it if it is used already; notes it as used. */
export function uniqueName(used: Names, wanted: string): string {
  const known = used.get(wanted);
  let name = wanted;
  if (known !== undefined) {
    const stem = stemOf(wanted);
    let number = known;
    while (used.has(`${stem}_${number}`)) number += 1;
    name = `${stem}_${number}`;
    used.set(wanted, number + 1);
  }
  used.set(name, 2);
  return name;
}

/** `wanted`, with a number after it if `used` has it in small letters: some file systems take `H.wgsl` and `h.wgsl` for one. */
export function uniqueFileName(used: { readonly has: (name: string) => boolean }, wanted: string): string {
  let name = wanted;
  for (let number = 2; used.has(name.toLowerCase()); number += 1) name = `${stemOf(wanted)}_${number}`;
  return name;
}

/**
 * A kernel's name: `mlp_h` after the last two parts of the path of what it makes, `attn_A_gradient` for the gradient of it, `attn_q_k` for a product of
 * two values in it, and `adamw_W_q` for the next value of a parameter. What has no name in the spec is called after the formula that it
 * was made for: `norm1_mean`. `used` has the entry of each name, in small letters: a
 * kernel that another entry has in another form ends with its own, `mlp_h_infer`.
 */
export function kernelName(
  group: { readonly items: readonly Node[]; readonly written: ReadonlySet<Node> },
  entry: string,
  used: Map<string, string>,
): string {
  const made = [...group.items].reverse().filter((item) => group.written.has(item));
  const [first] = made;
  const plain =
    first === undefined ? "kernel" : identifierOf(wordsOfKernel(group.items, made, first).join("_"));
  const own = [undefined, entry].includes(used.get(plain.toLowerCase()))
    ? plain
    : `${stemOf(plain)}_${entry}`;
  const isUsed = (name: string): boolean => used.has(name.toLowerCase());
  // What is summed has a better name than a second one.
  const role =
    first?.kind === "reduce" || first?.kind === "scatter" ? `${stemOf(own)}_${roleOf(first)}` : own;
  const wanted = isUsed(own) && !isUsed(role) ? role : own;
  const name = uniqueFileName(used, wanted);
  used.set(name.toLowerCase(), entry);
  return name;
}

function wordsOfKernel(items: readonly Node[], made: readonly Node[], first: Node): readonly string[] {
  const state = made.find(({ label }) => label?.includes("/") === true)?.label;
  if (state !== undefined) return wordsOfState(state);
  const labelled = made.find(({ label }) => label !== undefined)?.label;
  if (labelled === undefined) return wordsOfFormula(first, items);
  return [...wordsOf(labelled).slice(-2), ...(labelled.startsWith(gradientOf) ? ["gradient"] : [])];
}

/** `W_q/adamw.m` */
function wordsOfState(label: string): readonly string[] {
  const [path = "", name = ""] = label.split("/");
  return [name.split(".")[0] ?? "", lastPart(path)];
}

/** Of the instance, the name and the innermost function. */
function wordsOfFormula(node: Node, items: readonly Node[]): readonly string[] {
  const { origin } = node;
  if (origin === undefined) return [nameOf(node)];
  const instance = wordsOf(origin.instance).slice(-1);
  if (origin.isGradient) return [...instance, ...ends(origin.names), "gradient"];
  const factors = factorsOf(unscaled(node));
  const weight = factors.find(isParameter);
  if (weight !== undefined) return [...instance, nameOf(weight)];
  const named = new Set(factors.flatMap((factor) => formulaName(factor) ?? []));
  if (named.size > 1) return [...instance, ...named];
  const below = origin.names.length > 0 ? origin.names : (formulaBelow(node)?.origin?.names ?? []);
  if (below.length > 0) return [...instance, ...ends(below)];
  return [...instance, ...items.flatMap(factorsOf).filter(isParameter).slice(0, 1).map(nameOf)];
}

/** A product with a number is called as what is multiplied. */
function unscaled(node: Node): Node {
  if (node.kind !== "map" || (node.operator !== "multiply" && node.operator !== "divide")) return node;
  const [of, by] = node.arguments;
  const isNumber = by?.kind === "leaf" && by.leaf.kind === "constant";
  return isNumber && of !== undefined ? of : node;
}

/** The name that the spec has for the formula of the value. */
function formulaName({ label, origin }: Node): string | undefined {
  return label === undefined ? origin?.names[0] : lastPart(label);
}

/** Of a value that has no name, nor its formula: the nearest value of the same instance that it is made of. */
export function formulaBelow(node: Node): Node | undefined {
  if (node.kind !== "map" || node.label !== undefined || (node.origin?.names.length ?? 1) > 0)
    return undefined;
  return node.arguments.find(
    ({ kind, label, origin }) =>
      kind !== "leaf" && label === undefined && origin?.instance === node.origin?.instance,
  );
}

function ends(names: readonly string[]): readonly string[] {
  return [...new Set([...names.slice(0, 1), ...names.slice(-1)])];
}
