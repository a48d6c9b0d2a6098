import type { Builder } from "../../compiler/operators/operator.ts";
import { operator } from "../../compiler/operators/table.ts";

/** Computes at once, in f64, by each operator's reference. */
export const exact: Builder<number> = {
  constant: (value) => value,
  apply: (name, ...values) => operator(name).evaluate(...values),
};

/**
 * Computes as a device may: every composed operator is expanded, and every direct one whose result f32 can't say is off
 * by as much as its record allows, at random.
 */
export function careless(seed: number): Builder<number> {
  let state = seed >>> 0;
  const between = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state * 2 ** -31 - 1;
  };
  const builder: Builder<number> = {
    constant: (value) => Math.fround(value),
    apply: (name, ...values) => {
      const { code, error, evaluate } = operator(name);
      if (code.kind === "composed") return code.define(builder, ...values);
      const result = evaluate(...values);
      const wrong = Math.fround(result) !== result || error.relative > 1;
      return Math.fround(wrong ? result * (1 + between() * error.relative * 2 ** -23) : result);
    },
  };
  return builder;
}
