import type { Extras } from "../../source/diagnostic.ts";
import { renameCaught } from "../../source/phrases.ts";
import { axisNames, axisOf, isBatch } from "../axes.ts";
import type { Body } from "../context.ts";
import type { AxisId } from "../model.ts";
import { lookUpAxis, lookUpValue } from "../scope.ts";
import type { Value } from "../values.ts";

/** Where the argument is a name: the rename of its caught axis to a twin, which is declared for it; positions are those of the twin. */
export function renamedArgument(value: Value | undefined, caught: AxisId, body: Body): Extras {
  const { axes, files } = body.checker;
  const { span: declared } = axisOf(axes, caught);
  const isPosition = value?.expression.kind === "position";
  if (value === undefined || isBatch(axes, caught)) return {};
  if (!isPosition && value.expression.kind !== "reference") return {};
  const { file, end } = value.expression.span;
  const [axis = caught] = axisNames(axes, [caught]);
  const twin = `other_${axis}`;
  const isTaken = lookUpAxis(body.scope, twin) !== undefined || lookUpValue(body.scope, twin) !== undefined;
  if (declared.file !== file || isTaken) return {};
  const rest = files.text({ file, start: declared.end, end: Infinity }).indexOf("\n");
  if (rest < 0) return {};
  const line = { file, start: declared.end + rest, end: declared.end + rest };
  const edits = [
    { span: line, text: `\naxis ${twin} like ${axis}` },
    isPosition
      ? { span: value.expression.span, text: twin }
      : { span: { file, start: end, end }, text: `[${axis} as ${twin}]` },
  ];
  return { fixes: [{ title: renameCaught(axis), edits, applicability: "suggestion" }] };
}
