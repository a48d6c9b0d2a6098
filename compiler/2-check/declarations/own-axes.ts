/** Which axes an optimizer's formulas may have: those of each parameter, whichever these are, and its own. */
import type { Span } from "../../source/spans.ts";
import { axisOf } from "../axes.ts";
import type { Checker } from "../context.ts";
import type { AxisId, Statement } from "../model.ts";
import { walkStatement } from "../walk.ts";

/**
 * An axis that neither stands for axes of an optimizer's parameter nor is declared in it or in a function. One of the file may be among the
 * parameter's axes, and not be told from them.
 */
export function foreignAxis(
  axes: readonly AxisId[],
  ofParameter: readonly AxisId[],
  checker: Checker,
): AxisId | undefined {
  const isOwn = (axis: AxisId): boolean => {
    if (ofParameter.includes(axis) || checker.localAxes.has(axis)) return true;
    const { origin } = axisOf(checker.axes, axis);
    if (origin.kind === "quotient") return isOwn(origin.of);
    return origin.kind === "group" && origin.members.every(isOwn);
  };
  return axes.find((axis) => !isOwn(axis));
}

/** The smallest part of a statement that has such an axis. */
export function foreignPart(
  statement: Statement,
  ofParameter: readonly AxisId[],
  checker: Checker,
): { readonly axis: AxisId; readonly span: Span } | undefined {
  let found: { readonly axis: AxisId; readonly span: Span } | undefined;
  walkStatement(statement, ({ type, span }) => {
    const axis = foreignAxis(type.axes, ofParameter, checker);
    const isSmaller = found === undefined || span.end - span.start < found.span.end - found.span.start;
    if (axis !== undefined && isSmaller) found = { axis, span };
  });
  return found;
}
