/** Whether what a layer returns at a position reads an argument at that very position, without a sum or a shift on the way. */
import type { AxisId, BindingId, Expression, Layer, LayerArgument, Statement } from "../model.ts";
import { partsOf, walkLayer } from "../walk.ts";

export function readsOwnPosition(layer: Layer, { binding }: LayerArgument): boolean {
  const values = valuesOf(layer);
  const axes = new Set(binding.type.axes);
  const known = new Map<Expression, boolean>();
  const reads = (expression: Expression): boolean => {
    const found = known.get(expression);
    if (found !== undefined) return found;
    const result = isBoundTo(expression) || partsAtOwnPosition(expression, axes).some(reads);
    known.set(expression, result);
    return result;
  };
  const isBoundTo = (expression: Expression): boolean => {
    if (expression.kind !== "reference") return false;
    const value = values.get(expression.binding);
    return expression.binding === binding.id || (value !== undefined && reads(value));
  };
  return layer.returned.some(reads);
}

/** What each name of the layer is bound to, or one of its results is; names inside of blocks and scans, too. */
function valuesOf(layer: Layer): ReadonlyMap<BindingId, Expression> {
  const values = new Map<BindingId, Expression>();
  const take = (statement: Statement): void => {
    if (statement.kind !== "bind") return;
    for (const { id } of statement.bindings) values.set(id, statement.value);
  };
  layer.body.forEach(take);
  walkLayer(layer, (expression) => {
    if (expression.kind === "block" || expression.kind === "scan") expression.body.forEach(take);
  });
  return values;
}

/** Of the parts of an expression, those whose values it has at their own positions along `axes`. */
function partsAtOwnPosition(expression: Expression, axes: ReadonlySet<AxisId>): readonly Expression[] {
  switch (expression.kind) {
    case "reduce":
      return expression.axes.some((axis) => axes.has(axis)) ? [] : [expression.of];
    case "row":
      return axes.has(expression.axis) ? [] : [expression.of];
    case "index": {
      const places = expression.replaced.map(({ at }) => at);
      return expression.replaced.some(({ axis }) => axes.has(axis)) ? places : [expression.of, ...places];
    }
    // Which of the parts is read later isn't known.
    case "stack":
    case "concat":
    case "random":
      return [];
    case "call":
      return expression.types.some((type) => [...axes].every((axis) => type.axes.includes(axis)))
        ? partsOf(expression)
        : [];
    case "scan":
      return expression.body.flatMap((statement) => (statement.kind === "yield" ? statement.values : []));
    default:
      return partsOf(expression);
  }
}
