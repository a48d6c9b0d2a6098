import { putAxis } from "../../source/phrases.ts";
import type * as Tree from "../../1-parse/tree.ts";
import type { Body } from "../context.ts";
import { warn } from "../context.ts";

/** Warns of a sum of products that is divided by the size of another axis than it is summed over: `q @[key] k / sqrt(|head|)`. */
export function warnOfScale(tree: Tree.Binary, body: Body): void {
  if (tree.operator !== "/" || tree.left.kind !== "contraction") return;
  const sizes = sizesIn(tree.right);
  const [size, ...others] = sizes;
  const divided = size?.term;
  if (size === undefined || others.length > 0 || divided?.kind !== "axis-name") return;
  const summed = tree.left.axes.flatMap(({ term }) => (term?.kind === "axis-name" ? [term] : []));
  if (summed.length !== tree.left.axes.length || summed.some(({ name }) => name === divided.name)) return;
  const [only] = summed;
  if (only === undefined) return;
  const fix = (span: Tree.Node["span"], text: string) => ({
    title: putAxis(text),
    edits: [{ span, text }],
    applicability: "suggestion" as const,
  });
  const fixes = [fix(divided.span, only.name), fix(only.span, divided.name)];
  warn(body, "W0914", size.span, { size: divided.name, summed: only.name }, { fixes });
}

/** The sizes in a formula of numbers: `sqrt(|key|)`. */
function sizesIn(tree: Tree.Expression): readonly Tree.Size[] {
  switch (tree.kind) {
    case "size":
      return [tree];
    case "call":
      return tree.arguments.flatMap(({ expression, value }) => sizesIn(value ?? expression));
    case "unary":
      return sizesIn(tree.operand);
    case "binary":
      return [...sizesIn(tree.left), ...sizesIn(tree.right)];
    default:
      return [];
  }
}
