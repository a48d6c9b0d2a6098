import type { BasicName } from "./arithmetic.ts";
import type { BuilderOf, OperatorRecord } from "./record.ts";
import { polynomial, ratio } from "./polynomials.ts";
import { erf, largest } from "./reference.ts";
import { real } from "./signatures.ts";

/** Functions made of exponentials and logarithms, with our own definitions, so that every target agrees. */
export type ExponentialName = "exp" | "log" | "log1p" | "power" | "tanh" | "erf";

type Name = BasicName | ExponentialName;

// ln 2 in two parts; the first has so few bits that its product with an exponent is exact.
const ln2High = 0.693359375;
const ln2Low = -2.12194440054690583e-4;

function exp<Value>(b: BuilderOf<Value, Name>, x: Value): Value {
  const scaled = b.apply("multiply", x, b.constant(Math.LOG2E));
  const n = b.apply("floor", b.apply("add", scaled, b.constant(0.5)));
  const high = b.apply("subtract", x, b.apply("multiply", n, b.constant(ln2High)));
  const r = b.apply("subtract", high, b.apply("multiply", n, b.constant(ln2Low)));
  const square = b.apply("multiply", r, r);
  const tail = b.apply("add", b.apply("multiply", square, polynomial(b, "exp", r)), r);
  const fraction = b.apply("add", tail, b.constant(1));
  // 2^n overflows for the largest results though they don't, so the last factor 2 is apart.
  const before = b.apply("subtract", b.apply("to_int", n), b.constant(1, "int"));
  const power = b.apply("multiply", fraction, b.apply("power_of_two", before));
  const result = b.apply("multiply", power, b.constant(2));
  const underflow = b.apply("less", x, b.constant(-86.98));
  const overflow = b.apply("greater", x, b.constant(88.72283));
  const low = b.apply("select", underflow, b.constant(0), result);
  return b.apply("select", overflow, b.constant(largest), low);
}

/** log(2^exponent * (1 + f)) for f from √½ - 1 to √2 - 1. */
function logOfParts<Value>(b: BuilderOf<Value, Name>, exponent: Value, f: Value): Value {
  const square = b.apply("multiply", f, f);
  const cube = b.apply("multiply", f, square);
  const tail = b.apply("multiply", cube, polynomial(b, "log", f));
  const low = b.apply("add", tail, b.apply("multiply", exponent, b.constant(ln2Low)));
  const middle = b.apply("subtract", low, b.apply("multiply", square, b.constant(0.5)));
  return b.apply("add", b.apply("add", f, middle), b.apply("multiply", exponent, b.constant(ln2High)));
}

/** Mends what the bits of 0, negative numbers, infinity and NaN would give. */
function logDomain<Value>(b: BuilderOf<Value, Name>, x: Value, lowest: number, result: Value): Value {
  const finite = b.apply("less_equal", x, b.constant(largest));
  const empty = b.apply("less_equal", x, b.constant(lowest));
  return b.apply("select", empty, b.constant(-largest), b.apply("select", finite, result, x));
}

function log<Value>(b: BuilderOf<Value, Name>, x: Value): Value {
  const exponent = b.apply("to_real", b.apply("exponent", x));
  const f = b.apply("subtract", b.apply("mantissa", x), b.constant(1));
  return logDomain(b, x, 0, logOfParts(b, exponent, f));
}

// Near 0 the argument itself is the fraction, so that the rounding of 1 + x does no harm.
function log1p<Value>(b: BuilderOf<Value, Name>, x: Value): Value {
  const above = b.apply("greater", x, b.constant(Math.SQRT1_2 - 1));
  const near = b.apply("and", above, b.apply("less", x, b.constant(Math.SQRT2 - 1)));
  const sum = b.apply("add", x, b.constant(1));
  const exponent = b.apply("select", near, b.constant(0), b.apply("to_real", b.apply("exponent", sum)));
  const f = b.apply("select", near, x, b.apply("subtract", b.apply("mantissa", sum), b.constant(1)));
  return logDomain(b, x, -1, logOfParts(b, exponent, f));
}

function power<Value>(b: BuilderOf<Value, Name>, x: Value, y: Value): Value {
  const size = b.apply("exp", b.apply("multiply", y, b.apply("log", b.apply("abs", x))));
  const half = b.apply("multiply", y, b.constant(0.5));
  const odd = b.apply("not_equal", b.apply("floor", half), half);
  const negative = b.apply("less", x, b.constant(0));
  const opposite = b.apply("and", negative, odd);
  const signed = b.apply("select", opposite, b.apply("negate", size), size);
  const fraction = b.apply("not_equal", b.apply("floor", y), y);
  // A broken power of a negative number is what the target's sqrt makes of one: NaN where it has that.
  return b.apply("select", b.apply("and", negative, fraction), b.apply("sqrt", x), signed);
}

function tanh<Value>(b: BuilderOf<Value, Name>, x: Value): Value {
  const size = b.apply("abs", x);
  const square = b.apply("multiply", x, x);
  const tail = b.apply("multiply", square, polynomial(b, "tanh", square));
  const near = b.apply("add", x, b.apply("multiply", x, tail));
  const grown = b.apply("add", b.apply("exp", b.apply("multiply", size, b.constant(2))), b.constant(1));
  const far = b.apply("subtract", b.constant(1), b.apply("divide", b.constant(2), grown));
  return nearOrFar(b, x, size, 0.625, near, far);
}

function errorFunction<Value>(b: BuilderOf<Value, Name>, x: Value): Value {
  // From there on erf is 1 in f32, and there the ratio gives exactly that.
  const end = 3.94;
  const held = b.apply("maximum", b.apply("minimum", x, b.constant(end)), b.constant(-end));
  return b.apply("multiply", held, ratio(b, "erf", b.apply("multiply", held, held)));
}

