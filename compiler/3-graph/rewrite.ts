import { InternalError } from "../source/internal-error.ts";
import { createBuilder } from "./builder.ts";
import type { GraphBuilder } from "./builder.ts";
import type { MapNode, Node } from "./graph.ts";
import type { OperatorName } from "../operators/operator.ts";
import { sameAxes } from "./positions.ts";
import { operands, rebuild } from "./kinds.ts";
import { topologicalOrder } from "./topology.ts";

/** An equation between graphs, used from left to right. */
export interface Rule {
  readonly name: string;
  /** What is equal to the node, with the same axes and type; undefined where the rule doesn't apply. Operands are simplified already. */
  readonly rewrite: (b: GraphBuilder<Node>, node: Node) => Node | undefined;
}

/** A rule for maps of some operators; the arguments are spread out for the pattern. */
export function mapRule(
  name: string,
  operators: readonly OperatorName[],
  rewrite: (b: GraphBuilder<Node>, node: MapNode, ...values: Node[]) => Node | undefined,
): Rule {
  return {
    name,
    rewrite: (b, node) =>
      node.kind === "map" && operators.includes(node.operator)
        ? rewrite(b, node, ...node.arguments)
        : undefined,
  };
}

/** More than any node takes: only rules that undo each other reach it. */
const most = 1000;

/**
 * Applies rules from operands to roots until none applies anywhere. The nodes are made by one new builder. `used` is told
 * the name of each rule when it is applied.
 */
export function rewrite(
  roots: readonly Node[],
  rules: readonly Rule[],
  used: (rule: string) => void = () => undefined,
): readonly Node[] {
  const b = createBuilder();
  const copies = new Map<Node, Node>();
  const finished = new Map<Node, Node>();

  function replacement(node: Node): { rule: string; node: Node } | undefined {
    for (const rule of rules) {
      const found = b.within(node, () => rule.rewrite(b, node));
      if (found === undefined || found === node) continue;
      if (found.type !== node.type || !sameAxes(found.axes, node.axes))
        throw new InternalError(
          `rule "${rule.name}" changes the axes or the type of a ${node.kind}`,
          node.span,
        );
      used(rule.name);
      return { rule: rule.name, node: found };
    }
    return undefined;
  }

  // Recursion goes no deeper than what a rule has just made: operands of anything older are finished.
  function finish(given: Node): Node {
    const known = finished.get(given);
    if (known !== undefined) return known;
    let node = given;
    const names: string[] = [];
    for (;;) {
      for (const operand of operands(node)) finish(operand);
      node = rebuild(b, node, (operand) => finished.get(operand) ?? operand);
      const better = finished.get(node);
      if (better !== undefined && node !== given) {
        node = better;
        break;
      }
      const next = replacement(node);
      if (next === undefined) break;
      names.push(next.rule);
      if (names.length > most)
        throw new InternalError(`rules undo each other: ${names.slice(-6).join(", ")}`, given.span);
      // A leaf is what it is, whatever turned out to be equal to it.
      if (next.node.kind !== "leaf") b.labelled(next.node, given.label);
      node = next.node;
    }
    finished.set(given, node);
    finished.set(node, node);
    return node;
  }

  for (const root of topologicalOrder(roots)) {
    const copy = rebuild(b, root, (operand: Node) => copies.get(operand) ?? operand);
    copies.set(root, finish(copy));
  }
  return roots.map((root) => copies.get(root) ?? root);
}
