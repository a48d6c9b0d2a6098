/** Names in kernels: the spec's, in the spec's letters, as far as WGSL takes them. */
import type { Node } from "../3-graph/graph.ts";
import type { OperatorName } from "../operators/operator.ts";

/** What WGSL keeps for itself, and its built-in functions, which a variable of the same name would hide. */
const taken = new Set(
  `alias break case const const_assert continue continuing default diagnostic discard else enable false fn for if let loop
  override requires return struct switch true var while
  NULL Self abstract active alignas alignof as asm asm_fragment async attribute auto await become cast catch class co_await
  co_return co_yield coherent column_major common compile compile_fragment concept const_cast consteval constexpr constinit crate
  debugger decltype delete demote demote_to_helper do dynamic_cast enum explicit export extends extern external fallthrough
  filter final finally friend from fxgroup get goto groupshared highp impl implements import inline instanceof interface layout
  lowp macro macro_rules match mediump meta mod module move mut mutable namespace new nil noexcept noinline nointerpolation
  non_coherent noncoherent noperspective null nullptr of operator package packoffset partial pass patch pixelfragment precise
  precision premerge priv protected pub public readonly ref regardless register reinterpret_cast require resource restrict self
  set shared sizeof smooth snorm static static_assert static_cast std subroutine super target template this thread_local throw
  trait try type typedef typeid typename typeof union unless unorm unsafe unsized use using varying virtual volatile wgsl where
  with writeonly yield
  bool f16 f32 i32 u32 vec2 vec3 vec4 vec2f vec3f vec4f vec4i vec4u mat2x2 mat3x3 mat4x4 array atomic ptr sampler texture_2d
  bitcast all any select arrayLength abs acos acosh asin asinh atan atanh atan2 ceil clamp cos cosh countLeadingZeros
  countOneBits countTrailingZeros cross degrees determinant distance dot dot4U8Packed dot4I8Packed exp exp2 extractBits
  faceForward firstLeadingBit firstTrailingBit floor fma fract frexp insertBits inverseSqrt ldexp length log log2 max min mix
  modf normalize pow quantizeToF16 radians reflect refract reverseBits round saturate sign sin sinh smoothstep sqrt step tan
  tanh transpose trunc main day at`.split(/\s+/),
);

/** A WGSL identifier as near to `text` as can be: letters of any script stay, primes become `_next`. */
function identifierOf(text: string): string {
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

const gradientOf = "gradient of ";

/** The last part of the spec's name of a value, or else what it comes from, or what it is. */
export function nameOf(node: Node): string {
  if (node.label !== undefined) return nameOfLabel(node.label, 1);
  switch (node.kind) {
    case "leaf":
      return leafName(node);
    case "map":
      return instanceIn(node, 3) ?? results[node.operator] ?? `${node.operator}_`;
    case "reduce": {
      const weight = weightIn(node.of);
      if (weight !== undefined && node.operator === "sum") return `through_${identifierOf(lastPart(weight))}`;
      return { sum: "total", product: "product", max: "largest", min: "smallest" }[node.operator];
    }
    case "index":
      return nameOf(node.of);
    case "scatter":
      return `d_${nameOf(node.values)}`;
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
  const name = identifierOf(words.slice(-parts).join("_"));
  return isGradient ? `d_${name}` : name;
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
    case "random":
      return "noise";
    default:
      return "value";
  }
}

/** `wanted`, with a number after it if it is used already; notes it as used. */
export function uniqueName(used: Set<string>, wanted: string): string {
  let name = wanted;
  for (let n = 2; used.has(name); n++) name = `${wanted}_${n}`;
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
  return first === undefined ? "kernel" : nameOf(first);
}
