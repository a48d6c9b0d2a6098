/** What a training says of its data, and what one without can't say. */
import { report } from "../../source/diagnostic.ts";
import { writeInstead } from "../../source/phrases.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { isBatch } from "../axes.ts";
import type { Body, Checker } from "../context.ts";
import { fail } from "../context.ts";
import type { Data, Training } from "../model.ts";
import { failMember, nearestFix, unknownName } from "../near.ts";
import type { Scope } from "../scope.ts";
import { lookUpValue } from "../scope.ts";
import { headOf, settingOf } from "./settings.ts";
import { walkStatement } from "../walk.ts";

/** Where a training names its data; in `train points { … }`, without its `on`, that is its name. */
export function meantData(tree: Tree.TrainDeclaration, scope: Scope): Tree.Name | Tree.Member | undefined {
  if (tree.data !== undefined || tree.name === undefined) return tree.data;
  return lookUpValue(scope, tree.name.text)?.kind === "data" ? tree.name : undefined;
}

export function reportMissingOn({ span }: Tree.Name | Tree.Member, { diagnostics }: Checker): void {
  const edits = [{ span: { ...span, end: span.start }, text: "on " }];
  const fix = { title: writeInstead("on"), edits, applicability: "machine" as const };
  report(diagnostics, "W0732", span, {}, { fixes: [fix] });
}

/** Reports what needs data in a training that has none. */
export function refuseWithoutData(tree: Tree.TrainDeclaration, entries: Training["body"], body: Body): void {
  const saysBatch = tree.body.statements.some((each) => settingOf(each)?.targets[0]?.text === "batch");
  for (const statement of tree.body.statements) {
    const name = settingOf(statement)?.targets[0];
    if (name !== undefined && needsData.has(name.text)) fail(body, "W0733", name.span, { name: name.text });
    if (statement.kind === "every" && statement.action === "evaluate")
      fail(body, "W0733", statement.span, { name: "evaluate every" });
  }
  if (saysBatch) return;
  let hasBatch = false;
  for (const entry of entries)
    walkStatement(entry, ({ type }) => {
      hasBatch ||= type.axes.some((axis) => isBatch(body.checker.axes, axis));
    });
  if (hasBatch) fail(body, "W0703", headOf(tree), { name: "batch" });
}

/** Settings about examples, and about those that are held out. */
const needsData: ReadonlySet<string> = new Set(["epochs", "private", "patience"]);

/** The data of a training; where it can't be read, its fields are bound as broken. */
export function dataNamed(tree: Tree.Name | Tree.Member, body: Body): Data | undefined {
  const source = tree.kind === "member" ? tree.source : tree;
  const text = source.kind === "name" ? source.text : "";
  let entity = lookUpValue(body.scope, text);
  if (tree.kind === "member" && entity?.kind === "namespace") {
    const { values } = entity.scope;
    entity = values.get(tree.member.text);
    if (entity === undefined) {
      failMember(body, tree.member, text, values.keys());
      return undefined;
    }
  } else if (tree.kind === "member" && entity?.kind === "data" && tree.member.text !== "train") {
    if (tree.member.text === "test") fail(body, "W0722", tree.member.span, { data: text });
    else
      fail(
        body,
        "W0306",
        tree.member.span,
        { member: tree.member.text, of: text, near: ["train"] },
        nearestFix(tree.member.span, ["train"]),
      );
    return undefined;
  }
  if (entity?.kind === "data") {
    const read = body.checker.data(entity.declaration, entity.scope);
    for (const name of read.brokenFields) body.scope.values.set(name, { kind: "broken", span: tree.span });
    return read.data;
  }
  if (entity?.kind === "broken") return undefined;
  if (entity !== undefined)
    fail(body, "W0303", tree.span, { name: text, is: "not a data declaration", wanted: "one" });
  else {
    const first = dataIn(body.scope);
    const sought = { name: text, span: tree.span, scope: body.scope, spaces: ["values"] as const, first };
    const meant = unknownName("W0301", sought, body);
    const found = meant === undefined ? undefined : lookUpValue(body.scope, meant);
    if (found?.kind === "data" && meant !== undefined)
      return dataNamed({ kind: "name", text: meant, primed: false, span: tree.span }, body);
  }
  return undefined;
}

function dataIn({ values, parent }: Scope): readonly string[] {
  const own = [...values].flatMap(([name, { kind }]) => (kind === "data" ? [name] : []));
  return parent === undefined ? own : [...own, ...dataIn(parent)];
}
