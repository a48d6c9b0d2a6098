import { labelOf, roundsDown } from "../source/phrases.ts";
import { nearNames } from "../source/suggest.ts";
import type { Span } from "../source/spans.ts";
import type { ElementType } from "../operators/operator.ts";
import type * as Tree from "../1-parse/tree.ts";
import type { AxisTable } from "./axes.ts";
import { axisNames, axisOf, labelsOf, sameSpace, spaceOf } from "./axes.ts";
import type { Known } from "./bounds.ts";
import { staysInside } from "./bounds.ts";
import type { Body } from "./context.ts";
import { fail, knownIn } from "./context.ts";
import type { AxisId, Expression, Tokenizer } from "./model.ts";
import { indexMeant, nearestFix } from "./near.ts";
import { failOutside } from "./outside.ts";
import type { Value } from "./values.ts";
import { axesOf, brokenValue, constantValue, typeOf, valueOf, withExpression } from "./values.ts";
import { own } from "../source/own.ts";

/** A condition: any expression that is a truth value. */
export function conditionValue(tree: Tree.Expression, body: Body): Value {
  return convertValue(body.checker.expression(tree, body), "bool", undefined, "a condition", body);
}

/**
 * The value as an element type, or as an index of an axis; reported and broken where it can't be one. `what` says in a
 * message what the value is for.
 */
export function convertValue(
  value: Value,
  element: ElementType,
  indexes: AxisId | undefined,
  what: string,
  body: Body,
): Value {
  if (value.broken) return value;
  if (indexes !== undefined) return indexValue(value, indexes, what, body);
  const { expression } = value;
  const { span } = expression;
  if (value.text !== undefined) return textWithoutAxis(value, body);
  const found = expression.type.element;
  if (found === element) return value;
  if (element === "bool" || (element === "int" && found === "real")) {
    fail(body, "W0401", span, { what, wanted: element, found });
    return brokenValue(span);
  }
  const type = typeOf(axesOf(value), element);
  const operator = element === "real" ? "to_real" : "to_int";
  if (expression.kind === "constant") return withExpression(value, { ...expression, type });
  return valueOf({ kind: "apply", operator, arguments: [expression], type, span }, [value], value.positional);
}

/** Reports a text of which no axis tells what label it is. */
export function textWithoutAxis({ text = "", expression: { span } }: Value, body: Body): Value {
  const axis = [...body.checker.axes.values()].find(
    ({ origin }) => origin.kind === "fixed" && origin.labels?.includes(text) === true,
  );
  fail(body, "W0405", span, {}, axis === undefined ? {} : { notes: [labelOf(axis.name)] });
  return brokenValue(span);
}

/** The value as an index of the axis: a label of it, an index of its space, or a whole number that is proven inside. */
export function indexValue(value: Value, axis: AxisId, what: string, body: Body): Value {
  if (value.broken) return value;
  const { expression } = value;
  const { span, type } = expression;
  const { axes } = body.checker;
  if (value.text !== undefined) return labelValue(value.text, axis, span, body);
  if (type.element !== "int") {
    const { name } = axisOf(axes, axis);
    const notes = type.element === "real" ? [roundsDown(name)] : [];
    fail(body, "W0401", span, { what, wanted: `in ${name}`, found: type.element }, { notes });
    return brokenValue(span);
  }
  if (type.indexes !== undefined && sameSpace(axes, type.indexes, axis)) return value;
  if (
    type.indexes !== undefined &&
    (expression.kind !== "position" || !staysInside(expression, axis, knownIn(body)))
  ) {
    const [wanted = axis, found = type.indexes] = axisNames(axes, [axis, type.indexes]);
    fail(body, "W0402", span, { wanted, found }, indexMeant(expression, axis, body));
    return brokenValue(span);
  }
  if (type.indexes === undefined && !staysInside(expression, axis, knownIn(body))) {
    failOutside(expression, axis, { hasElse: false }, body);
    return brokenValue(span);
  }
  return withExpression(value, { ...expression, type: { ...type, indexes: axis } });
}

/** Whether a whole number is an index of the axis: by its type, or proven inside. */
export function isIndexOf(expression: Expression, axis: AxisId, table: AxisTable, known: Known): boolean {
  const { element, indexes } = expression.type;
  if (indexes !== undefined && sameSpace(table, indexes, axis)) return true;
  return element === "int" && staysInside(expression, axis, known);
}

/** Whether no text can have the label, so that the axis must add it: letters within brackets are several labels, unless a value is one. */
function isAdded(text: string, { kind }: Tokenizer): boolean {
  return (
    kind !== "file" &&
    kind !== "labels" &&
    /^[[<].*\p{L}.*[\]>]$/u.test(text) &&
    text !== "[PAD]" &&
    text !== "[UNK]"
  );
}

/** The number of a label; of a tokenizer's axis whose labels are made from data, the label itself. */
export function labelValue(text: string, axis: AxisId, span: Span, body: Body): Value {
  const { axes, options } = body.checker;
  const space = spaceOf(axes, axis);
  const { origin } = axisOf(axes, space);
  const isTokenized = origin.kind === "tokenizer";
  const known = labelsOf(axes, axis) ?? own(options.labels, space);
  const labels =
    known ?? (isTokenized && isAdded(text, origin.tokenizer) ? origin.tokenizer.special : undefined);
  const type = typeOf([], "int", axis);
  if (isTokenized && (labels === undefined || (known === undefined && labels.includes(text))))
    return valueOf({ kind: "label", axis: space, text, type, span }, [], true);
  const at = labels?.indexOf(text) ?? -1;
  if (at >= 0) {
    const value = constantValue(at, "int", span);
    return withExpression(value, { ...value.expression, type });
  }
  const near = nearNames(text, labels ?? []);
  const fixes = nearestFix(
    span,
    near.map((label) => JSON.stringify(label)),
  );
  const isCut = isTokenized && origin.tokenizer.kind !== "labels";
  const facts = { label: text, axis: axisOf(axes, axis).name, labels, isTokenized: isCut, near };
  fail(body, "W0404", span, facts, fixes);
  return brokenValue(span);
}

/** What a state or a carried value holds: where it has no type, truth values if it begins with one, else real numbers. */
export function elementKept(
  type: Tree.TensorType | undefined,
  initial: Value,
): Tree.TensorType["element"]["kind"] {
  return type?.element.kind ?? (initial.expression.type.element === "bool" ? "bool" : "real");
}
