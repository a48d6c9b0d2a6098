import { InternalError } from "../../source/internal-error.ts";
import { tableOf } from "../by-node.ts";
import { createBuilder } from "../builder.ts";
import type { GraphBuilder } from "../graph-builder.ts";
import type { MapNode, Node, ReduceOperator } from "../graph.ts";
import type { OperatorName } from "../../operators/operator.ts";
import { sameAxes } from "../positions.ts";
import { operands, rebuild } from "../kinds.ts";
import { topologicalOrder } from "../topology.ts";

/** An equation between graphs, used from left to right. */
export interface Rule {
  readonly name: string;
  /** The nodes that it is about. */
  readonly kind: Node["kind"];
  /** Of maps and reductions, those of these operators; all without it. */
  readonly operators?: readonly (OperatorName | ReduceOperator)[];
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
    kind: "map",
    operators,
    rewrite: (b, node) => (node.kind === "map" ? rewrite(b, node, ...node.arguments) : undefined),
  };
}

type RulesFor = (node: Node) => readonly Rule[];

const tables = new WeakMap<readonly Rule[], RulesFor>();

/** Finds the rules for a node, in their order, from a table by kind and operator that is made once. */
function rulesByNode(rules: readonly Rule[]): RulesFor {
  const known = tables.get(rules);
  if (known !== undefined) return known;
  const byKind = new Map<Node["kind"], Map<string, readonly Rule[]>>();
  const find: RulesFor = (node) => {
    const operator = node.kind === "map" || node.kind === "reduce" ? node.operator : undefined;
    let byOperator = byKind.get(node.kind);
    if (byOperator === undefined) byKind.set(node.kind, (byOperator = new Map()));
    const found = byOperator.get(operator ?? "");
    if (found !== undefined) return found;
    const own = rules.filter(
      ({ kind, operators }) =>
        kind === node.kind && (operators === undefined || operators.some((one) => one === operator)),
    );
    byOperator.set(operator ?? "", own);
    return own;
  };
  tables.set(rules, find);
  return find;
}

/** More than any node takes: only rules that undo each other reach it. */
const most = 1000;

/**
 * Applies rules from operands to roots until none applies anywhere. The nodes are made by one new builder. `used` is told
 * the name of each rule when it is applied. `order` has all that the roots need, operands first.
 */
export function rewrite(
  roots: readonly Node[],
  rules: readonly Rule[],
  used: (rule: string) => void = () => undefined,
  order: readonly Node[] = topologicalOrder(roots),
): readonly Node[] {
  const b = createBuilder(order.length);
  const rulesFor = rulesByNode(rules);
  const copies = tableOf<Node>(order);
  const copyOf = (node: Node): Node => copies.get(node) ?? node;
  /** By the number of a node of the builder. */
  const finished: (Node | undefined)[] = [];
  const finishedOf = (node: Node): Node => finished[node.id] ?? node;

  function replacement(node: Node): { rule: string; node: Node } | undefined {
    const own = rulesFor(node);
    if (own.length === 0) return undefined;
    const before = b.enter(node);
    const found = firstOf(own, node);
    b.leave(before);
    return found;
  }

  function firstOf(own: readonly Rule[], node: Node): { rule: string; node: Node } | undefined {
    for (const rule of own) {
      const found = rule.rewrite(b, node);
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
    const known = finished[given.id];
    if (known !== undefined) return known;
    let node = given;
    let names: string[] | undefined;
    for (;;) {
      const own = operands(node);
      let areOwn = node.kind === "map" || node.kind === "reduce";
      for (const operand of own) if (finish(operand) !== operand) areOwn = false;
      // What an index reads may have another form.
      if (!areOwn) node = rebuild(b, node, finishedOf);
      const better = finished[node.id];
      if (better !== undefined && node !== given) {
        node = better;
        break;
      }
      const next = replacement(node);
      if (next === undefined) break;
      (names ??= []).push(next.rule);
      if (names.length > most)
        throw new InternalError(`rules undo each other: ${names.slice(-6).join(", ")}`, given.span);
      // A leaf is what it is, whatever turned out to be equal to it.
      if (next.node.kind !== "leaf") b.labelled(next.node, given.label);
      node = next.node;
    }
    finished[given.id] = node;
    finished[node.id] = node;
    return node;
  }

  for (const node of order) copies.set(node, finish(rebuild(b, node, copyOf)));
  return roots.map(copyOf);
}
