/** The files of a program with the names that each declares, and what stands behind a dot. */
import type * as Tree from "../1-parse/tree.ts";
import type { Files } from "../2-check/check.ts";
import { resolvePath } from "../2-check/declarations/files.ts";
import type { Declared, Scope, Space, Thing, ThingKind } from "./scopes.ts";
import { bareSpan, declare, lookUp, lookUpAxis, scopeIn } from "./scopes.ts";

export interface Program {
  readonly library: Scope;
  readonly main: Scope;
  /** The trainings of the main file, which no formula reads. */
  readonly trainings: ReadonlyMap<string, Thing>;
  /** The names of an imported file; undefined where there is none. */
  readonly file: (path: string) => Scope | undefined;
}

export function programOf(main: Tree.File, files: Files): Program {
  const library = scopeIn({ file: "std", start: 0, end: 0 }, undefined);
  const known = new Map<string, Scope>();
  const open = (tree: Tree.File): Scope => {
    const scope = scopeIn(tree.span, library);
    // Files may import each other.
    known.set(tree.name, scope);
    declareFile(tree, scope);
    for (const declaration of tree.declarations)
      if (declaration.kind === "import") importNames(declaration, scope, program);
    return scope;
  };
  const file = (path: string): Scope | undefined => {
    const tree = known.has(path) ? undefined : files.load(path);
    return tree === undefined ? known.get(path) : open(tree);
  };
  for (const tree of files.library) declareFile(tree, library);
  const scope = scopeIn(main.span, library);
  const trainings = main.declarations.flatMap((declaration) =>
    declaration.kind === "train" && declaration.name !== undefined
      ? [[declaration.name.text, thingOf("train", declaration.name, declaration, scope)] as const]
      : [],
  );
  const program: Program = { library, main: scope, trainings: new Map(trainings), file };
  known.set(main.name, program.main);
  declareFile(main, program.main);
  for (const declaration of main.declarations)
    if (declaration.kind === "import") importNames(declaration, program.main, program);
  return program;
}

function declareFile(tree: Tree.File, scope: Scope): void {
  for (const declaration of tree.declarations) {
    if (declaration.kind === "broken") continue;
    const name = nameOf(declaration);
    if (name === undefined) continue;
    const space = declaration.kind === "axis" ? "axes" : "values";
    const thing = thingOf(kindOf(declaration), name, declaration, scope);
    // No formula reads a training or a generator.
    if (declaration.kind !== "train" && declaration.kind !== "generate") declare(scope, space, thing, 0);
  }
}

/** The name that a declaration of a file gives. */
export function nameOf(declaration: Exclude<Tree.Declaration, Tree.Broken>): Tree.Name | undefined {
  if (declaration.kind === "import") return declaration.namespace;
  return "head" in declaration ? declaration.head.name : declaration.name;
}

function kindOf({ kind }: Exclude<Tree.Declaration, Tree.Broken>): ThingKind {
  return kind === "model-copy" ? "model" : kind;
}

export function thingOf(
  kind: ThingKind,
  name: Tree.Name,
  tree: Declared,
  scope: Scope,
  written = tree.span,
): Thing {
  return { kind, name: name.text, span: bareSpan(name), tree, written, scope };
}

function importNames(tree: Tree.Import, scope: Scope, program: Program): void {
  if (tree.namespace !== undefined) return;
  const source = importedBy(tree, scope, program);
  if (source === undefined) return;
  const names =
    tree.names.length > 0
      ? tree.names.map(({ text }) => text)
      : [...source.values.keys(), ...source.axes.keys()];
  for (const name of names)
    for (const space of ["values", "axes"] as const) {
      const thing = source[space].get(name);
      if (thing !== undefined) declare(scope, space, thing, 0);
    }
}

/** The names of the file that an import reads. */
export function importedBy(tree: Tree.Import, { span }: Scope, { file }: Program): Scope | undefined {
  return file(resolvePath(span.file, tree.path.value));
}

