/** Positions of an axis whose labels are numbers, where a reader may take them for these numbers. */
import { isOfLibrary, type Span } from "../../source/spans.ts";
import { axisNames, hasValues, labelsOf, spaceOf } from "../axes.ts";
import type { Body } from "../context.ts";
import { warn } from "../context.ts";
import type { AxisId, Expression } from "../model.ts";
import { own } from "../../source/own.ts";
import type { Value } from "../values.ts";

/** Labels that are shown. */
const mostShown = 6;

/**
 * Warns of positions that are compared with a number, or reckoned with as a real, where their labels are other numbers; of an index, which is
 * one label by `==`, that by `<` is less than a number.
 */
export function warnOfLabelNumbers(
  values: readonly Value[],
  isComparison: boolean,
  span: Span,
  body: Body,
): void {
  if (isOfLibrary(span)) return;
  for (const { expression } of values) {
    const axis = axisRead(expression, isComparison);
    if (axis === undefined) continue;
    const numbers = numbersOf(axis, body);
    const others = values.map((value) => value.expression).filter((other) => other !== expression);
    const meets = others.some(({ kind, type }) =>
      isComparison ? kind === "constant" && type.indexes === undefined : type.element === "real",
    );
    if (numbers === undefined || !meets || (!isComparison && areConsecutive(numbers))) continue;
    const [name = axis] = axisNames(body.checker.axes, [axis]);
    const shown = numbers.slice(0, mostShown).map((number) => `"${number}": ${number}`);
    const all = [...shown, ...(numbers.length > mostShown ? ["…"] : [])].join(", ");
    warn(body, "W0921", expression.span, { axis: name, last: String(numbers.length - 1), numbers: all });
  }
}

/** The axis of which a position is read: by its name, or, where it is compared, by an index. */
function axisRead(expression: Expression, isComparison: boolean): AxisId | undefined {
  if (expression.kind === "position") return expression.axis;
  return isComparison && expression.kind !== "constant" ? expression.type.indexes : undefined;
}

/** The labels as numbers, where all are numbers and some is another than its position. */
function numbersOf(axis: AxisId, { checker }: Body): readonly number[] | undefined {
  const { axes, options } = checker;
  const read = hasValues(axes, axis) ? own(options.labels, spaceOf(axes, axis)) : undefined;
  const numbers = (labelsOf(axes, axis) ?? read ?? []).map((label) =>
    label.trim() === "" ? NaN : Number(label),
  );
  const areNumbers = numbers.length > 0 && numbers.every(Number.isFinite);
  return areNumbers && numbers.some((number, at) => number !== at) ? numbers : undefined;
}

/** Months or years, say: their positions are as far from each other. */
function areConsecutive([first = 0, ...others]: readonly number[]): boolean {
  return others.every((number, at) => number === first + at + 1);
}
