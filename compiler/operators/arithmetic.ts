import type { ComparisonName } from "./comparison.ts";
import type { ConversionName } from "./conversion.ts";
import type { Form, OperatorRecord, WasmBuilder, WasmCode } from "./record.ts";
import { largest, roundToEven } from "./reference.ts";
import { arithmetic, fixed, real } from "./signatures.ts";
import { realInstruction, realInstructionOnly, sameInstruction } from "./wasm-forms.ts";
import { wgslConstant } from "./wgsl-literals.ts";

/** Operators that every target computes by itself. */
export type ArithmeticName =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "quotient"
  | "modulo"
  | "negate"
  | "wrapped"
  | "abs"
  | "sign"
  | "floor"
  | "round"
  | "minimum"
  | "maximum"
  | "sqrt"
  | "rsqrt";

/** The names that arithmetic's own gradients use. */
export type BasicName = ArithmeticName | ComparisonName | ConversionName;

const pairs = [
  [1.5, 2.25],
  [-3, 0.7],
  [2.5, -4],
  [-1.25, -3.5],
  [1e4, 3],
  [1, 7],
];

interface Direct {
  readonly kind: "direct";
  readonly wgsl: (form: Form, ...values: string[]) => string;
  readonly wasm: WasmCode;
}

function infix(symbol: string, wasm: WasmCode): Direct {
  return { kind: "direct", wgsl: (_, x, y) => `(${x} ${symbol} ${y})`, wasm };
}

function call(name: string, wasm: WasmCode): Direct {
  return { kind: "direct", wgsl: (_, ...values) => `${name}(${values.join(", ")})`, wasm };
}

/** The gradient goes to the first argument where `first` holds of both, to the second where `second` does. */
function toOne(first: ComparisonName, second: ComparisonName): OperatorRecord<BasicName>["gradient"] {
  return (b, cotangent, _, x, y) => {
    const [isFirst, isSecond] = [b.apply(first, x, y), b.apply(second, x, y)];
    const zero = b.constant(0);
    return [b.apply("select", isFirst, cotangent, zero), b.apply("select", isSecond, cotangent, zero)];
  };
}

/** WebAssembly has the lesser and the greater of two ints for vectors only. */
function extreme(name: "min" | "max", compare: "i32.lt_s" | "i32.gt_s"): WasmCode {
  return (b, { type, width }, x, y) => {
    if (type === "real") return b.instruction(`${width === 1 ? "f32" : "f32x4"}.${name}`, x, y);
    if (width === 4) return b.instruction(`i32x4.${name}_s`, x, y);
    return b.instruction("select", x, y, b.instruction(compare, x, y));
  };
}

/**
 * What truncated division of two ints leaves, and whether that has another sign than the divisor: then the floored quotient is one less.
 * WebAssembly traps at a divisor 0, and where -1 divides the least int: 1 stands for both divisors, by which nothing is left either.
 */
function truncated<Value>(b: WasmBuilder<Value>, x: Value, y: Value) {
  const [zero, one] = [b.constant(0, "int", 1), b.constant(1, "int", 1)];
  const isUsual = b.instruction("i32.and", b.instruction("i32.add", y, one), b.constant(-2, "int", 1));
  const by = b.instruction("select", y, one, isUsual);
  const rest = b.instruction("i32.rem_s", x, by);
  const hasOtherSign = b.instruction("i32.lt_s", b.instruction("i32.xor", rest, by), zero);
  const isLess = b.instruction("i32.and", hasOtherSign, b.instruction("i32.ne", rest, zero));
  return { rest, by, isLess };
}

/** The same in WGSL. */
function truncatedInWgsl({ width }: Form, x: string, y: string) {
  const zero = wgslConstant(0, "int", width);
  const rest = `(${x} % ${y})`;
  return { rest, isLess: `((${rest} ^ ${y}) < ${zero}) & (${rest} != ${zero})` };
}

const exact = { relative: 0, absolute: 0 };
// WGSL leaves the direction of rounding open: one unit where IEEE arithmetic has a half.
const rounded = { relative: 1, absolute: 0 };

