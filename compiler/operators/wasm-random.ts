import type { WasmBuilder } from "./record.ts";

/** The random numbers of random.ts in WebAssembly. The words, all ints, are seed, step, site and position; in fours or one at a time. */
type Words<Value> = readonly [seed: Value, step: Value, site: Value, position: Value];
type Width = 1 | 4;

/** The first step of the hash pcg4d, of each word by itself: so words that four draws share are seeded once. */
export function seedWord<Value>(b: WasmBuilder<Value>, word: Value, width: Width): Value {
  const scaled = b.instruction(`${intsOf(width)}.mul`, word, b.constant(1664525, "int", width));
  return b.instruction(`${intsOf(width)}.add`, scaled, b.constant(1013904223, "int", width));
}

/** The first two words of the hash, of words that are seeded. */
function hash<Value>(b: WasmBuilder<Value>, seeded: Words<Value>, width: Width): readonly [Value, Value] {
  let [x, y, z, w] = seeded;
  const mixed = (to: Value, left: Value, right: Value): Value =>
    b.instruction(`${intsOf(width)}.add`, to, b.instruction(`${intsOf(width)}.mul`, left, right));
  const spread = (word: Value): Value => {
    const high = b.instruction(`${intsOf(width)}.shr_u`, word, b.constant(16, "int", 1));
    return b.instruction(width === 1 ? "i32.xor" : "v128.xor", word, high);
  };
  x = mixed(x, y, w);
  y = mixed(y, z, x);
  z = mixed(z, x, y);
  w = mixed(w, y, z);
  [x, y, z, w] = [spread(x), spread(y), spread(z), spread(w)];
  x = mixed(x, y, w);
  y = mixed(y, z, x);
  return [x, y];
}

function intsOf(width: Width): "i32" | "i32x4" {
  return width === 1 ? "i32" : "i32x4";
}

function realsOf(width: Width): "f32" | "f32x4" {
  return width === 1 ? "f32" : "f32x4";
}

function highBits<Value>(b: WasmBuilder<Value>, word: Value, width: Width): Value {
  return b.instruction(`${intsOf(width)}.shr_u`, word, b.constant(8, "int", 1));
}

/** A whole number below 2^25 times 2^-24. */
function fraction<Value>(b: WasmBuilder<Value>, whole: Value, width: Width): Value {
  const converted = b.instruction(width === 1 ? "f32.convert_i32_s" : "f32x4.convert_i32x4_s", whole);
  return b.instruction(`${realsOf(width)}.mul`, converted, b.constant(2 ** -24, "real", width));
}

/** Of seeded words, as below. */
export function randomUniform<Value>(b: WasmBuilder<Value>, seeded: Words<Value>, width: Width): Value {
  return fraction(b, highBits(b, hash(b, seeded, width)[0], width), width);
}

export function randomNormal<Value>(
  b: WasmBuilder<Value>,
  apply: (operator: "log" | "cos", value: Value) => Value,
  seeded: Words<Value>,
  width: Width,
): Value {
  const [first, second] = hash(b, seeded, width);
  const times = (value: Value, factor: number): Value =>
    b.instruction(`${realsOf(width)}.mul`, value, b.constant(factor, "real", width));
  const above = b.instruction(`${intsOf(width)}.add`, highBits(b, first, width), b.constant(1, "int", width));
  const logarithm = apply("log", fraction(b, above, width));
  const radius = b.instruction(`${realsOf(width)}.sqrt`, times(logarithm, -2));
  const turn = fraction(b, highBits(b, second, width), width);
  return b.instruction(`${realsOf(width)}.mul`, radius, apply("cos", times(turn, 2 * Math.PI)));
}
