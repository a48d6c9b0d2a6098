/**
 * Takes what two products of a sum share out of it, d * a + d * b = d * (a + b), where a and b cost much and don't need d: so does the
 * gradient of an activation have the slope, which is known before d is, in one piece.
 */
import type { Entry, MapNode, Node } from "../../3-graph/graph.ts";
import { withOperands } from "../../3-graph/kinds.ts";
import { isDear } from "../work.ts";
import { sameAxes } from "../../3-graph/positions.ts";
import { nodesOf, placesFor, readsOf } from "../reads.ts";

/** The entry with such sums in that form; nodes are numbered anew then. Contractions have their two operands already. */
export function takeOutFactors(entry: Entry): Entry {
  const nodes = nodesOf(entry);
  const reads = countReads(nodes);
  const sums = new Map<Node, Sum>();
  for (const node of nodes) {
    const sum = sumOf(node, reads);
    if (sum !== undefined) sums.set(node, sum);
  }
  if (sums.size === 0) return entry;
  const made = placesFor(nodes);
  const get = (node: Node): Node => made[node.id] ?? node;
  let next = 0;
  const number = <N extends Node>(node: N): N => ({ ...node, id: next++ });
  for (const node of nodes) {
    const sum = sums.get(node);
    if (sum === undefined) {
      made[node.id] = withOperands(node, get, next++);
      continue;
    }
    const { span, origin, axes, type } = node;
    const apply = (operator: MapNode["operator"], left: Node, right: Node): Node =>
      number({
        kind: "map",
        id: 0,
        operator,
        arguments: [left, right],
        axes,
        type,
        span,
        origin,
        label: undefined,
      });
    const productOf = ({ top, bottom }: Product): Node => {
      const [first, ...others] = top.map(get);
      const product = others.reduce((done, factor) => apply("multiply", done, factor), first ?? get(node));
      return bottom.reduce((done, factor) => apply("divide", done, get(factor)), product);
    };
    const [left, right] = [productOf(sum.left), productOf(sum.right)];
    const whole = apply(sum.operator, left, right);
    made[node.id] = { ...apply("multiply", whole, get(sum.common)), label: node.label };
  }
  return { ...entry, outputs: entry.outputs.map((output) => ({ ...output, node: get(output.node) })) };
}

interface Product {
  readonly top: readonly Node[];
  readonly bottom: readonly Node[];
}

interface Sum {
  readonly operator: "add" | "subtract";
  readonly left: Product;
  readonly right: Product;
  readonly common: Node;
}

/** By a node's number how often it is read. */
type Reads = Uint32Array;

function countReads(nodes: readonly Node[]): Reads {
  const reads = new Uint32Array((nodes.at(-1)?.id ?? -1) + 1);
  for (const node of nodes) for (const { id } of readsOf(node)) reads[id] = (reads[id] ?? 0) + 1;
  return reads;
}

/** The sum with what its products share apart; undefined where taking it out gains nothing. */
function sumOf(node: Node, reads: Reads): Sum | undefined {
  if (node.kind !== "map" || node.type !== "real") return undefined;
  const { operator } = node;
  if (operator !== "add" && operator !== "subtract") return undefined;
  const [first, second] = node.arguments;
  if (first === undefined || second === undefined || first === second) return undefined;
  if (!isOpen(first, node, reads) || !isOpen(second, node, reads)) return undefined;
  const [left, right] = [factorsOf(first, node, reads), factorsOf(second, node, reads)];
  const common = left.top.filter((factor) => right.top.includes(factor) && sameAxes(factor.axes, node.axes));
  const [only, ...others] = common;
  if (only === undefined || others.length > 0) return undefined;
  const without = ({ top, bottom }: Product): Product => ({ top: top.filter((one) => one !== only), bottom });
  const rests = [without(left), without(right)] as const;
  if (rests.some(({ top }) => top.length === 0)) return undefined;
  const parts = rests.flatMap(({ top, bottom }) => [...top, ...bottom]);
  return areDear(parts, node) && !need(parts, only)
    ? { operator, left: rests[0], right: rests[1], common: only }
    : undefined;
}

/** A product or quotient that is read for this sum alone; a value that the spec names stays whole. */
function isOpen(node: Node, sum: Node, reads: Reads): node is MapNode {
  if (node.kind !== "map" || node.label !== undefined || reads[node.id] !== 1) return false;
  if (node.operator !== "multiply" && node.operator !== "divide") return false;
  return node.type === "real" && sameAxes(node.axes, sum.axes);
}

function factorsOf(node: Node, sum: Node, reads: Reads): Product {
  const [left, right] = isOpen(node, sum, reads) ? node.arguments : [];
  if (node.kind !== "map" || left === undefined || right === undefined) return { top: [node], bottom: [] };
  const [a, b] = [factorsOf(left, sum, reads), factorsOf(right, sum, reads)];
  return node.operator === "multiply"
    ? { top: [...a.top, ...b.top], bottom: [...a.bottom, ...b.bottom] }
    : { top: [...a.top, ...b.bottom], bottom: [...a.bottom, ...b.top] };
}

/** Whether making a part, position by position, costs much. */
function areDear(parts: readonly Node[], sum: Node): boolean {
  return someBelow(parts, (part) =>
    part.kind !== "map" || !sameAxes(part.axes, sum.axes)
      ? "not here"
      : isDear(part.operator)
        ? "found"
        : "go on",
  );
}

/** Operands have smaller numbers than what needs them. */
function need(parts: readonly Node[], wanted: Node): boolean {
  return someBelow(parts, (part) => (part === wanted ? "found" : part.id < wanted.id ? "not here" : "go on"));
}

function someBelow(roots: readonly Node[], look: (node: Node) => "found" | "not here" | "go on"): boolean {
  const seen = new Set<Node>();
  const stack = [...roots];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const seenThere = look(node);
    if (seenThere === "found") return true;
    if (seenThere === "go on") stack.push(...readsOf(node));
  }
  return false;
}
