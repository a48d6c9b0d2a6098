import type { Fix } from "../../source/diagnostic.ts";
import { didYouMean, indexOf, otherWay, theMap } from "../../source/phrases.ts";
import type { Span } from "../../source/spans.ts";
import type * as Tree from "../../1-parse/tree.ts";
import { reduceValue } from "./apply.ts";
import { hasNames } from "./arguments.ts";
import { axisNames, groupAxis, membersOf, sameSpace, shownAxes, sortedAxes, spaceOf } from "../axes.ts";
import { staysInside } from "../bounds.ts";
import type { Body } from "../context.ts";
import { fail, knownIn } from "../context.ts";
import type { AxisId, Expression } from "../model.ts";
import { indexMeant } from "../near.ts";
import { failOutside } from "../outside.ts";
import { labelValue } from "../convert.ts";
import type { ParameterEntity } from "../scope.ts";
import { lookUpBinding } from "../scope.ts";
import { isWithoutBrackets } from "./brackets.ts";
import type { Value } from "../values.ts";
import { axesOf, brokenValue, typeOf, valueOf } from "../values.ts";

/** A map in one direction: for each axis of its sides, the axis that the parameter stores for it. */
interface Sides {
  readonly name: string;
  readonly entity: ParameterEntity;
  readonly inside: readonly Side[];
  readonly outside: readonly Side[];
}
interface Side {
  readonly axis: AxisId;
  readonly stored: AxisId;
}

/** `W(x)`: a product that is summed over the in side; applied to an index of the in side, the row that it names. */
export function applyMap(tree: Tree.Call, entity: ParameterEntity, transposed: boolean, body: Body): Value {
  const { parameter } = entity;
  const name = transposed ? `${parameter.name}.transposed` : parameter.name;
  if (entity.of === undefined) body.layer?.usedNames.add(parameter.name);
  if (hasNames(name, tree.arguments, body)) return brokenValue(tree.span);
  const [item, ...others] = tree.arguments;
  const value = item === undefined ? undefined : body.checker.expression(item.expression, body);
  if (value === undefined || others.length > 0) {
    fail(body, "W0406", tree.span, { callee: name, wanted: 1, found: tree.arguments.length });
    return brokenValue(tree.span);
  }
  if (!isWithoutBrackets(tree, `\`${name}\`, whose sides are declared`, body)) return brokenValue(tree.span);
  if (!parameter.isMap) {
    fail(body, "W0303", tree.callee.span, {
      name: parameter.name,
      is: "a parameter that is no map",
      wanted: "a map",
    });
    return brokenValue(tree.span);
  }
  if (value.broken) return brokenValue(tree.span);
  const inside = entity.inside.map((axis, at) => ({ axis, stored: parameter.inside[at] ?? axis }));
  const outside = parameter.outside.map((axis) => ({ axis, stored: axis }));
  const sides = transposed
    ? { name, entity, inside: outside, outside: inside }
    : { name, entity, inside, outside };
  const group = groupNamed(value, sides, tree.span, body);
  if (group !== undefined) return lookUp(value, group, sides, tree.span, body);
  const [only] = sides.inside;
  const isIndex = value.expression.type.element === "int" && sides.inside.length === 1;
  if (only !== undefined && isIndex && lookable(value, only.axis, sides, body))
    return lookUp(value, only, sides, tree.span, body);
  const { indexes } = value.expression.type;
  if (indexes !== undefined && !value.positional) {
    // Labels of another axis are no numbers to be weighed and summed.
    const [wanted = "", found = indexes] = axisNames(body.checker.axes, [only?.axis ?? "", indexes]);
    const meant = only === undefined ? {} : indexMeant(value.expression, only.axis, body);
    fail(body, "W0402", value.expression.span, { wanted, found }, meant);
    return brokenValue(tree.span);
  }
  return contract(value, sides, tree.span, body);
}