/** What a path of names, `gpt.Block` or `M.encoder`, leads to. */
export function named(
  tree: Tree.Expression | Tree.Term,
  spaces: readonly Space[],
  scope: Scope,
  program: Program,
): Thing | undefined {
  switch (tree.kind) {
    case "name":
    case "axis-name": {
      const text = tree.kind === "name" ? tree.text : tree.name;
      return spaces.map((space) => lookUp(scope, space, text)).find((thing) => thing !== undefined);
    }
    case "member":
    case "axis-member": {
      const source = named(tree.source, [...spaces, "values"], scope, program);
      return source && memberOf(source, tree.member.text, program);
    }
    default:
      return undefined;
  }
}

/** What a name behind the dot of a thing stands for: in a file, in a layer or its instance, a part of a sum of axes. */
export function memberOf(thing: Thing, name: string, program: Program): Thing | undefined {
  if (thing.kind === "axis") {
    const parts = thing.tree.kind === "axis" && thing.tree.form.kind === "sum" ? thing.tree.form.parts : [];
    const part = parts.find((term) => term.kind === "axis-name" && term.name === name);
    return part && lookUpAxis(thing.scope, name);
  }
  return membersOf(thing, program).find((member) => member.name === name);
}

/** What may stand behind the dot of a file or a layer. */
export function membersOf(thing: Thing, program: Program): readonly Thing[] {
  if (thing.tree.kind === "import") {
    const source = importedBy(thing.tree, thing.scope, program);
    return source === undefined ? [] : [...source.values.values(), ...source.axes.values()];
  }
  const layer = layerOf(thing, program);
  if (layer === undefined) return [];
  const { tree, scope } = layer;
  return tree.body.statements.flatMap((statement) => {
    if (statement.kind === "param")
      return statement.targets.map(({ name }) => thingOf("param", name, statement, scope));
    if (statement.kind === "use" || statement.kind === "state")
      return [thingOf(statement.kind, statement.name, statement, scope)];
    return [];
  });
}

interface LayerThing {
  readonly tree: Tree.LayerDeclaration | Tree.ModelDeclaration;
  readonly scope: Scope;
}

/** The layer that a thing is, is an instance of, or copies; copies of each other are none. */
function layerOf({ tree, scope }: Thing, program: Program, steps = 0): LayerThing | undefined {
  if (tree.kind === "layer" || tree.kind === "model") return { tree, scope };
  const of = tree.kind === "use" ? tree.layer : tree.kind === "model-copy" ? tree.of : undefined;
  const source = of && steps < 9 ? named(of, ["values"], scope, program) : undefined;
  return source && layerOf(source, program, steps + 1);
}

/** What is between the name and the body of what is called: of an instance, that of its layer. */
function headOf(thing: Thing, program: Program): Tree.Head | undefined {
  if ("head" in thing.tree) return thing.tree.head;
  return layerOf(thing, program)?.tree.head;
}

/** An argument of what is called, by its name. */
export function argumentOf(thing: Thing, name: string, program: Program): Thing | undefined {
  const parameter = headOf(thing, program)?.parameters.find((each) => each.name.text === name);
  return parameter && argumentThing(parameter, thing.scope);
}

export function argumentThing({ name, span }: Tree.Parameter, scope: Scope): Thing {
  return thingOf("argument", name, name, scope, span);
}

/** A label of an axis, of one that it is like or another name of, too. */
export function labelOf(thing: Thing, text: string, steps = 0): Thing | undefined {
  if (thing.tree.kind !== "axis" || steps > 9) return undefined;
  const { form } = thing.tree;
  if (form.kind === "labels") {
    const label = form.labels.find((each) => each.kind === "name" && each.text === text);
    return label && labelThing(label, thing);
  }
  const term = form.kind === "like" ? form.of : form.kind === "equal" ? form.term : undefined;
  const other = term?.kind === "axis-name" ? lookUp(thing.scope, "axes", term.name) : undefined;
  return other && labelOf(other, text, steps + 1);
}

export function labelThing(label: Tree.Label, { scope, written }: Thing): Thing {
  return { kind: "label", name: label.text, span: label.span, tree: label, written, scope };
}
