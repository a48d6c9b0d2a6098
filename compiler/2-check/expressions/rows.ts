import { howManyChosen } from "../../source/phrases.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { mayBeNonNegative } from "../signs.ts";
import { sizeSymbols, subtractSizes } from "../../sizes/size.ts";
import { axisNames, axisOf, membersOf } from "../axes.ts";
import { hasNames } from "./arguments.ts";
import type { Body } from "../context.ts";
import { fail } from "../context.ts";
import { missingAxis } from "./missing.ts";
import { resolveAxis } from "../constants/terms.ts";
import type { Value } from "../values.ts";
import { axesOf, brokenValue, typeOf, valueOf } from "../values.ts";

/** `sort[axis](x)`: from the least to the largest. */
export function sorted(tree: Tree.Call, body: Body): Value {
  return row("sort", tree, body);
}

/** `best, which = top_k[expert as choice](p)`: the largest values and where they stand, along another axis. */
export function topK(tree: Tree.Call, body: Body): Value {
  return row("top_k", tree, body);
}

function row(operation: "sort" | "top_k", tree: Tree.Call, body: Body): Value {
  const { span } = tree;
  const [item, ...others] = tree.arguments;
  if (item !== undefined && hasNames(operation, [item], body)) return brokenValue(span);
  const value = item && body.checker.expression(item.expression, body);
  if (value === undefined || others.length > 0) {
    const notes = operation === "top_k" && others.length > 0 ? [howManyChosen()] : [];
    fail(body, "W0406", span, { callee: operation, wanted: 1, found: tree.arguments.length }, { notes });
    return brokenValue(span);
  }
  const [entry, ...more] = tree.brackets ?? [];
  const terms = [entry, ...more].flatMap((item) => item?.term ?? []);
  const isWhole =
    terms.length === 1 + more.length &&
    more.every(({ rename }) => rename === undefined) &&
    [entry, ...more].every((item) => item?.value === undefined && item?.otherwise === undefined);
  const hasForm = operation === "top_k" ? entry?.rename !== undefined : entry?.rename === undefined;
  const isTooMany = operation === "top_k" && more.length > 0;
  const [first] = terms;
  if (entry === undefined || first === undefined || !isWhole || isTooMany || !hasForm) {
    const wanted = operation === "top_k" ? ["axis as choices"] : ["axis"];
    const notes = operation === "top_k" && first !== undefined && !hasForm ? [howManyChosen()] : [];
    const found = tree.brackets?.length ?? 0;
    fail(body, "W0215", tree.bracketSpan ?? span, { callee: operation, wanted, found }, { notes });
    return brokenValue(span);
  }
  // As with a function, several axes in the bracket are a group.
  const members = { kind: "axis-group", members: terms, span: tree.bracketSpan ?? span } as const;
  const axis = resolveAxis(terms.length === 1 ? first : members, body, axesOf(value));
  const into = entry.rename === undefined ? axis : resolveAxis(entry.rename, body);
  if (axis === undefined || into === undefined || value.broken) return brokenValue(span);
  const from = membersOf(body.checker.axes, axis);
  const missing = from.filter((id) => !axesOf(value).includes(id));
  if (missing.length > 0) {
    missingAxis(tree, "x", value, missing, [], body);
    return brokenValue(span);
  }
  const [name = axis, chosen = into] = axisNames(body.checker.axes, [axis, into]);
  const restriction = [entry, ...more].find(({ where }) => where !== undefined)?.where;
  if (restriction !== undefined || from.some((id) => body.restrictions.has(id))) {
    fail(body, "W0216", restriction?.span ?? entry.span, { axis: name, done: "sorted" });
    return brokenValue(span);
  }
  const rest = subtractSizes(axisOf(body.checker.axes, axis).size, axisOf(body.checker.axes, into).size);
  const facts = { axis: name, into: chosen };
  const isGiven = sizeSymbols(rest).some((id) => axisOf(body.checker.axes, id).origin.kind === "rigid");
  if (isGiven && body.layer !== undefined && !mayBeNonNegative(rest, body.checker.axes))
    body.layer.choices.push({ rest, ...facts });
  else if (!mayBeNonNegative(rest, body.checker.axes)) {
    fail(body, "W0511", entry.span, facts);
    return brokenValue(span);
  }
  const kept = axesOf(value).filter((id) => !from.includes(id));
  const along = membersOf(body.checker.axes, into);
  const twice = along.find((id) => kept.includes(id));
  if (twice !== undefined) {
    const [name = twice] = axisNames(body.checker.axes, [twice]);
    fail(body, "W0207", entry.span, { axis: name, what: `\`${operation}\`` });
    return brokenValue(span);
  }
  const values = typeOf([...kept, ...along], value.expression.type.element);
  const types = operation === "sort" ? [values] : [values, typeOf([...kept, ...along], "int", axis)];
  const checked = valueOf(
    { kind: "row", operation, axis, into, of: value.expression, types, type: values, span },
    [value],
  );
  return types.length > 1 ? { ...checked, results: types } : checked;
}
