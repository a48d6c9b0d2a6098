import type { Fix } from "../../source/diagnostic.ts";
import { report } from "../../source/diagnostic.ts";
import type { Span } from "../../source/spans.ts";
import { nearestName, nearNames } from "../../source/suggest.ts";
import { declaredBeforehand, didYouMean } from "../../source/phrases.ts";
import type * as Tree from "../../1-parse/tree.ts";
import type { Checker } from "../context.ts";
import type { AxisEntity, Entity, FileOfScope, Scope } from "../scope.ts";
import { childScope } from "../scope.ts";
import { builtinNames } from "../expressions/builtins.ts";

/** The scope of an imported file, with the names that it declares and imports; what they mean is made when it is asked for. */
function scopeOfImport(tree: Tree.File, checker: Checker): Scope {
  const known = checker.scopes.get(tree.name);
  if (known !== undefined) return known;
  const role = "import";
  const scope: Scope = { ...childScope(checker.library), file: { name: tree.name, role } };
  checker.scopes.set(tree.name, scope);
  fillScope(tree, scope, role, checker);
  return scope;
}

/** Declares and imports the names of a file. */
export function fillScope(tree: Tree.File, scope: Scope, role: FileOfScope["role"], checker: Checker): void {
  declareNames(tree, scope, role, checker);
  for (const declaration of tree.declarations)
    if (declaration.kind === "import") importNames(declaration, scope, tree.name, checker);
}

/** Puts the declarations of a file into a scope; all files of the library share one. */
export function declareNames(
  tree: Tree.File,
  scope: Scope,
  role: FileOfScope["role"],
  checker: Checker,
): void {
  for (const declaration of tree.declarations) {
    if (declaration.kind === "axis") {
      const { name } = declaration;
      if (scope.axes.has(name.text)) report(checker.diagnostics, "W0302", name.span, { name: name.text });
      if (role !== "library" && name.text === "batch") {
        const notes = [declaredBeforehand(name.text)];
        report(checker.diagnostics, "W0302", name.span, { name: name.text }, { notes });
        continue;
      }
      scope.axes.set(name.text, { kind: "declaration", declaration, scope, span: name.span });
      continue;
    }
    if (declaration.kind === "broken") {
      for (const { text, span } of declaration.names) {
        scope.values.set(text, { kind: "broken", span });
        scope.axes.set(text, { kind: "broken", span });
      }
      continue;
    }
    const named = entityOf(declaration, scope);
    if (named === undefined) continue;
    const { name, entity } = named;
    if (scope.values.has(name.text)) report(checker.diagnostics, "W0302", name.span, { name: name.text });
    scope.values.set(name.text, entity);
    const hides = checker.library.values.has(name.text) || builtinNames.includes(name.text);
    if (role !== "library" && hides) report(checker.diagnostics, "W0901", name.span, { name: name.text });
  }
}

function entityOf(
  declaration: Exclude<Tree.Declaration, Tree.AxisDeclaration | Tree.Broken>,
  scope: Scope,
): { readonly name: Tree.Name; readonly entity: Entity } | undefined {
  switch (declaration.kind) {
    case "const": {
      const { name } = declaration;
      return { name, entity: { kind: "constant-declaration", declaration, scope, span: name.span } };
    }
    case "fn": {
      const { name } = declaration.head;
      return { name, entity: { kind: "function", declaration, scope, span: name.span } };
    }
    case "layer":
    case "model": {
      const { name } = declaration.head;
      return { name, entity: { kind: "layer", declaration, scope, span: name.span } };
    }
    case "model-copy": {
      const { name } = declaration;
      return { name, entity: { kind: "layer", declaration, scope, span: name.span } };
    }
    case "optimizer": {
      const { name } = declaration.head;
      return { name, entity: { kind: "optimizer", declaration, scope, span: name.span } };
    }
    case "schedule": {
      const { name } = declaration.head;
      return { name, entity: { kind: "schedule", declaration, scope, span: name.span } };
    }
    case "data": {
      const { name } = declaration;
      return { name, entity: { kind: "data", declaration, scope, span: name.span } };
    }
    case "import":
    case "train":
    case "generate":
      return undefined;
  }
}

function importNames(tree: Tree.Import, scope: Scope, from: string, checker: Checker): void {
  const path = resolvePath(from, tree.path.value);
  // Files may import each other: one whose names are known is not read again.
  const file = checker.scopes.has(path) ? undefined : checker.files.load(path);
  const source = file === undefined ? checker.scopes.get(path) : scopeOfImport(file, checker);
  if (source === undefined) {
    report(checker.diagnostics, "W0003", tree.path.span, { path: tree.path.value });
    for (const { text, span } of [...tree.names, ...(tree.namespace === undefined ? [] : [tree.namespace])]) {
      scope.values.set(text, { kind: "broken", span });
      scope.axes.set(text, { kind: "broken", span });
    }
    return;
  }
  if (tree.namespace !== undefined) {
    const { text, span } = tree.namespace;
    scope.values.set(text, { kind: "namespace", scope: source, span });
    return;
  }
  const whole = tree.names.length === 0;
  const names = whole
    ? [...source.values.keys(), ...source.axes.keys()]
    : tree.names.map((name) => name.text);
  for (const name of names) {
    const value: Entity | undefined = source.values.get(name);
    const axis: AxisEntity | undefined = source.axes.get(name);
    if (value !== undefined) scope.values.set(name, value);
    if (axis !== undefined) scope.axes.set(name, axis);
    if (value !== undefined || axis !== undefined) continue;
    const span = tree.names.find(({ text }) => text === name)?.span ?? tree.span;
    importMeant(name, span, { path: tree.path.value, source, scope }, checker);
  }
}

/**
 * Reports a name that the other file lacks. What it must have meant is there under its right name, and each use of the wrong one adds its edit to
 * the fix.
 */
function importMeant(
  name: string,
  span: Span,
  { path, source, scope }: { readonly path: string; readonly source: Scope; readonly scope: Scope },
  { diagnostics }: Checker,
): void {
  const declared = [...source.values.keys(), ...source.axes.keys()];
  const near = nearNames(name, declared);
  const [best] = near;
  const count = diagnostics.length;
  const edits = best === undefined ? [] : [{ span, text: best }];
  const fixes: Fix[] =
    best === undefined ? [] : [{ title: didYouMean(best), edits, applicability: "suggestion" }];
  report(diagnostics, "W0304", span, { name, path, near }, { fixes });
  const told = diagnostics[count];
  if (best === undefined || told === undefined) {
    scope.values.set(name, { kind: "broken", span });
    scope.axes.set(name, { kind: "broken", span });
    return;
  }
  const meant = nearestName(name, declared);
  const [value, axis] = [source.values.get(meant ?? ""), source.axes.get(meant ?? "")];
  if (meant !== undefined && value !== undefined) scope.values.set(meant, value);
  if (meant !== undefined && axis !== undefined) scope.axes.set(meant, axis);
  for (const code of ["W0201", "W0301"]) scope.unknown.set(`${code} ${name}`, { meant, told, edits, fixes });
}

/** The path of an import, from the folder of the main file. */
export function resolvePath(from: string, path: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const segment of path.split("/")) {
    if (segment === "." || segment === "") continue;
    if (segment === ".." && parts.length > 0 && parts[parts.length - 1] !== "..") parts.pop();
    else parts.push(segment);
  }
  return parts.join("/");
}
