/** Replaces nodes by simpler ones of the same value, by the rules of rules-*.ts. */
import type { Graph, Node } from "../graph.ts";
import { hoistScans } from "./hoist.ts";
import { mapOutputs } from "../outputs.ts";
import { rewrite } from "./rewrite.ts";
import type { Rule } from "./rewrite.ts";
import { arithmeticRules } from "./arithmetic.ts";
import { conditionRules } from "./conditions.ts";
import { indexRules } from "./indices.ts";
import { quotientRules } from "./quotients.ts";
import { reductionRules } from "./reductions.ts";
import { stackValues } from "./stack-values.ts";
import { orderOf } from "../topology.ts";

/** In the order in which they are tried. */
export const rules: readonly Rule[] = [
  ...arithmeticRules,
  ...conditionRules,
  ...reductionRules,
  ...quotientRules,
  ...indexRules,
];

/** The same values. Each entry has a builder of its own, since an axis may have another size in each. */
export function simplify(graph: Graph): Graph {
  const simpler = (roots: readonly Node[], order: readonly Node[]): readonly Node[] => {
    const once = rewrite(roots, rules, undefined, order);
    if (!order.some(({ kind }) => kind === "scan")) return once;
    // What leaves a scan meets what is outside.
    return stackValues(rewrite(hoistScans(once), rules));
  };
  const entries = graph.entries.map((entry) => mapOutputs(entry, (roots) => simpler(roots, orderOf(entry))));
  return { ...graph, entries };
}