export const arithmetics: Readonly<Record<ArithmeticName, OperatorRecord<BasicName>>> = {
  add: {
    arity: 2,
    type: arithmetic,
    evaluate: (x, y) => x + y,
    code: infix("+", sameInstruction("add")),
    gradient: (_, cotangent) => [cotangent, cotangent],
    error: rounded,
    tests: pairs,
    notation: { kind: "infix", symbol: "+", latex: "+", precedence: 4 },
  },
  subtract: {
    arity: 2,
    type: arithmetic,
    evaluate: (x, y) => x - y,
    code: infix("-", sameInstruction("sub")),
    gradient: (b, cotangent) => [cotangent, b.apply("negate", cotangent)],
    error: rounded,
    tests: pairs,
    notation: { kind: "infix", symbol: "-", latex: "-", precedence: 4 },
  },
  multiply: {
    arity: 2,
    type: arithmetic,
    evaluate: (x, y) => x * y,
    code: infix("*", sameInstruction("mul")),
    gradient: (b, cotangent, _, x, y) => [
      b.apply("multiply", cotangent, y),
      b.apply("multiply", cotangent, x),
    ],
    error: rounded,
    tests: pairs,
    notation: { kind: "infix", symbol: "*", latex: "\\cdot", precedence: 5 },
  },
  /**
   * Always of reals. By zero it is IEEE's in the reference and on devices seen so far, but WGSL leaves the value open.
   */
  divide: {
    arity: 2,
    type: real,
    evaluate: (x, y) => x / y,
    code: infix("/", realInstruction("div")),
    gradient: (b, cotangent, result, _, y) => {
      const ratio = b.apply("divide", cotangent, y);
      return [ratio, b.apply("negate", b.apply("multiply", ratio, result))];
    },
    benign: [undefined, 1],
    // WGSL allows 2.5 units.
    cost: 2,
    error: { relative: 2.5, absolute: 0 },
    tests: pairs,
    notation: { kind: "infix", symbol: "/", latex: "/", precedence: 5 },
  },
  /**
   * `div`: the quotient rounded down, for integers and reals. By zero it has no agreed value. The least int by -1 is itself, as ints
   * wrap around.
   */
  quotient: {
    arity: 2,
    type: arithmetic,
    evaluate: (x, y) => Math.floor(x / y),
    code: {
      kind: "direct",
      wgsl: (form, x, y) => {
        if (form.type !== "int") return `floor(${x} / ${y})`;
        const [zero, one] = [wgslConstant(0, "int", form.width), wgslConstant(1, "int", form.width)];
        return `((${x} / ${y}) - select(${zero}, ${one}, ${truncatedInWgsl(form, x, y).isLess}))`;
      },
      wasm: (b, form, x, y) => {
        if (form.type === "real") {
          const ratio = realInstruction("div")(b, form, x, y);
          return realInstruction("floor")(b, form, ratio);
        }
        const divide = (of: typeof x, divisor: typeof x): typeof x => {
          const { by, isLess } = truncated(b, of, divisor);
          const ratio = b.instruction("i32.sub", b.instruction("i32.div_s", of, by), isLess);
          const opposite = b.instruction("i32.sub", b.constant(0, "int", 1), of);
          return b.instruction(
            "select",
            opposite,
            ratio,
            b.instruction("i32.eq", divisor, b.constant(-1, "int", 1)),
          );
        };
        return form.width === 1 ? divide(x, y) : b.byLane(divide, x, y);
      },
    },
    gradient: () => [undefined, undefined],
    benign: [undefined, 1],
    error: exact,
    tests: pairs,
    notation: { kind: "infix", symbol: "div", latex: "\\mathbin{\\mathrm{div}}", precedence: 5 },
  },
  /** `%`: what `div` leaves, with the sign of the divisor. By zero it has no agreed value. */
  modulo: {
    arity: 2,
    type: arithmetic,
    evaluate: (x, y) => x - y * Math.floor(x / y),
    code: {
      kind: "direct",
      wgsl: (form, x, y) => {
        if (form.type !== "int") return `(${x} - ${y} * floor(${x} / ${y}))`;
        const { rest, isLess } = truncatedInWgsl(form, x, y);
        return `select(${rest}, ${rest} + ${y}, ${isLess})`;
      },
      wasm: (b, form, x, y) => {
        if (form.type === "real") {
          const whole = realInstruction("floor")(b, form, realInstruction("div")(b, form, x, y));
          return realInstruction("sub")(b, form, x, realInstruction("mul")(b, form, y, whole));
        }
        const remain = (of: typeof x, divisor: typeof x): typeof x => {
          const { rest, by, isLess } = truncated(b, of, divisor);
          const more = b.instruction("select", by, b.constant(0, "int", 1), isLess);
          return b.instruction("i32.add", rest, more);
        };
        return form.width === 1 ? remain(x, y) : b.byLane(remain, x, y);
      },
    },
    gradient: (b, cotangent, _, x, y) => [
      cotangent,
      b.apply("negate", b.apply("multiply", cotangent, b.apply("quotient", x, y))),
    ],
    benign: [undefined, 1],
    // The product is rounded at the size of x, here up to the largest test value.
    error: { relative: 1, absolute: 1e4 * 2 ** -22 },
    tests: pairs,
    notation: { kind: "infix", symbol: "%", latex: "\\bmod", precedence: 5 },
  },
  negate: {
    arity: 1,
    type: arithmetic,
    evaluate: (x) => -x,
    code: {
      kind: "direct",
      wgsl: (_, x) => `(-${x})`,
      wasm: (b, form, x) =>
        form.type === "real"
          ? realInstruction("neg")(b, form, x)
          : sameInstruction("sub")(b, form, b.constant(0, "int", form.width), x),
    },
    gradient: (b, cotangent) => [b.apply("negate", cotangent)],
    error: exact,
    tests: [[1.5], [-2], [0], [1e30]],
    notation: { kind: "prefix", symbol: "-", latex: "-", precedence: 6 },
  },
  /** A whole number of positions that may have wrapped around: itself, but what is known of sums and products of positions isn't known of it. */
  wrapped: {
    arity: 1,
    type: fixed(["int"], "int"),
    evaluate: (x) => x,
    code: { kind: "direct", wgsl: (_, x) => x, wasm: (_b, _form, x) => x },
    gradient: () => [undefined],
    error: { relative: 0, absolute: 0 },
    tests: [[0], [-5], [2 ** 31 - 1]],
  },
  abs: {
    arity: 1,
    type: arithmetic,
    evaluate: Math.abs,
    code: call("abs", (b, form, x) => {
      if (form.type === "real") return realInstruction("abs")(b, form, x);
      if (form.width === 4) return b.instruction("i32x4.abs", x);
      const zero = b.constant(0, "int", 1);
      return b.instruction(
        "select",
        b.instruction("i32.sub", zero, x),
        x,
        b.instruction("i32.lt_s", x, zero),
      );
    }),
    gradient: (b, cotangent, _, x) => [b.apply("multiply", cotangent, b.apply("sign", x))],
    error: exact,
    tests: [[1.5], [-2], [-1e30]],
    notation: { kind: "call", symbol: "abs", latex: "\\operatorname{abs}" },
  },
  sign: {
    arity: 1,
    type: arithmetic,
    evaluate: Math.sign,
    code: call("sign", (b, { type, width }, x) => {
      const zero = b.constant(0, type, width);
      if (width === 4) {
        // Masks are -1 where they hold.
        const shape = type === "real" ? "f32x4" : "i32x4";
        const less = b.instruction(shape === "f32x4" ? "f32x4.lt" : "i32x4.lt_s", x, zero);
        const more = b.instruction(shape === "f32x4" ? "f32x4.gt" : "i32x4.gt_s", x, zero);
        const sign = b.instruction("i32x4.sub", less, more);
        return type === "real" ? b.instruction("f32x4.convert_i32x4_s", sign) : sign;
      }
      const less = b.instruction(type === "real" ? "f32.lt" : "i32.lt_s", x, zero);
      const more = b.instruction(type === "real" ? "f32.gt" : "i32.gt_s", x, zero);
      const sign = b.instruction("i32.sub", more, less);
      return type === "real" ? b.instruction("f32.convert_i32_s", sign) : sign;
    }),
    gradient: () => [undefined],
    error: exact,
    tests: [[1.5], [-2], [0], [-1e30]],
    notation: { kind: "call", symbol: "sign", latex: "\\operatorname{sign}" },
  },
  floor: {
    arity: 1,
    type: arithmetic,
    evaluate: Math.floor,
    code: {
      kind: "direct",
      wgsl: ({ type }, x) => (type === "int" ? x : `floor(${x})`),
      wasm: realInstructionOnly("floor"),
    },
    gradient: () => [undefined],
    error: exact,
    tests: [[1.5], [-1.5], [3], [-1e6]],
    notation: { kind: "call", symbol: "floor", latex: "\\operatorname{floor}" },
  },
  /** To the nearest integer; a half goes to the even one. */
  round: {
    arity: 1,
    type: arithmetic,
    evaluate: roundToEven,
    code: {
      kind: "direct",
      wgsl: ({ type }, x) => (type === "int" ? x : `round(${x})`),
      wasm: realInstructionOnly("nearest"),
    },
    gradient: () => [undefined],
    error: exact,
    tests: [[1.25], [-1.75], [0.5], [1.5], [-0.5], [-2.5]],
    notation: { kind: "call", symbol: "round", latex: "\\operatorname{round}" },
  },
  /** Equal arguments send the gradient to the first. */
  minimum: {
    arity: 2,
    type: arithmetic,
    evaluate: Math.min,
    code: call("min", extreme("min", "i32.lt_s")),
    gradient: toOne("less_equal", "greater"),
    error: exact,
    tests: pairs,
    notation: { kind: "call", symbol: "minimum", latex: "\\min" },
  },
  /** Equal arguments send the gradient to the first. */
  maximum: {
    arity: 2,
    type: arithmetic,
    evaluate: Math.max,
    code: call("max", extreme("max", "i32.gt_s")),
    gradient: toOne("greater_equal", "less"),
    error: exact,
    tests: pairs,
    notation: { kind: "call", symbol: "maximum", latex: "\\max" },
  },
  /** The gradient at 0, where the slope is infinite, is 0: so that the length of a zero vector does no harm. */
  sqrt: {
    arity: 1,
    type: real,
    evaluate: Math.sqrt,
    code: call("sqrt", realInstruction("sqrt")),
    gradient: (b, cotangent, result, x) => {
      const positive = b.apply("greater", x, b.constant(0));
      const divisor = b.apply("select", positive, result, b.constant(1));
      const slope = b.apply("divide", b.apply("multiply", cotangent, b.constant(0.5)), divisor);
      return [b.apply("select", positive, slope, b.constant(0))];
    },
    benign: [1],
    // WGSL derives it from 1 / inverseSqrt(x): 2 units, and 2.5 of the division.
    cost: 4,
    error: { relative: 4.5, absolute: 0 },
    tests: [[0.25], [2], [1e-6], [1e6]],
    notation: { kind: "call", symbol: "sqrt", latex: "\\sqrt" },
  },
  rsqrt: {
    arity: 1,
    type: real,
    evaluate: (x) => Math.min(1 / Math.sqrt(x), largest),
    code: call("inverseSqrt", (b, form, x) => {
      const root = realInstruction("sqrt")(b, form, x);
      const inverse = realInstruction("div")(b, form, b.constant(1, "real", form.width), root);
      return realInstruction("min")(b, form, inverse, b.constant(largest, "real", form.width));
    }),
    gradient: (b, cotangent, result) => {
      const cube = b.apply("multiply", b.apply("multiply", result, result), result);
      return [b.apply("multiply", b.apply("multiply", cotangent, b.constant(-0.5)), cube)];
    },
    benign: [1],
    cost: 4,
    error: { relative: 2, absolute: 0 },
    tests: [[0.25], [2], [1e-4], [1e6]],
    notation: { kind: "call", symbol: "rsqrt", latex: "\\operatorname{rsqrt}" },
  },
};
