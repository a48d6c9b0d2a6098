import type { ElementType } from "./operators/operator.ts";
import type { Span } from "./source/spans.ts";
import type * as Tree from "./1-parse/tree.ts";
import { isExpression, walkTree } from "./1-parse/walk.ts";
import type { Size } from "./sizes/size.ts";
import { sizeValue } from "./sizes/size.ts";
import type { AxisTable } from "./2-check/axes.ts";
import { axisOf, shownAxes, shownSize } from "./2-check/axes.ts";
import { countOfParameter, countParameters } from "./2-check/counts.ts";
import type { AxisId, Type } from "./2-check/model.ts";
import { printType } from "./2-check/print.ts";
import type { Findings } from "./2-check/check.ts";
import { typeOf } from "./2-check/values.ts";

/** The type of one expression of the text. */
export interface TypedExpression {
  readonly span: Span;
  /** As a type is written: `[seq, embed]`, `[seq] in vocab`, `real`. */
  readonly text: string;
  readonly element: ElementType;
  /** The name of the axis that it indexes. */
  readonly indexes: string | undefined;
  /** In the order of their declarations, each with the place that brought it in. */
  readonly axes: readonly { readonly name: string; readonly origin: Span }[];
}

/** What an editor shows beside the text. */
export interface Hint {
  /** The name that it is about; the hint stands after it. */
  readonly span: Span;
  readonly kind: "binding" | "parameter" | "layer";
  /** `: [seq, embed]` of a binding; `65,536` or `4*in*out` parameters. */
  readonly text: string;
}

/** The types of the expressions of a file, outermost first, those with mistakes left out. */
export function typesIn(file: Tree.File, { axes, valueOf }: Findings): readonly TypedExpression[] {
  const found: TypedExpression[] = [];
  const shown = new Map<string, ShownType>();
  walkTree(file.declarations, (part) => {
    if (!isExpression(part)) return;
    const value = valueOf(part);
    if (value === undefined || value.broken || value.text !== undefined) return;
    const { type } = value.expression;
    // A file has many expressions of few types.
    const key = `${type.axes.join(" ")}:${type.element}:${type.indexes ?? ""}`;
    const { text, ordered } = shown.get(key) ?? showType(type, axes);
    shown.set(key, { text, ordered });
    found.push({
      span: part.span,
      text,
      element: type.element,
      indexes: type.indexes === undefined ? undefined : axisOf(axes, type.indexes).name,
      axes: ordered.map(({ id, name }) => ({ name, origin: value.origins.get(id) ?? part.span })),
    });
  });
  return found;
}

interface ShownType {
  readonly text: string;
  readonly ordered: readonly { readonly id: AxisId; readonly name: string }[];
}

function showType(type: Type, axes: AxisTable): ShownType {
  const names = shownAxes(axes, type.axes);
  const inOrder = [...axes.keys()].filter((axis) => type.axes.includes(axis));
  return { text: printType(type, axes), ordered: inOrder.map((id, at) => ({ id, name: names[at] ?? id })) };
}

/** The types of bindings, and how many numbers each parameter and each layer holds, in order of position. */
export function hintsIn(file: Tree.File, findings: Findings): readonly Hint[] {
  const { model, axes } = findings;
  const hints: Hint[] = [];
  walkTree(file.declarations, (part) => {
    if (isBinding(part)) hints.push(...hintsOfBinding(part, findings));
  });
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  for (const layer of model.layers) {
    if (layer.span.file !== file.name) continue;
    const count = countParameters(layer, layers, axes);
    if (sizeValue(count) !== 0)
      hints.push({ span: layer.span, kind: "layer", text: `${countText(count, axes)} parameters` });
    for (const parameter of layer.parameters)
      hints.push({
        span: parameter.span,
        kind: "parameter",
        text: countText(countOfParameter(parameter, axes), axes),
      });
  }
  return hints.sort((a, b) => a.span.start - b.span.start);
}

function isBinding(part: Readonly<Record<string, unknown>>): part is Tree.Binding & Record<string, unknown> {
  return part["kind"] === "binding";
}

function hintsOfBinding({ targets, values }: Tree.Binding, { axes, valueOf }: Findings): readonly Hint[] {
  const [only] = values;
  return targets.flatMap((target, at) => {
    const tree = values.length === targets.length ? values[at] : only;
    const value = tree && valueOf(tree);
    // A number in the text needs no word about what it is.
    if (value === undefined || value.broken || tree?.kind === "number") return [];
    const type: Type | undefined =
      values.length === targets.length ? value.expression.type : value.results?.[at];
    if (type === undefined) return [];
    const shown = value.text === undefined ? type : typeOf([], "int");
    return [{ span: target.span, kind: "binding", text: `: ${printType(shown, axes)}` } as const];
  });
}

/** With a comma between thousands. */
function countText(size: Size, axes: AxisTable): string {
  const count = sizeValue(size);
  return count === undefined ? shownSize(axes, size) : String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
