import type * as Tree from "../../1-parse/tree.ts";
import type { Scope } from "../scope.ts";

/** The layers and models of a file that use a layer, or use one that does, in the order of their declarations. */
export function usersOf(layer: string, scope: Scope): readonly string[] {
  const file = fileScope(scope);
  const declarations = [...file.values.values()].flatMap((entity) =>
    entity.kind === "layer" && entity.scope === file && "body" in entity.declaration
      ? [entity.declaration]
      : [],
  );
  const found = new Set([layer]);
  for (let count = 0; count !== found.size;) {
    count = found.size;
    for (const { head, body } of declarations)
      if (body.statements.some((statement) => usesOneOf(found, statement))) found.add(head.name.text);
  }
  return declarations.map(({ head }) => head.name.text).filter((name) => name !== layer && found.has(name));
}

function usesOneOf(layers: ReadonlySet<string>, statement: Tree.Statement): boolean {
  return statement.kind === "use" && statement.layer.kind === "name" && layers.has(statement.layer.text);
}

function fileScope(scope: Scope): Scope {
  return scope.file !== undefined || scope.parent === undefined ? scope : fileScope(scope.parent);
}
