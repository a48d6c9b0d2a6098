/**
 * Keeps what is made of a value instead of the value. Of what comes out of a contraction, h, an activation is made at once, and long after
 * it, in the gradient, the activation's slope: where nothing else asks for h, the slope is made at once, too, and takes h's place in memory.
 */
import type { Node } from "../../3-graph/graph.ts";
import type { ByNode, NodeSet } from "../../3-graph/by-node.ts";
import { costOf } from "../work.ts";
import { sameAxes } from "../../3-graph/positions.ts";
import { isStored, readsOf } from "../reads.ts";

/** In additions: less than this is made again as fast as it is read. */
const worthKeeping = 8;

interface Choice {
  readonly nodes: readonly Node[];
  readonly readers: ByNode<readonly Node[]>;
  readonly contractions: ReadonlyMap<Node, unknown>;
  readonly kept: NodeSet;
  /** Where a node is computed in a loop, which. */
  readonly loops: ReadonlyMap<Node, unknown>;
}

/** Adds slopes to `kept`, and says what each is the slope of; `needed` are values that have to lie in memory. */
export function keepSlopes(choice: Choice, needed: ReadonlySet<Node>): ReadonlyMap<Node, Node> {
  const slopes = new Map<Node, Node>();
  const { nodes, contractions, kept, loops } = choice;
  const ends = nodes.filter((node) => kept.has(node) && !needed.has(node) && comesFrom(node, contractions));
  for (const end of ends) {
    if (loops.get(end) !== undefined) continue;
    const slope = slopeOf(end, choice);
    if (slope === undefined || loops.get(slope) !== undefined) continue;
    kept.add(slope);
    slopes.set(slope, end);
  }
  return slopes;
}

/** Whether it is a contraction, or what continues one position by position. */
function comesFrom(node: Node, contractions: Choice["contractions"]): boolean {
  if (contractions.has(node)) return true;
  return node.kind === "map" && node.arguments.some((argument) => contractions.has(argument));
}

/** The one value of `end` alone through which all later readers go; undefined where they need `end` or several of them. */
function slopeOf(end: Node, { readers, kept }: Choice): Node | undefined {
  const readersOf = (node: Node): readonly Node[] => readers.get(node) ?? [];
  const own = new Set([end]);
  const work = new Map<Node, number>();
  const isOfOwn = (node: Node): boolean => {
    if (node.kind !== "map" || !sameAxes(node.axes, end.axes)) return false;
    const reads = readsOf(node);
    const isKnown = (read: Node): boolean =>
      own.has(read) || isStored(read) || (read.kind === "leaf" && read.leaf.kind === "constant");
    return reads.some((read) => own.has(read)) && reads.every(isKnown);
  };
  const asked = [...readersOf(end)];
  for (let node = asked.pop(); node !== undefined; node = asked.pop()) {
    if (own.has(node) || kept.has(node) || !isOfOwn(node)) continue;
    own.add(node);
    asked.push(...readersOf(node));
    const before = readsOf(node).reduce((sum, read) => sum + (work.get(read) ?? 0), 0);
    work.set(node, before + (node.kind === "map" ? costOf(node.operator) : 0));
  }
  const isLater = (reader: Node): boolean => !own.has(reader) && !(kept.has(reader) && isOfOwn(reader));
  const read = [...own].filter((node) => readersOf(node).some(isLater));
  const [only, ...others] = read;
  if (only === undefined || others.length > 0 || only.type !== "real") return undefined;
  return only !== end && (work.get(only) ?? 0) >= worthKeeping ? only : undefined;
}