/** The parameter as a tensor with all that is stored. */
export function parameterValue({ parameter, of }: ParameterEntity, span: Span): Value {
  const type = typeOf([...parameter.family, ...parameter.inside, ...parameter.outside], "real");
  const which = of === undefined ? { name: parameter.name } : { name: parameter.name, of };
  return valueOf({ kind: "parameter", ...which, type, span }, []);
}

/** Whether an integer is to be looked up: it indexes the in side, or it has not the axis to be a tensor on it. */
function lookable(value: Value, axis: AxisId, sides: Sides, body: Body): boolean {
  const { indexes } = value.expression.type;
  if (indexes !== undefined && sameSpace(body.checker.axes, indexes, axis)) return true;
  return !axesOf(value).includes(axis) && sides.inside.length === 1;
}

/** The in side as the one axis that it is for an index into the group of its axes; undefined where the value is no such index. */
function groupNamed(value: Value, { inside }: Sides, span: Span, body: Body): Side | undefined {
  const { axes } = body.checker;
  const { indexes } = value.expression.type;
  if (indexes === undefined || inside.length < 2) return undefined;
  const members = membersOf(axes, spaceOf(axes, indexes));
  const stored = members.flatMap((member) =>
    inside.filter(({ axis }) => axis === member).map((side) => side.stored),
  );
  if (members.length !== inside.length || stored.length !== inside.length) return undefined;
  return { axis: indexes, stored: groupAxis(axes, stored, span) };
}

function lookUp(value: Value, side: Side, sides: Sides, span: Span, body: Body): Value {
  const { axes } = body.checker;
  const { expression } = value;
  const { indexes } = expression.type;
  if (value.text !== undefined) {
    const label = labelValue(value.text, side.axis, expression.span, body);
    return label.broken ? brokenValue(span) : lookUp(label, side, sides, span, body);
  }
  if (indexes !== undefined && !sameSpace(axes, indexes, side.axis)) {
    const [wanted = side.axis, found = indexes] = axisNames(axes, [side.axis, indexes]);
    fail(body, "W0402", expression.span, { wanted, found }, indexMeant(expression, side.axis, body));
    return brokenValue(span);
  }
  if (indexes === undefined && !staysInside(expression, side.axis, knownIn(body))) {
    failOutside(expression, side.axis, { hasElse: false }, body);
    return brokenValue(span);
  }
  const produced = sides.outside.filter(({ axis }) => axesOf(value).includes(axis)).map(({ axis }) => axis);
  if (produced.length > 0) return twice(produced, sides, span, body);
  const table = parameterValue(sides.entity, span);
  const members = membersOf(axes, side.stored);
  const own =
    expression.kind === "position" &&
    expression.axis === side.stored &&
    members.every((member) => axesOf(value).includes(member));
  const kept = table.expression.type.axes.filter((axis) => !members.includes(axis));
  const row: Value = own
    ? table
    : valueOf(
        {
          kind: "index",
          of: table.expression,
          replaced: [{ axis: side.stored, at: expression }],
          type: typeOf([...kept, ...axesOf(value)], "real"),
          span,
        },
        [value],
      );
  return renamed(
    row,
    sides.outside.map(({ axis, stored }) => ({ from: stored, to: axis })),
    span,
  );
}

function twice(produced: readonly AxisId[], sides: Sides, span: Span, body: Body): Value {
  const [axis = ""] = axisNames(body.checker.axes, produced);
  fail(body, "W0207", span, { axis, what: `\`${sides.name}\`` }, { related: [madeBy(sides)] });
  return brokenValue(span);
}

function madeBy(sides: Sides): { span: Span; label: string } {
  return { span: sides.entity.parameter.span, label: theMap() };
}

