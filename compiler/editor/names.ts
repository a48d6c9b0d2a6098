/** The names of a file, each with what it stands for: what definitions, references, renames and completions go by. */
import type * as Tree from "../1-parse/tree.ts";
import type { Files } from "../2-check/check.ts";
import { settingOf } from "../2-check/training/settings.ts";
import type { Occurrence, Reading } from "./name-expressions.ts";
import { inner, note, readArguments, readBracketItem, readExpression } from "./name-expressions.ts";
import { readTerm, readType } from "./name-expressions.ts";
import type { Program } from "./program.ts";
import {
  argumentThing,
  importedBy,
  labelThing,
  memberOf,
  nameOf,
  named,
  programOf,
  thingOf,
} from "./program.ts";
import type { Scope, Thing, ThingKind } from "./scopes.ts";
import { declare, lookUp, lookUpAxis } from "./scopes.ts";

export interface Names {
  readonly program: Program;
  /** In the order of the text. */
  readonly occurrences: readonly Occurrence[];
  /** An outer one before those in it; the first is the file's. */
  readonly scopes: readonly Scope[];
}

/** Reads the names of a file. `files` are the others of its program. */
export function readNames(main: Tree.File, files: Files): Names {
  const program = programOf(main, files);
  const scopes = [program.main];
  const reading: Reading = {
    scope: program.main,
    program,
    occurrences: [],
    scopes,
    textAt: files.text,
    block: readBlock,
    isTraining: false,
  };
  for (const declaration of main.declarations) readDeclaration(declaration, reading);
  const { occurrences } = reading;
  return { program, occurrences: occurrences.sort((a, b) => a.span.start - b.span.start), scopes };
}

function readDeclaration(tree: Tree.Declaration, reading: Reading): void {
  if (tree.kind === "broken") return;
  const { scope } = reading;
  const name = nameOf(tree);
  const kind = tree.kind === "model-copy" ? "model" : tree.kind;
  if (name !== undefined) note(reading, name.span, thingOf(kind, name, tree, scope));
  switch (tree.kind) {
    case "import": {
      const source = importedBy(tree, scope, reading.program);
      for (const { text, span } of tree.names)
        note(reading, span, source?.values.get(text) ?? source?.axes.get(text));
      return;
    }
    case "axis":
      readAxis(tree, reading);
      return;
    case "const":
      readExpression(tree.value, reading);
      return;
    case "model-copy":
      readPath(tree.of, reading);
      if (tree.decay !== undefined) readExpression(tree.decay, reading);
      return;
    case "data":
      readData(tree, reading);
      return;
    case "train":
      readTraining(tree, reading);
      return;
    default:
      readCallable(tree, inner(reading, tree.span));
  }
}

function readCallable(
  tree: Exclude<Tree.Declaration, { readonly name: Tree.Name | undefined } | Tree.Import | Tree.Broken>,
  reading: Reading,
): void {
  const { head, body } = tree;
  const { start } = tree.span;
  for (const axis of head.axes)
    introduce(thingOf("axis parameter", axis, axis, reading.scope), reading, start);
  for (const { type, initial } of head.parameters) {
    if (type !== undefined) readType(type, reading);
    if (initial !== undefined) readExpression(initial, reading);
  }
  for (const parameter of head.parameters) introduce(argumentThing(parameter, reading.scope), reading, start);
  if ("result" in tree)
    for (const value of tree.result.values) {
      readType(value.type, reading);
      if (value.name !== undefined)
        note(reading, value.name.span, thingOf("result", value.name, value.name, reading.scope, value.span));
    }
  if ("promises" in tree)
    for (const { axis } of tree.promises) note(reading, axis.span, lookUpAxis(reading.scope, axis.text));
  if (body.kind === "block") readBlock(body, reading);
  else readExpression(body, reading);
}

/** Notes where a thing is declared, and lets the scope know it. */
function introduce(thing: Thing, reading: Reading, from: number): void {
  note(reading, thing.span, thing);
  const isAxis = thing.kind === "axis" || thing.kind === "axis parameter";
  declare(reading.scope, isAxis ? "axes" : "values", thing, from);
}

