/**
 * Which values of a training step have half precision: what products of matrices read and what they give. They are most of what a step keeps
 * between its kernels; sums, statistics, residual sums and losses stay as they are, and so do parameters and all that becomes of them.
 */
import { createSourceBuilder } from "../builder.ts";
import type { Axis, Entry, MapNode, ReduceNode, SourceNode } from "../graph.ts";
import { hasAxis, sameAxes } from "../positions.ts";
import { operands, rebuildSource } from "../kinds.ts";
import { mapOutputs } from "../outputs.ts";
import { topologicalOrder, usersOf } from "../topology.ts";

/**
 * The entry with these values rounded, for all who read them; their gradients are rounded with them. `updated` are parameters after a
 * minimization: what only they need is an optimizer's, and isn't rounded. `isForward` says which outputs aren't an optimizer's.
 */
export function roundProducts(
  entry: Entry<SourceNode>,
  updated: ReadonlySet<SourceNode>,
  isForward: (output: Entry<SourceNode>["outputs"][number]) => boolean,
): Entry<SourceNode> {
  const roots = entry.outputs.filter(isForward).map(({ node }) => node);
  const rounded = productsAmong(beneath(roots, updated), updated);
  const b = createSourceBuilder();
  const made = new Map<SourceNode, SourceNode>();
  const get = (node: SourceNode): SourceNode => made.get(node) ?? node;
  return mapOutputs(entry, (nodes) => {
    for (const node of topologicalOrder(nodes)) {
      const isRounded = rounded.has(node);
      const plain = rebuildSource(b, isRounded ? { ...node, label: undefined } : node, get);
      const half = (): SourceNode => b.labelled(b.map("half", [plain]), node.label);
      made.set(node, isRounded ? b.within(node, half) : plain);
    }
    return nodes.map(get);
  });
}

/** What the roots need, operands first, without what lies behind `ends`. */
function beneath(roots: readonly SourceNode[], ends: ReadonlySet<SourceNode>): readonly SourceNode[] {
  const found = new Set<SourceNode>();
  const stack = [...roots];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    if (!ends.has(node)) stack.push(...operands<SourceNode>(node));
  }
  return topologicalOrder(roots).filter((node) => found.has(node));
}

type IsParameter = (node: SourceNode) => boolean;

function productsAmong(
  nodes: readonly SourceNode[],
  updated: ReadonlySet<SourceNode>,
): ReadonlySet<SourceNode> {
  const users = usersOf(nodes);
  const rounded = new Set<SourceNode>();
  const isParameter: IsParameter = (node) => {
    const base = underViews(node, updated);
    return updated.has(base) || (base.kind === "leaf" && base.leaf.kind === "parameter");
  };
  for (const node of nodes) {
    if (node.kind !== "reduce") continue;
    const factors = matricesUnder(node, isParameter);
    if (factors.length === 0) continue;
    for (const factor of factors) {
      const base = underViews(factor, updated);
      if (base.kind !== "leaf" && !updated.has(base)) rounded.add(base);
    }
    rounded.add(endOfScaling(node, users, isParameter));
  }
  return rounded;
}

/** The factors under a sum that is a product of matrices: two of them have the summed axes and each an axis of its own, or one is a parameter. */
function matricesUnder(
  { operator, over, of, type }: ReduceNode<SourceNode>,
  isParameter: IsParameter,
): readonly SourceNode[] {
  if (operator !== "sum" || type !== "real") return [];
  const isSummed = ({ axes }: SourceNode): boolean => axes.some((axis) => hasAxis(over, axis));
  const hasOwn = (factor: SourceNode, other: SourceNode): boolean =>
    factor.axes.some((axis) => !hasAxis(over, axis) && !hasAxis(other.axes, axis));
  const areMatrices = (all: readonly SourceNode[]): boolean =>
    all.some((factor) => all.some((other) => hasOwn(factor, other) && hasOwn(other, factor)));
  const written = factorsOf(of).filter(isSummed);
  // No more is taken apart than what has a matrix in it: a formula between two products is one operand of the second.
  for (let factors = written; ;) {
    if (areMatrices(factors)) return factors;
    const apart = factors.flatMap(factorsOf).filter(isSummed);
    if (apart.length === factors.length) break;
    factors = apart;
  }
  const [left, right] = written;
  const isWithParameter =
    left !== undefined && right !== undefined && left !== right && (isParameter(left) || isParameter(right));
  return isWithParameter ? written : [];
}

function factorsOf(node: SourceNode): readonly SourceNode[] {
  const isProduct = node.kind === "map" && node.operator === "multiply" && node.type === "real";
  return isProduct ? node.arguments : [node];
}

/** What is read at other positions, or under another name. */
function underViews(node: SourceNode, updated: ReadonlySet<SourceNode>): SourceNode {
  if (updated.has(node)) return node;
  if (node.kind === "mark" || node.kind === "stop") return underViews(node.of, updated);
  return node.kind === "index" && node.otherwise === undefined ? underViews(node.of, updated) : node;
}

/** A product's result after the scale and the bias that follow it, which are made with it. */
function endOfScaling(
  product: SourceNode,
  users: ReadonlyMap<SourceNode, readonly SourceNode[]>,
  isParameter: IsParameter,
): SourceNode {
  let node = product;
  for (;;) {
    const [only, ...others] = users.get(node) ?? [];
    if (only?.kind !== "map" || others.length > 0 || !isScaling(only, node, isParameter)) return node;
    node = only;
  }
}

function isScaling(map: MapNode<SourceNode>, of: SourceNode, isParameter: IsParameter): boolean {
  if (!sameAxes(map.axes, of.axes) || map.type !== "real") return false;
  const others = map.arguments.filter((argument) => argument !== of);
  const isSmaller = ({ axes }: SourceNode): boolean => !of.axes.every((axis: Axis) => hasAxis(axes, axis));
  switch (map.operator) {
    case "negate":
      return true;
    case "multiply":
      return others.length === 1 && others.every(isSmaller);
    case "divide":
      return map.arguments[0] === of && others.length === 1 && others.every(isSmaller);
    case "add": {
      // Another number, such as that of a mask, may be too large for half precision.
      const [bias] = others;
      return bias !== undefined && isSmaller(bias) && isParameter(bias);
    }
    default:
      return false;
  }
}
