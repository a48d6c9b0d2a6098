import { arithmetics } from "./arithmetic.ts";
import { comparisons } from "./comparison.ts";
import { conversions } from "./conversion.ts";
import { exponentials } from "./exponential.ts";
import { halves } from "./half.ts";
import { noises } from "./noise.ts";
import type { Notation, Operator, OperatorName } from "./operator.ts";
import { trigonometrics } from "./trigonometric.ts";

/**
 * Every scalar operator. To add one, add its name and its record to the file of its family: the language, the
 * evaluator, gradients, kernels and tests all read this table.
 */
export const operators: Readonly<Record<OperatorName, Operator>> = {
  ...comparisons,
  ...conversions,
  ...arithmetics,
  ...exponentials,
  ...halves,
  ...trigonometrics,
  ...noises,
};

/** All names, in the table's order. */
export const operatorNames = Object.keys(operators) as readonly OperatorName[];

export function operator(name: OperatorName): Operator {
  return operators[name];
}

/** The operator that a specification writes with this symbol or function name, if there is one. */
export function operatorOfSymbol(kind: Notation["kind"], symbol: string): OperatorName | undefined {
  return operatorNames.find((name) => {
    const { notation } = operators[name];
    return notation?.kind === kind && notation.symbol === symbol;
  });
}