/** An odd function: `near` where |x| is below the limit, else `far` with the sign of x. */
function nearOrFar<Value>(
  b: BuilderOf<Value, Name>,
  x: Value,
  size: Value,
  limit: number,
  near: Value,
  far: Value,
): Value {
  const negative = b.apply("less", x, b.constant(0));
  const signed = b.apply("select", negative, b.apply("negate", far), far);
  return b.apply("select", b.apply("less", size, b.constant(limit)), near, signed);
}

/** Keeps a reference value within what f32 can say. */
function saturate(value: number): number {
  return Math.min(Math.max(value, -largest), largest);
}

export const exponentials: Readonly<Record<ExponentialName, OperatorRecord<Name>>> = {
  /** Overflow gives `largest`; below e^-86.98 it is 0 on devices. */
  exp: {
    arity: 1,
    type: real,
    evaluate: (x) => saturate(Math.exp(x)),
    code: { kind: "composed", define: exp },
    gradient: (b, cotangent, result) => [b.apply("multiply", cotangent, result)],
    benign: [0],
    cost: 8,
    error: { relative: 3, absolute: 1.7e-38 },
    tests: [[0], [1], [-1.5], [0.3], [10], [-30], [87]],
    notation: { kind: "call", symbol: "exp", latex: "\\exp" },
  },
  /** -`largest` at 0 and below. Devices may take numbers below 2^-126 for 0. */
  log: {
    arity: 1,
    type: real,
    evaluate: (x) => (x <= 0 ? -largest : Math.log(x)),
    code: { kind: "composed", define: log },
    gradient: (b, cotangent, _, x) => [b.apply("divide", cotangent, x)],
    benign: [1],
    cost: 8,
    error: { relative: 3, absolute: 0 },
    tests: [[0.25], [1.0625], [0.9375], [3], [1e-6], [1e30]],
    notation: { kind: "call", symbol: "log", latex: "\\log" },
  },
  /** log(1 + x), exact near 0; -`largest` at -1 and below. */
  log1p: {
    arity: 1,
    type: real,
    evaluate: (x) => (x <= -1 ? -largest : Math.log1p(x)),
    code: { kind: "composed", define: log1p },
    gradient: (b, cotangent, _, x) => [b.apply("divide", cotangent, b.apply("add", x, b.constant(1)))],
    benign: [0],
    cost: 10,
    error: { relative: 5, absolute: 0 },
    tests: [[0], [1e-3], [-0.2], [-0.75], [0.5], [3], [1e6]],
    notation: { kind: "call", symbol: "log1p", latex: "\\operatorname{log1p}" },
  },
  /**
   * x^y, always in reals. 0^0 is 1, a negative power of 0 is `largest`, and so is whatever overflows, unless it is a
   * square, a cube or a fourth power: those are made as products, which overflow to infinity. A negative x takes integers y only. The slope in x is finite at 0 for y >= 1, and that in y counts as 0 for x <= 0.
   */
  power: {
    arity: 2,
    type: real,
    // Of -0 as of 0: no device is asked which of the two it has.
    evaluate: (x, y) => saturate((x === 0 ? 0 : x) ** y),
    code: { kind: "composed", define: power },
    gradient: (b, cotangent, result, x, y) => {
      const lower = b.apply("power", x, b.apply("subtract", y, b.constant(1)));
      const positive = b.apply("greater", x, b.constant(0));
      const rate = b.apply("log", b.apply("select", positive, x, b.constant(1)));
      return [
        b.apply("multiply", cotangent, b.apply("multiply", y, lower)),
        b.apply("multiply", cotangent, b.apply("multiply", result, rate)),
      ];
    },
    benign: [1, 1],
    // What is lost of y log x, at most 88, by the logarithm and the product, is as large an error of the result.
    cost: 16,
    error: { relative: 88 * (3 + 1) + 3, absolute: 1.7e-38 },
    tests: [
      [2, 3],
      [0.5, -1.5],
      [3, 0.5],
      [10000, -0.75],
      [1e-3, 2],
      [7, 0],
    ],
    notation: { kind: "infix", symbol: "^", latex: "^", precedence: 7 },
  },
  tanh: {
    arity: 1,
    type: real,
    evaluate: Math.tanh,
    code: { kind: "composed", define: tanh },
    gradient: (b, cotangent, result) => {
      const slope = b.apply("subtract", b.constant(1), b.apply("multiply", result, result));
      return [b.apply("multiply", cotangent, slope)];
    },
    cost: 12,
    error: { relative: 5, absolute: 0 },
    tests: [[0], [1e-3], [-0.6], [0.65], [-2], [8], [-30]],
    notation: { kind: "call", symbol: "tanh", latex: "\\tanh" },
  },
  erf: {
    arity: 1,
    type: real,
    evaluate: erf,
    code: { kind: "composed", define: errorFunction },
    gradient: (b, cotangent, _, x) => {
      const bell = b.apply("exp", b.apply("negate", b.apply("multiply", x, x)));
      return [b.apply("multiply", cotangent, b.apply("multiply", bell, b.constant(2 / Math.sqrt(Math.PI))))];
    },
    // Two polynomials at about 4 units each, and a division that may be off by 2.5.
    cost: 16,
    error: { relative: 12, absolute: 0 },
    tests: [[0], [1e-3], [-0.9], [0.95], [-2], [3.9], [-30]],
    notation: { kind: "call", symbol: "erf", latex: "\\operatorname{erf}" },
  },
};