function readAxis(tree: Tree.AxisDeclaration, reading: Reading): void {
  const { form } = tree;
  switch (form.kind) {
    case "free":
      return;
    case "labels": {
      const axis = thingOf("axis", tree.name, tree, reading.scope);
      for (const label of form.labels)
        if (label.kind === "name") note(reading, label.span, labelThing(label, axis));
      return;
    }
    case "equal":
      if (form.term === undefined || form.term.kind === "axis-quotient") readExpression(form.value, reading);
      else readTerm(form.term, reading);
      return;
    case "sum":
      for (const part of form.parts) readTerm(part, reading);
      return;
    case "like":
      readTerm(form.of, reading);
      return;
    default: {
      const bounds = form.kind === "bounded" ? [form.bound] : [form.from, form.to];
      for (const bound of [...bounds, form.step]) if (bound !== undefined) readExpression(bound, reading);
    }
  }
}

function readData(tree: Tree.DataDeclaration, reading: Reading): void {
  readExpression(tree.source, reading);
  const fields = new Map(fieldsOf(tree, reading.scope).map((thing) => [thing.name, thing]));
  for (const field of tree.fields) {
    if (field.kind === "broken") continue;
    note(reading, field.name.span, fields.get(field.name.text));
    readType(field.type, reading);
    const { value } = field;
    const of = value === undefined ? undefined : madeOf(value);
    if (of !== undefined) note(reading, of.span, fields.get(of.text));
    else if (value !== undefined && value.kind !== "shifted") readExpression(value, reading);
  }
}

/** The other field in `tokens shifted 1` and in `part(tokens, "content")`, where the names of conditions are the data's own. */
function madeOf(tree: Tree.Expression | Tree.Shifted): Tree.Name | undefined {
  if (tree.kind === "shifted") return tree.field;
  if (tree.kind !== "call" || tree.callee.kind !== "name" || tree.callee.text !== "part") return undefined;
  const of = tree.arguments[0]?.expression;
  return of?.kind === "name" ? of : undefined;
}

function fieldsOf(tree: Tree.DataDeclaration, scope: Scope): readonly Thing[] {
  return tree.fields.flatMap((field) =>
    field.kind === "broken" ? [] : [thingOf("field", field.name, field, scope)],
  );
}

/** In a training the fields of its data are values, and the names of settings are nobody's. */
function readTraining(tree: Tree.TrainDeclaration, outer: Reading): void {
  const reading = inner(outer, tree.span);
  const source = tree.data && readPath(tree.data, outer);
  const data =
    source ??
    (tree.data?.kind === "member"
      ? named(tree.data.source, ["values"], outer.scope, outer.program)
      : undefined);
  if (data?.tree.kind === "data")
    for (const field of fieldsOf(data.tree, data.scope))
      declare(reading.scope, "values", field, tree.body.span.start);
  // Constants are known wherever they stand, and so are trainings to begin after.
  for (const statement of tree.body.statements)
    if (statement.kind === "const")
      declare(reading.scope, "values", thingOf("const", statement.name, statement, reading.scope), 0);
  readBlock(tree.body, { ...reading, isTraining: true });
}

/** `gpt.Block`, with what it leads to. */
function readPath(tree: Tree.Name | Tree.Member, reading: Reading): Thing | undefined {
  const { scope, program } = reading;
  if (tree.kind === "name") {
    const thing = lookUp(scope, "values", tree.text);
    note(reading, tree.span, thing);
    return thing;
  }
  const source =
    tree.source.kind === "name" || tree.source.kind === "member" ? readPath(tree.source, reading) : undefined;
  const thing = source && memberOf(source, tree.member.text, program);
  note(reading, tree.member.span, thing);
  return thing;
}

function readBlock({ statements }: Tree.Block, reading: Reading): void {
  for (const statement of statements) readStatement(statement, reading);
}

