import { inTheOrder, spreadPart, stackByLabels } from "../../source/phrases.ts";
import { nearNames } from "../../source/suggest.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { axisNames, shownAxes, axisOf, labelsOf, membersOf } from "../axes.ts";
import type { Body } from "../context.ts";
import { fail, knownIn } from "../context.ts";
import { isIndexOf, labelValue, textWithoutAxis } from "../convert.ts";
import type { ElementType } from "../../operators/operator.ts";
import type { AxisId, Type } from "../model.ts";
import { nearestFix } from "../near.ts";
import { resolveAxis } from "../constants/terms.ts";
import type { Value } from "../values.ts";
import { axesOf, brokenValue, typeOf, unionOfAxes, valueOf } from "../values.ts";

function axisInBracket(tree: Tree.Call, name: string, body: Body): AxisId | undefined {
  const [item, ...others] = tree.brackets ?? [];
  if (item?.term !== undefined && others.length === 0 && item.value === undefined && item.where === undefined)
    return resolveAxis(item.term, body);
  const found = tree.brackets?.length ?? 0;
  fail(body, "W0215", tree.bracketSpan ?? tree.callee.span, { callee: name, wanted: ["axis"], found });
  return undefined;
}

/** The axis that the parts are indices of, where any but a position says so. */
function indexedBy(values: readonly Value[]): AxisId | undefined {
  const said = values.find(
    ({ expression: { kind, type } }) => kind !== "position" && type.indexes !== undefined,
  );
  return said?.expression.type.indexes;
}

/** The type of what is joined: an index where all parts are indices of one axis, or whole numbers that are inside of it. */
function joinedType(axes: readonly AxisId[], values: readonly Value[], body: Body): Type {
  const indexes = indexedBy(values);
  const isIndex = ({ expression }: Value): boolean =>
    indexes !== undefined && isIndexOf(expression, indexes, body.checker.axes, knownIn(body));
  return typeOf(axes, commonElement(values), values.every(isIndex) ? indexes : undefined);
}

function commonElement(values: readonly Value[]): ElementType {
  const elements = values.map((value) => value.expression.type.element);
  if (elements.includes("real")) return "real";
  return elements.every((element) => element === "bool") ? "bool" : "int";
}

/** Texts are labels of the axis that another part is an index of. */
function withLabels(values: readonly Value[], body: Body): readonly Value[] {
  const axis = indexedBy(values);
  return values.map((value) => {
    if (value.text === undefined) return value;
    if (axis === undefined) return textWithoutAxis(value, body);
    return labelValue(value.text, axis, value.expression.span, body);
  });
}

/** `stack[part](re: a, im: b)`: one value for each label, side by side. */
export function stacked(tree: Tree.Call, body: Body): Value {
  const { span } = tree;
  const axis = axisInBracket(tree, "stack", body);
  const given = new Map<string, Value>();
  let fits = axis !== undefined;
  const labels = axis === undefined ? [] : (labelsOf(body.checker.axes, axis) ?? []);
  const unnamed: Tree.Item[] = [];
  for (const item of tree.arguments) {
    const { expression, value, separator } = item;
    const checked = body.checker.expression(value ?? expression, body);
    const label = labelIn(expression);
    if (checked.broken) fits = false;
    if (separator === undefined || label === undefined) {
      unnamed.push(item);
      fits = false;
    } else if (axis !== undefined && !labels.includes(label)) {
      const name = axisOf(body.checker.axes, axis).name;
      const near = nearNames(label, labels);
      const known = labels.length > 0 ? labels : undefined;
      const facts = { label, axis: name, labels: known, isTokenized: false, near };
      // A label in quotes is put in quotes, one that is a name isn't.
      const texts = near.map((text) => (expression.kind === "string" ? JSON.stringify(text) : text));
      fail(body, "W0404", expression.span, facts, nearestFix(expression.span, texts));
      fits = false;
    } else given.set(label, checked);
  }
  if (axis !== undefined) partsWithoutLabels(tree, axis, labels, unnamed, body);
  const missing = labels.filter((label) => !given.has(label));
  if (fits && missing.length > 0) {
    fail(body, "W0407", span, { callee: "stack", names: missing });
    fits = false;
  }
  if (!fits || axis === undefined) return brokenValue(span);
  const values = withLabels(
    labels.flatMap((label) => given.get(label) ?? []),
    body,
  );
  if (values.some((value) => value.broken)) return brokenValue(span);
  const twice = values.find((value) => axesOf(value).includes(axis));
  if (twice !== undefined) {
    fail(body, "W0207", twice.expression.span, {
      axis: axisOf(body.checker.axes, axis).name,
      what: "`stack`",
    });
    return brokenValue(span);
  }
  const type = joinedType([...unionOfAxes(values), axis], values, body);
  return valueOf({ kind: "stack", axis, parts: values.map((value) => value.expression), type, span }, values);
}

