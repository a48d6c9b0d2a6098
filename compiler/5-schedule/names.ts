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

/** The last part of the spec's name of a value, or else what it comes from, or what it is. */
export function nameOf(node: Node): string {
  if (node.label !== undefined) return nameOfLabel(node.label, 1);
  switch (node.kind) {
    case "leaf":
      return leafName(node);
    case "map":
      return instanceIn(node, 3) ?? results[node.operator] ?? identifierOf(node.operator);
    case "reduce": {
      const weight = weightIn(node.of);
      if (weight !== undefined && node.operator === "sum") return `through_${identifierOf(lastPart(weight))}`;
      return { sum: "total", product: "product", max: "largest", min: "smallest" }[node.operator];
    }
    case "index":
      return nameOf(node.of);
    case "scatter":
      return identifierOf(`d_${nameOf(node.values)}`);
    case "scan":
      return "scanned";
    case "row":
      return node.operation;
  }
}

/** The last parts of a path, without the numbers of instances; a gradient's begins with `d_`. */
function nameOfLabel(label: string, parts: number): string {
  const isGradient = label.startsWith(gradientOf);
  const path = isGradient ? label.slice(gradientOf.length) : label;
  const words = path.split(/[./]/).filter((part) => !/^\d+$/.test(part));
  const name = words.slice(-parts).join("_");
  return identifierOf(isGradient ? `d_${name}` : name);
}

function lastPart(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("."), path.lastIndexOf("/")) + 1);
}

/** The path of the parameter that is a factor. */
function weightIn(node: Node): string | undefined {
  const factors = node.kind === "map" && node.operator === "multiply" ? node.arguments : [];
  return factors.flatMap((factor) =>
    factor.kind === "leaf" && factor.leaf.kind === "parameter" ? [factor.leaf.path] : [],
  )[0];
}

/** The instance whose parameters a formula reads: `norm1` for one with `GPT.blocks.0.norm1.gain`. */
function instanceIn(node: Node, depth: number): string | undefined {
  if (node.kind === "leaf" && node.leaf.kind === "parameter") {
    const words = node.leaf.path.split(".").filter((part) => !/^\d+$/.test(part));
    const owner = words.at(-2);
    return owner === undefined ? undefined : identifierOf(owner);
  }
  if (node.kind !== "map" || depth === 0) return undefined;
  for (const argument of node.arguments) {
    const found =
      argument.label === undefined || argument.kind === "leaf" ? instanceIn(argument, depth - 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
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

/** `wanted`, with a number after it if it is used already; notes it as used. */
export function uniqueName(used: Set<string>, wanted: string): string {
  let name = wanted;
  // No printer takes two underscores in a row.
  for (let n = 2; used.has(name); n++) name = `${wanted.replace(/_+$/, "")}_${n}`;
  used.add(name);
  return name;
}

/** `mlp_h`: the last two parts of the path of what a kernel makes; `adamw_W_q` for the next value of a parameter. */
export function kernelName(group: {
  readonly items: readonly Node[];
  readonly written: ReadonlySet<Node>;
}): string {
  const made = [...group.items].reverse().filter((item) => group.written.has(item));
  const labelled = made.find(({ label }) => label !== undefined && !label.includes("/"));
  const state = made.find(({ label }) => label?.includes("/") === true)?.label;
  if (state !== undefined) {
    const [path = "", name = ""] = state.split("/");
    return identifierOf(`${name.split(".")[0] ?? ""}_${lastPart(path)}`);
  }
  if (labelled?.label !== undefined) return nameOfLabel(labelled.label, 2);
  const [first] = made;
  return first === undefined ? "kernel" : identifierOf(nameOf(first));
}
