/** The edit that takes an axis into the signature of a function, which uses it and doesn't say so. */
import { takenIntoSignature } from "../source/phrases.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { axisOf, isBatch } from "./axes.ts";
import type { Body } from "./context.ts";
import type { AxisId } from "./model.ts";
import { printType } from "./print.ts";
import { lookUpValue } from "./scope.ts";
import { axesOf } from "./values.ts";

/** Of the arguments that bring the axis along, in the function that is called where the mistake is told; none for one of another file. */
export function signatureWith(id: AxisId, body: Body): Pick<Diagnostic, "fixes"> {
  const [declaration, ...inner] = body.inlining;
  if (declaration === undefined || inner.length > 0) return { fixes: [] };
  if (declaration.head.span.file !== body.call?.span.file) return { fixes: [] };
  const table = body.checker.axes;
  const edits = declaration.head.parameters.flatMap(({ name, type }) => {
    const entity = lookUpValue(body.scope, name.text);
    if (entity?.kind !== "value" || !axesOf(entity.value).includes(id)) return [];
    const [first] = type?.axes ?? [];
    if (first !== undefined) {
      const text = `${axisOf(table, id).name}, `;
      return [{ span: { ...first.span, end: first.span.start }, text }];
    }
    // Of what is untyped the function is likely to use more; the examples pass through.
    const given = entity.value.expression.type;
    const axes =
      type === undefined ? given.axes.filter((axis) => axis === id || !isBatch(table, axis)) : [id];
    const text = printType({ ...given, axes }, table);
    return [
      type === undefined
        ? { span: { ...name.span, start: name.span.end }, text: `: ${text}` }
        : { span: type.span, text },
    ];
  });
  if (edits.length === 0) return { fixes: [] };
  return { fixes: [{ title: takenIntoSignature(), edits, applicability: "suggestion" }] };
}
