import type * as Tree from "../1-parse/tree.ts";
import type { Body } from "./context.ts";
import { fail } from "./context.ts";
import { unknownName } from "./near.ts";
import type { Scope } from "./scope.ts";
import { lookUpValue } from "./scope.ts";

/** Where a name is looked up: in the scope around, or for `gpt.Block` in that of the imported file; undefined where that is reported. */
export function placeOfName(
  tree: Tree.Name | Tree.Member,
  body: Body,
): { readonly scope: Scope; readonly name: Tree.Name } | undefined {
  if (tree.kind === "name") return { scope: body.scope, name: tree };
  const { source, member } = tree;
  const text = source.kind === "name" ? source.text : undefined;
  const entity = text === undefined ? undefined : lookUpValue(body.scope, text);
  if (entity?.kind === "namespace") return { scope: entity.scope, name: member };
  if (text !== undefined && entity === undefined)
    unknownName("W0301", { name: text, span: source.span, scope: body.scope, spaces: ["values"] }, body);
  else if (entity?.kind !== "broken")
    fail(body, "W0303", source.span, { name: text ?? "this", is: "not an imported file", wanted: "one" });
  return undefined;
}
