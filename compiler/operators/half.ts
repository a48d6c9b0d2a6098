import type { BasicName } from "./arithmetic.ts";
import type { OperatorRecord } from "./record.ts";
import { largest, largestHalf, roundToHalf } from "./reference.ts";
import { real } from "./signatures.ts";

/** Rounding to half precision. */
export type HalfName = "half";

/** The smallest normal number of half precision. */
const smallestNormal = 2 ** -14;
/** Units in the last place of numbers from 1 to 2. */
const unitsOfOne = 2 ** 10;

export const halves: Readonly<Record<HalfName, OperatorRecord<BasicName | HalfName>>> = {
  /**
   * The nearest number of half precision, of two the even one: 11 bits for sizes from 2^-14 to 65504, multiples of 2^-24 below, an
   * infinity above, which arithmetic carries on to where it is noticed (`is_finite`). The gradient takes it for the identity, and
   * is rounded in its turn.
   */
  half: {
    arity: 1,
    type: real,
    evaluate: roundToHalf,
    code: {
      kind: "composed",
      define: (b, x) => {
        const bounded = b.apply(
          "minimum",
          b.apply("maximum", b.apply("abs", x), b.constant(smallestNormal)),
          b.constant(2 * largestHalf),
        );
        const power = b.apply("power_below", bounded);
        // A quotient by a power of two would be exact, but WGSL doesn't promise it of its division.
        const units = b.apply(
          "multiply",
          b.apply("multiply", x, b.apply("inverse_power", power)),
          b.constant(unitsOfOne),
        );
        const unit = b.apply("multiply", power, b.constant(1 / unitsOfOne));
        const rounded = b.apply("multiply", b.apply("round", units), unit);
        const fits = b.apply("less_equal", b.apply("abs", rounded), b.constant(largestHalf));
        return b.apply("select", fits, rounded, b.apply("multiply", rounded, b.constant(largest)));
      },
    },
    gradient: (b, cotangent) => [b.apply("half", cotangent)],
    error: { relative: 0, absolute: 0 },
    tests: [
      [0],
      [1],
      [-1.0004],
      [1 + 2 ** -11],
      [1 + 3 * 2 ** -11],
      [2 - 2 ** -12],
      [65504],
      [-65519.99],
      [2 ** -14 - 2 ** -26],
      [2 ** -24],
      [-(2 ** -25)],
      [3 * 2 ** -25],
      [1e-30],
    ],
  },
};