/** An argument or a field with numbers that is looked up by: the index that its type lacks. */
function lookedUpBy({ expression }: Value, missing: readonly AxisId[], body: Body): readonly Fix[] {
  const [axis, ...others] = axisNames(body.checker.axes, missing);
  const entity = expression.kind === "reference" ? lookUpBinding(body.scope, expression.binding) : undefined;
  if (entity === undefined || entity.source !== undefined || axis === undefined || others.length > 0)
    return [];
  const { span } = entity.binding;
  const after = body.checker.files.text({ ...span, start: span.end, end: span.end + 200 });
  const [type] = /^\s*:\s*\[[^\]\n]*\](?!\s*(?:in|int|bool)\b)/.exec(after) ?? [];
  if (type === undefined) return [];
  const at = span.end + type.length;
  const edits = [{ span: { ...span, start: at, end: at }, text: ` in ${axis}` }];
  return [{ title: indexOf(axis, entity.binding.name), edits, applicability: "suggestion" }];
}

/** The same call the other way, where the map is called by its name. */
function otherWayRound(name: string, span: Span, body: Body): readonly Fix[] {
  if (!body.checker.files.text(span).startsWith(`${name}(`)) return [];
  const at = span.start + name.length;
  const text = ".transposed";
  const edits = [{ span: { ...span, start: at, end: at }, text }];
  return [{ title: didYouMean(name + text), edits, applicability: "suggestion" }];
}

function contract(value: Value, sides: Sides, span: Span, body: Body): Value {
  const { axes } = body.checker;
  const own = axesOf(value);
  const missing = sides.inside.map(({ axis }) => axis).filter((axis) => !own.includes(axis));
  if (missing.length > 0) {
    const wanted = sides.inside.map(({ axis }) => axis);
    const goesBack = sides.outside.every(({ axis }) => own.includes(axis));
    fail(
      body,
      "W0210",
      value.expression.span,
      { callee: sides.name, what: "its argument", axes: shownAxes(axes, missing, own) },
      {
        shapes: [
          { label: "wanted", axes: [...axisNames(axes, wanted), ".."] },
          { label: "found", axes: shownAxes(axes, own, wanted) },
        ],
        related: [madeBy(sides)],
        notes: goesBack ? [otherWay(sides.name)] : [],
        fixes: goesBack ? otherWayRound(sides.name, span, body) : lookedUpBy(value, missing, body),
      },
    );
    return brokenValue(span);
  }
  const kept = own.filter((axis) => !sides.inside.some((side) => side.axis === axis));
  const produced = sides.outside.map(({ axis }) => axis).filter((axis) => kept.includes(axis));
  if (produced.length > 0) return twice(produced, sides, span, body);
  const input = renamed(
    value,
    sides.inside.map(({ axis, stored }) => ({ from: axis, to: stored })),
    span,
  );
  const weights = parameterValue(sides.entity, span);
  const all = [...weights.expression.type.axes, ...axesOf(input)];
  const product: Expression = {
    kind: "apply",
    operator: "multiply",
    arguments: [weights.expression, input.expression],
    type: typeOf(all, "real"),
    span,
  };
  const stored = sides.inside.map((side) => side.stored);
  const result = reduceValue(body, "sum", sortedAxes(stored), valueOf(product, [input, weights]), span);
  return renamed(
    result,
    sides.outside.map(({ axis, stored }) => ({ from: stored, to: axis })),
    span,
  );
}

/** The value with other names for some axes; itself where they are the same. */
function renamed(
  value: Value,
  pairs: readonly { readonly from: AxisId; readonly to: AxisId }[],
  span: Span,
): Value {
  const moved = pairs.filter(({ from, to }) => from !== to);
  if (moved.length === 0 || value.broken) return value;
  const { expression } = value;
  const kept = axesOf(value).filter((axis) => !moved.some(({ from }) => from === axis));
  const { element, indexes } = expression.type;
  return valueOf(
    {
      kind: "index",
      of: expression,
      replaced: moved.map(({ from, to }) => ({
        axis: from,
        at: { kind: "position", axis: to, type: typeOf([to], "int", to), span },
      })),
      type: typeOf([...kept, ...moved.map(({ to }) => to)], element, indexes),
      span,
    },
    [value],
    value.positional,
  );
}
