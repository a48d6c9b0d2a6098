/** Replaces nodes by simpler ones of the same value, by the rules of rules-*.ts. */
import type { Graph, Node } from "./graph.ts";
import { hoistScans } from "./hoist.ts";
import { mapOutputs } from "./outputs.ts";
import { rewrite } from "./rewrite.ts";
import type { Rule } from "./rewrite.ts";
import { arithmeticRules } from "./rules-arithmetic.ts";
import { conditionRules } from "./rules-conditions.ts";
import { indexRules } from "./rules-indices.ts";
import { reductionRules } from "./rules-reductions.ts";
import { stackValues } from "./stack-values.ts";

/** In the order in which they are tried. */
export const rules: readonly Rule[] = [
  ...arithmeticRules,
  ...conditionRules,
  ...reductionRules,
  ...indexRules,
];

/** The same values. Each entry has a builder of its own, since an axis may have another size in each. */
export function simplify(graph: Graph): Graph {
  const simpler = (roots: readonly Node[]): readonly Node[] => {
    const once = rewrite(roots, rules);
    // What leaves a scan meets what is outside.
    const hoisted = hoistScans(once);
    return hoisted === once ? once : stackValues(rewrite(hoisted, rules));
  };
  return { ...graph, entries: graph.entries.map((entry) => mapOutputs(entry, simpler)) };
}