function readStatement(tree: Tree.Statement, reading: Reading): void {
  const bind = (kind: ThingKind, name: Tree.Name, of: Thing["tree"]): void =>
    introduce(thingOf(kind, name, of, reading.scope), reading, tree.span.end);
  switch (tree.kind) {
    case "broken":
    case "every":
      return;
    case "axis":
      readAxis(tree, reading);
      bind("axis", tree.name, tree);
      return;
    case "const":
      readExpression(tree.value, reading);
      bind("const", tree.name, tree);
      return;
    case "binding":
      readBinding(tree, reading);
      return;
    case "return":
      for (const value of tree.values) readExpression(value, reading);
      return;
    case "yield":
    case "watch":
      readExpression(tree.value, reading);
      return;
    case "expose":
      readExpression(tree.name, reading);
      return;
    case "param":
      for (const { family } of tree.targets) for (const term of family) readTerm(term, reading);
      readType(tree.type, reading);
      if (tree.initial !== undefined) readExpression(tree.initial.value, reading);
      for (const { name } of tree.targets) bind("param", name, tree);
      return;
    case "state":
      if (tree.type !== undefined) readType(tree.type, reading);
      readExpression(tree.initial, reading);
      bind("state", tree.name, tree);
      return;
    case "use": {
      const layer = readPath(tree.layer, reading);
      for (const item of tree.brackets ?? []) readBracketItem(item, reading);
      readArguments(tree.arguments ?? [], layer, reading);
      if (tree.count !== undefined) readExpression(tree.count, reading);
      bind("use", tree.name, tree);
      return;
    }
    case "minimize":
      readExpression(tree.value, reading);
      for (const pattern of [...tree.over, ...tree.except]) readPattern(pattern, reading);
      if (tree.optimizer !== undefined) readExpression(tree.optimizer, reading);
      return;
    case "report":
      readExpression(tree.value ?? tree.name, reading);
      return;
    case "grow":
      readGrow(tree, reading);
  }
}

/** `h' = …` gives the next value of what `h` is; another name is a thing of its own each time that it is bound. */
function readBinding(tree: Tree.Binding, reading: Reading): void {
  for (const value of tree.values) readExpression(value, reading);
  const isSetting = reading.isTraining && settingOf(tree) !== undefined;
  const [first] = tree.values;
  if (isSetting && tree.targets[0]?.text === "start" && first?.kind === "name")
    note(reading, first.span, reading.program.trainings.get(first.text));
  for (const target of tree.targets) {
    const thing = thingOf(isSetting ? "setting" : "value", target, tree, reading.scope);
    const state = target.primed ? lookUp(reading.scope, "values", target.text) : undefined;
    if (state !== undefined) note(reading, thing.span, state);
    else if (isSetting || target.primed) note(reading, thing.span, { ...thing, kind: "setting" });
    else introduce(thing, reading, tree.span.end);
  }
}

function readGrow(tree: Tree.Grow, outer: Reading): void {
  readType(tree.type, outer);
  for (const part of [tree.from, tree.window, tree.beam]) if (part !== undefined) readExpression(part, outer);
  const reading = inner(outer, tree.span);
  introduce(thingOf("grow", tree.name, tree, outer.scope), reading, tree.body.span.start);
  readBlock(tree.body, reading);
  if (tree.until !== undefined) readExpression(tree.until, reading);
  declare(outer.scope, "values", thingOf("grow", tree.name, tree, outer.scope), tree.span.end);
}

/** `GPT.blocks.*.attn`, `**.W`: behind a star a name stands for the one part of a layer of the file that has it. */
function readPattern({ segments, span }: Tree.PathPattern, reading: Reading): void {
  if (segments.join(".").length !== span.end - span.start) return;
  const { scope, program } = reading;
  let from = span.start;
  let thing: Thing | undefined;
  for (const [at, segment] of segments.entries()) {
    const end = from + segment.length;
    const isPlace = /^\d+$/.test(segment);
    if (at === 0) thing = lookUp(scope, "values", segment);
    else if (segments[at - 1]?.startsWith("*")) thing = onlyMember(segment, program);
    else if (!isPlace) thing = thing && memberOf(thing, segment, program);
    if (!isPlace) note(reading, { ...span, start: from, end }, thing);
    from = end + 1;
  }
}

function onlyMember(name: string, program: Program): Thing | undefined {
  const layers = [...program.main.values.values()].filter(({ kind }) => kind === "layer" || kind === "model");
  const found = layers.flatMap((layer) => memberOf(layer, name, program) ?? []);
  const spans = new Set(found.map(({ span }) => `${span.file} ${span.start}`));
  return spans.size === 1 ? found[0] : undefined;
}
