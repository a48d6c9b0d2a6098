/** Numbers that are known when the package is built. */
import type { Expression } from "../../2-check/model.ts";
import { operator as operatorRecord } from "../../operators/table.ts";
import { InternalError } from "../../source/internal-error.ts";
import { evaluateSize } from "../../sizes/size.ts";
import { sizeIn } from "./axes.ts";
import type { Scope } from "./scope.ts";

/** The number that an expression of constants and known sizes is. */
export function constantOf(scope: Scope, expression: Expression): number {
  switch (expression.kind) {
    case "constant":
      return expression.value;
    case "size":
      return evaluateSize(sizeIn(scope, expression.size), new Map());
    case "apply": {
      const values = expression.arguments.map((argument) => constantOf(scope, argument));
      return operatorRecord(expression.operator).evaluate(...values);
    }
  }
  throw new InternalError("an expression that isn't constant where check promises one", expression.span);
}
