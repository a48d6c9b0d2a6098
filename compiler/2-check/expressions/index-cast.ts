import type * as Tree from "../../1-parse/tree.ts";
import { literalSize, subtractSizes } from "../../sizes/size.ts";
import { axisOf } from "../axes.ts";
import { staysInside } from "../bounds.ts";
import type { Body } from "../context.ts";
import { fail, knownIn } from "../context.ts";
import { convertValue, labelValue } from "../convert.ts";
import type { Expression } from "../model.ts";
import { resolveAxis } from "../constants/terms.ts";
import type { Value } from "../values.ts";
import { axesOf, brokenValue, typeOf, valueOf } from "../values.ts";

/** `index[vocab](x)`: whole numbers as indices of an axis, of which what lies outside becomes the nearest position; a text as a label of it. */
export function indexInto(tree: Tree.Call, body: Body): Value {
  const { span } = tree;
  const [item, ...others] = tree.arguments;
  const [entry, ...more] = tree.brackets ?? [];
  const axis = entry?.term && more.length === 0 ? resolveAxis(entry.term, body) : undefined;
  const given = item && body.checker.expression(item.expression, { ...body, indexed: { axis } });
  if (given === undefined || others.length > 0) {
    fail(body, "W0406", span, { callee: "index", wanted: 1, found: tree.arguments.length });
    return brokenValue(span);
  }
  if (entry?.term === undefined || more.length > 0) {
    fail(body, "W0215", tree.bracketSpan ?? span, {
      callee: "index",
      wanted: ["axis"],
      found: tree.brackets?.length ?? 0,
    });
    return brokenValue(span);
  }
  if (axis === undefined || given.broken) return brokenValue(span);
  if (given.text !== undefined) return labelValue(given.text, axis, given.expression.span, body);
  const { type: own } = given.expression;
  const isReal = own.element === "real";
  const whole: Value = isReal
    ? toInteger(given, span)
    : convertValue(given, "int", undefined, "an index", body);
  if (whole.broken) return whole;
  const type = typeOf(axesOf(whole), "int", axis);
  const number = typeOf([], "int");
  if (staysInside(whole.expression, axis, knownIn(body)))
    return { ...whole, expression: { ...whole.expression, type } };
  const size = subtractSizes(axisOf(body.checker.axes, axis).size, literalSize(1));
  const last: Expression = { kind: "size", size, type: number, span };
  const first: Expression = { kind: "constant", value: 0, type: number, span };
  const atMost: Expression = {
    kind: "apply",
    operator: "minimum",
    arguments: [whole.expression, last],
    type,
    span,
  };
  return valueOf({ kind: "apply", operator: "maximum", arguments: [atMost, first], type, span }, [whole]);
}

function toInteger(value: Value, span: Tree.Call["span"]): Value {
  const type = typeOf(axesOf(value), "int");
  return valueOf({ kind: "apply", operator: "to_int", arguments: [value.expression], type, span }, [value]);
}