/** Reports parts without labels, once; where all lack them, they are in the order of the labels. */
function partsWithoutLabels(
  tree: Tree.Call,
  axis: AxisId,
  labels: readonly string[],
  unnamed: readonly Tree.Item[],
  body: Body,
): void {
  const [first, ...others] = unnamed;
  if (first === undefined) return;
  const parts = tree.arguments;
  const names = new Set(
    parts.flatMap(({ expression }) => (expression.kind === "name" ? expression.text : [])),
  );
  const isNamed = labels.length === 0 && names.size === parts.length;
  const notes = isNamed ? [stackByLabels(axisOf(body.checker.axes, axis).name, [...names])] : [];
  const edits = unnamed.map(({ span: { file, start } }, at) => ({
    span: { file, start, end: start },
    text: `${labels[at] ?? ""}: `,
  }));
  const isPlain = unnamed.every((item) => item.separator === undefined);
  const isInOrder = isPlain && unnamed.length === labels.length && parts.length === labels.length;
  const fixes = isInOrder ? [{ title: inTheOrder(), edits, applicability: "suggestion" as const }] : [];
  const span = { ...first.span, end: (others.at(-1) ?? first).span.end };
  fail(body, "W0412", span, { labels }, { notes, fixes });
}

/** The label that a part is given by: a name, a number or a string. */
function labelIn(expression: Tree.Expression): string | undefined {
  if (expression.kind === "string") return expression.value;
  return expression.kind === "name" || expression.kind === "number" ? expression.text : undefined;
}

/** `concat[tokens](c, p)`: the parts of a sum of axes, in its order, end to end. */
export function concatenated(tree: Tree.Call, body: Body): Value {
  const { span } = tree;
  const { axes } = body.checker;
  const axis = axisInBracket(tree, "concat", body);
  const values = tree.arguments.map(({ expression }) => body.checker.expression(expression, body));
  if (axis === undefined || values.some((value) => value.broken)) return brokenValue(span);
  const { origin, name } = axisOf(axes, axis);
  const parts = origin.kind === "sum" ? origin.parts : [];
  if (origin.kind !== "sum") {
    fail(body, "W0413", tree.bracketSpan ?? span, { axis: name, isGroup: origin.kind === "group" });
    return brokenValue(span);
  }
  if (parts.length !== values.length) {
    fail(body, "W0406", span, { callee: "concat", wanted: parts.length, found: values.length });
    return brokenValue(span);
  }
  const pairs = values.map((value, at) => ({ axis: parts[at] ?? axis, value }));
  const lacking = pairs.flatMap(({ axis: part, value }) => {
    const missing = membersOf(axes, part).find((id) => !axesOf(value).includes(id));
    return missing === undefined ? [] : [{ axis: missing, value }];
  })[0];
  if (lacking !== undefined) {
    const [part = lacking.axis] = axisNames(axes, [lacking.axis]);
    fail(
      body,
      "W0203",
      lacking.value.expression.span,
      { what: "this part", axis: part, done: "join" },
      {
        shapes: [{ label: "found", axes: shownAxes(axes, axesOf(lacking.value)) }],
        notes: [spreadPart(part)],
      },
    );
    return brokenValue(span);
  }
  const rest = pairs.flatMap((pair) => {
    const own = membersOf(axes, pair.axis);
    return axesOf(pair.value).filter((id) => !own.includes(id));
  });
  const type = joinedType([...rest, axis], values, body);
  const joined = pairs.map((pair) => ({ axis: pair.axis, value: pair.value.expression }));
  return valueOf({ kind: "concat", axis, parts: joined, type, span }, values);
}
