/** Random models of a batch of examples: most formulas look at one example, and some look at others. */
import { pick, type Choose } from "./writing.ts";

type Form = (choose: Choose, value: string) => string;

/** Of a value `[batch, a]`, another. */
const apart: readonly Form[] = [
  (_, value) => `tanh(${value}) * w`,
  (_, value) => `softmax[a](${value})`,
  (_, value) => `cumsum[a](${value}) / 2`,
  (_, value) => `sort[a](${value})`,
  (choose, value) => `${value}[a = ${pick(choose, ["|a| - 1 - a", "maximum(a - 1, 0)", "a div 2"])}]`,
  (_, value) => `sum[other](where(other == batch, ${value}[batch as other], 0))`,
  (_, value) => `(${value} * ${value}[batch as other])[other = batch]`,
  (_, value) => `sum[other where other == batch](${value}[batch as other])`,
  (choose, value) => `where(batch ${pick(choose, ["<", ">=", "=="])} 1, ${value}, 2 * ${value})`,
  (_, value) => `twice(${value})`,
  (_, value) => `grad(sum[a](${value}^2), x)`,
  (_, value) => `scan[a](h: real = 0) {\n    h' = h / 2 + ${value}\n    yield h'\n  }`,
];

const together: readonly Form[] = [
  (_, value) => `${value} - mean[batch](${value})`,
  (_, value) => `cumsum[batch](${value})`,
  (_, value) => `sum[other](where(other <= batch, ${value}[batch as other], 0))`,
  (_, value) => `sum[other where other < batch](${value}[batch as other])`,
  (_, value) => `before(${value})`,
  (_, value) => `sums(${value})`,
  (_, value) => `sort[(batch, a)](${value})`,
  (_, value) => `${value}[(batch, a) = maximum(a + |a| * batch - 1, 0)]`,
  (_, value) => `${value}[batch = maximum(batch - 1, 0)]`,
  (_, value) => `${value}[batch = 0] + ${value}`,
  (_, value) => `scan[batch](h: [a] = 0) {\n    h' = h / 2 + ${value}\n    yield h'\n  }`,
];

/** A model that promises to be independent of the batch, in which one formula may look at other examples. */
export function examplesSpec(choose: Choose, count: number, isCoupled: boolean): string {
  const lines: string[] = [];
  const coupledAt = isCoupled ? choose(count) : -1;
  let value = "x";
  for (let at = 0; at < count; at++) {
    const form = pick(choose, at === coupledAt ? together : apart);
    const formula = form(choose, value);
    value = `v${at}`;
    lines.push(`  ${value} = ${formula}`);
  }
  return `weft 1
axis a = 4
axis other like batch
layer Twice[over](x: [over]) -> [over] {
  axis twin like over
  return x + x[over as twin][twin = over]
}
layer Before[over](x: [over]) -> [over] {
  return x + x[over = over - 1 else 0]
}
layer Sums[over](x: [over]) -> [over] {
  return cumsum[over](x) / 4
}
model M(x: [batch, a]) -> [batch, a] independent of batch {
  param w: [a] ~ normal(0, 1)
  use twice = Twice[(batch, a)]
  use before = Before[(batch, a)]
  use sums = Sums[(a, batch)]
${lines.join("\n")}
  return ${value}
}
`;
}
