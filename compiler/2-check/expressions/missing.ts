import type { Fix, Related } from "../../source/diagnostic.ts";
import {
  isSayable,
  linedUp,
  madeHereWith,
  numberEverywhere,
  renameOneSide,
  seenAtOnePosition,
} from "../../source/phrases.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { axisNames, isBatch, shownAxes, axisOf, sameSpace } from "../axes.ts";
import type { BracketEntry } from "./brackets.ts";
import type { Body } from "../context.ts";
import { fail } from "../context.ts";
import type { AxisId } from "../model.ts";
import { removalOf } from "./removals.ts";
import { lookUpValue } from "../scope.ts";
import { usersOf } from "./users.ts";
import type { Value } from "../values.ts";
import { axesOf } from "../values.ts";

/**
 * Reports that the argument of a function lacks axes. Where it has a twin of one, because two tensors were lined up along
 * the twin, a forgotten rename is the likely reason: both are shown, with the rename.
 */
export function missingAxis(
  tree: Tree.Call,
  argument: string,
  value: Value,
  missing: readonly AxisId[],
  entries: readonly BracketEntry[],
  body: Body,
): void {
  const { axes } = body.checker;
  const batch = missing.find((axis) => isBatch(axes, axis));
  const [first = ""] = batch === undefined ? missing : [batch];
  const entry = entries.find(({ ids }) => ids.includes(first));
  const span = entry?.span ?? tree.callee.span;
  if (batch !== undefined && body.layer !== undefined) {
    // A batch that isn't in the signature of a layer is not there for its formulas: that deserves words of its own.
    const { name } = body.layer;
    const users = usersOf(name, body.scope);
    fail(body, "W0211", span, { axis: axisOf(axes, batch).name, owner: name, users });
    return;
  }
  const callee = tree.callee.kind === "name" ? tree.callee.text : argument;
  const shapes = [{ label: "argument", axes: shownAxes(axes, axesOf(value), missing) }];
  const names = shownAxes(axes, missing, axesOf(value));
  const hint = forgottenRename(tree, first, value, body);
  const removals = hint.fixes.length > 0 ? [] : missing.flatMap((axis) => removalOf(value, axis, body) ?? []);
  const { fixes } = hint;
  const related = [...hint.related, ...removals];
  const facts = { callee, axes: names };
  const scanned = axisNames(
    axes,
    missing.filter((axis) => body.scanned.has(axis)),
  ).map(seenAtOnePosition);
  const text = body.checker.files.text(value.expression.span);
  const isNumber = axesOf(value).length === 0 && scanned.length === 0 && isSayable(text);
  const notes = isNumber ? [numberEverywhere(names, text)] : scanned;
  fail(body, "W0202", span, facts, { shapes, related, notes, fixes });
}

interface Hint {
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
}

/** The place where two tensors were lined up along a twin of the missing axis, and the edit that renames one of them. */
function forgottenRename(tree: Tree.Call, missing: AxisId, value: Value, body: Body): Hint {
  const { checker } = body;
  const twin = axesOf(value).find((axis) => axis !== missing && sameSpace(checker.axes, axis, missing));
  const argument = tree.arguments
    .map((item) => item.value ?? item.expression)
    .find((candidate) => {
      return checker.typed.get(candidate)?.expression === value.expression;
    });
  const pair = twin !== undefined && argument !== undefined ? pairWith(argument, twin, body) : undefined;
  if (twin === undefined || pair === undefined) return { related: [], fixes: [] };
  const [axisName = missing, twinName = twin] = axisNames(checker.axes, [missing, twin]);
  const operands = [pair.left, pair.right].map((operand) =>
    operand.kind === "name" ? operand.text : undefined,
  );
  const lined = { span: pair.span, label: linedUp(operands, twinName) };
  const source = bindingOf(pair.right, body) ?? pair.right;
  const end = { file: source.span.file, start: source.span.end, end: source.span.end };
  const title = renameOneSide(axisName, twinName, checker.files.place(declarationOf(missing, twin, body)));
  const edits = [{ span: end, text: `[${twinName} as ${axisName}]` }];
  const made = source === pair.right ? [] : [{ span: source.span, label: madeHereWith(twinName) }];
  return { related: [...made, lined], fixes: [{ title, edits, applicability: "suggestion" }] };
}

/** Where it is said that one is a twin of the other. */
function declarationOf(missing: AxisId, twin: AxisId, body: Body) {
  const axis = axisOf(body.checker.axes, missing);
  return axis.origin.kind === "twin" ? axis.span : axisOf(body.checker.axes, twin).span;
}

/** The innermost product, sum or contraction both of whose sides have the axis. */
function pairWith(
  tree: Tree.Expression,
  axis: AxisId,
  body: Body,
): Tree.Binary | Tree.Contraction | undefined {
  const has = (part: Tree.Expression): boolean => {
    const value = body.checker.typed.get(part);
    return value !== undefined && axesOf(value).includes(axis);
  };
  switch (tree.kind) {
    case "binary":
    case "contraction": {
      const inner = pairWith(tree.left, axis, body) ?? pairWith(tree.right, axis, body);
      return inner ?? (has(tree.left) && has(tree.right) ? tree : undefined);
    }
    case "unary":
      return pairWith(tree.operand, axis, body);
    case "name": {
      const bound = bindingOf(tree, body);
      return bound && pairWith(bound, axis, body);
    }
    default:
      return undefined;
  }
}

function bindingOf(tree: Tree.Expression, body: Body): Tree.Expression | undefined {
  if (tree.kind !== "name") return undefined;
  const entity = lookUpValue(body.scope, tree.text);
  return entity?.kind === "value" ? entity.source : undefined;
}
