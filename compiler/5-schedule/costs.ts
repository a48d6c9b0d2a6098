/** What operators cost on a device, roughly, in additions. */
import type { OperatorName } from "../operators/operator.ts";

const costs: Readonly<Partial<Record<OperatorName, number>>> = {
  divide: 2,
  sqrt: 4,
  rsqrt: 4,
  exp: 8,
  log: 8,
  log1p: 10,
  half: 6,
  tanh: 12,
  erf: 16,
  sin: 8,
  cos: 8,
  power: 16,
};

export function costOf(operator: OperatorName): number {
  return costs[operator] ?? 1;
}

/** Whether it costs about as much as storing a value and reading it again. */
export function isDear(operator: OperatorName): boolean {
  return costOf(operator) >= 8;
}
