import type { Expression } from "./tree.ts";

const kinds: Readonly<Record<Expression["kind"], true>> = {
  number: true,
  string: true,
  name: true,
  size: true,
  call: true,
  index: true,
  member: true,
  unary: true,
  binary: true,
  contraction: true,
  group: true,
  scan: true,
};

/** Calls `visit` for every part of a tree that has a kind, outermost first, in the order of the fields; comments are not parts. */
export function walkTree(root: unknown, visit: (part: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(root)) {
    for (const member of root as readonly unknown[]) walkTree(member, visit);
    return;
  }
  if (!isRecord(root)) return;
  if (typeof root["kind"] === "string") visit(root);
  for (const key in root) {
    if (key === "comments" || key === "documentation" || key.endsWith("span") || key.endsWith("Span"))
      continue;
    const part = root[key];
    if (typeof part === "object") walkTree(part, visit);
  }
}

/**
 * Whether a part of a tree has the kind of an expression. A name that is declared has it, too: what was found out of a
 * part tells them apart.
 */
export function isExpression(part: unknown): part is Expression {
  return isRecord(part) && typeof part["kind"] === "string" && Object.hasOwn(kinds, part["kind"]);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
