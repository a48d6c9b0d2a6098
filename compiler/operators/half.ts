import type { BasicName } from "./arithmetic.ts";
import { bitsInWasm, realOfBits } from "./conversion.ts";
import type { OperatorRecord, WasmBuilder, WasmCode } from "./record.ts";
import { bitsOfHalf, halfOfBits, largest, largestHalf, roundToHalf } from "./reference.ts";
import { fixed, real } from "./signatures.ts";

/** Rounding to half precision, and the bits of its numbers, as they lie in memory. */
export type HalfName = "half" | "half_bits" | "half_of_bits";

/**
 * Where the parts of an f32 lie that has the bits of a half, 13 to the left: the exponent is 112 less, infinities are all of its bits, and
 * what is below the smallest normal number counts units of 2^-24. WGSL's own functions may take small numbers for 0 and leave large ones open.
 */
const less = 112 << 23;
const lessOfInfinity = 224 << 23;
const infinity = 0x7f800000;
const normal = 113 << 23;

/** The functions that `half_bits` and `half_of_bits` call at each width, by their names. */
export const wgslHalves: ReadonlyMap<string, string> = new Map(
  ([1, 4] as const).flatMap((width) => {
    const [end, real, uint, int] =
      width === 1 ? ["", "f32", "u32", "i32"] : ["_4", "vec4f", "vec4u", "vec4i"];
    const u = (value: number): string => (width === 1 ? `${value}u` : `vec4u(${value}u)`);
    const unit = width === 1 ? "6.103515625e-05" : "vec4f(6.103515625e-05)";
    return [
      [
        `half_bits${end}`,
        `fn half_bits${end}(x: ${real}) -> ${int} {
  let bits = bitcast<${uint}>(x);
  let size = bits & ${u(0x7fffffff)};
  let small = bitcast<${uint}>(abs(x) + ${unit}) - ${u(normal)};
  let large = size - select(${u(less)}, ${u(lessOfInfinity)}, size >= ${u(infinity)});
  let half = select(large, small, size < ${u(normal)}) >> ${u(13)};
  return ${int}(half | ((bits >> ${u(16)}) & ${u(0x8000)}));
}
`,
      ],
      [
        `half_of_bits${end}`,
        `fn half_of_bits${end}(word: ${int}) -> ${real} {
  let bits = bitcast<${uint}>(word) << ${u(16)};
  let size = (bits & ${u(0x7fffffff)}) >> ${u(3)};
  let small = bitcast<${real}>(size + ${u(normal)}) - ${unit};
  let large = size + select(${u(less)}, ${u(lessOfInfinity)}, size >= ${u(infinity - lessOfInfinity)});
  let half = select(large, bitcast<${uint}>(small), size < ${u(normal - less)});
  return bitcast<${real}>(half | (bits & ${u(2 ** 31)}));
}
`,
      ],
    ] as const;
  }),
);

function choose<Value>(b: WasmBuilder<Value>, width: 1 | 4, condition: Value, x: Value, y: Value): Value {
  return b.instruction(width === 1 ? "select" : "v128.bitselect", x, y, condition);
}

const bitsInInstructions: WasmCode = (b, { width }, x) => {
  const shape = width === 1 ? "i32" : "i32x4";
  const bitwise = width === 1 ? "i32" : "v128";
  const int = (value: number) => b.constant(value, "int", width);
  const bits = bitsInWasm(b, width, x);
  const size = b.instruction(`${bitwise}.and`, bits, int(0x7fffffff));
  const moved =
    width === 1
      ? b.instruction("f32.add", b.instruction("f32.abs", x), b.constant(2 ** -14, "real", 1))
      : b.instruction("f32x4.add", b.instruction("f32x4.abs", x), b.constant(2 ** -14, "real", 4));
  const small = b.instruction(`${shape}.sub`, bitsInWasm(b, width, moved), int(normal));
  const isInfinite = b.instruction(`${shape}.ge_s`, size, int(infinity));
  const large = b.instruction(
    `${shape}.sub`,
    size,
    choose(b, width, isInfinite, int(lessOfInfinity), int(less)),
  );
  const isSmall = b.instruction(`${shape}.lt_s`, size, int(normal));
  const half = b.instruction(
    `${shape}.shr_u`,
    choose(b, width, isSmall, small, large),
    b.constant(13, "int", 1),
  );
  const sign = b.instruction(
    `${bitwise}.and`,
    b.instruction(`${shape}.shr_u`, bits, b.constant(16, "int", 1)),
    int(0x8000),
  );
  return b.instruction(`${bitwise}.or`, half, sign);
};

const numberInInstructions: WasmCode = (b, { width }, word) => {
  const shape = width === 1 ? "i32" : "i32x4";
  const bitwise = width === 1 ? "i32" : "v128";
  const int = (value: number) => b.constant(value, "int", width);
  const bits = b.instruction(`${shape}.shl`, word, b.constant(16, "int", 1));
  const size = b.instruction(
    `${shape}.shr_u`,
    b.instruction(`${bitwise}.and`, bits, int(0x7fffffff)),
    b.constant(3, "int", 1),
  );
  const moved = realOfBits(b, width, b.instruction(`${shape}.add`, size, int(normal)));
  const unit = b.constant(2 ** -14, "real", width);
  const small = width === 1 ? b.instruction("f32.sub", moved, unit) : b.instruction("f32x4.sub", moved, unit);
  const isInfinite = b.instruction(`${shape}.ge_s`, size, int(infinity - lessOfInfinity));
  const large = b.instruction(
    `${shape}.add`,
    size,
    choose(b, width, isInfinite, int(lessOfInfinity), int(less)),
  );
  const isSmall = b.instruction(`${shape}.lt_s`, size, int(normal - less));
  const half = choose(b, width, isSmall, bitsInWasm(b, width, small), large);
  const sign = b.instruction(`${bitwise}.and`, bits, int(-(2 ** 31)));
  return realOfBits(b, width, b.instruction(`${bitwise}.or`, half, sign));
};

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
    cost: 6,
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
  /** The 16 bits of a number that half precision has. Kernels write them to memory. */
  half_bits: {
    arity: 1,
    type: fixed(["real"], "int"),
    evaluate: bitsOfHalf,
    code: {
      kind: "direct",
      wgsl: ({ width }, x) => `half_bits${width === 1 ? "" : "_4"}(${x})`,
      wasm: bitsInInstructions,
    },
    gradient: () => [undefined],
    error: { relative: 0, absolute: 0 },
    tests: [[0], [1], [-1.5], [65504], [2 ** -14], [2 ** -24], [-1023 * 2 ** -24]],
  },
  /** The number of half precision with these 16 bits; those above them don't matter. */
  half_of_bits: {
    arity: 1,
    type: fixed(["int"], "real"),
    evaluate: halfOfBits,
    code: {
      kind: "direct",
      wgsl: ({ width }, bits) => `half_of_bits${width === 1 ? "" : "_4"}(${bits})`,
      wasm: numberInInstructions,
    },
    gradient: () => [undefined],
    error: { relative: 0, absolute: 0 },
    tests: [[0x3c00], [0xbe00], [0x7bff], [0x400], [1], [0x83ff], [0x13c00]],
  },
};
