import type { WasmBuilder } from "./record.ts";

/** The random numbers of random.ts in WebAssembly. The words, all ints, are seed, step, site and position. */
type Words<Value> = readonly Value[];

/** The first two words of the hash pcg4d. */
function hash<Value>(b: WasmBuilder<Value>, words: Words<Value>): readonly [Value, Value] {
  const int = (value: number): Value => b.constant(value, "int", 1);
  const seeded = words.map((word) =>
    b.instruction("i32.add", b.instruction("i32.mul", word, int(1664525)), int(1013904223)),
  );
  let [x, y, z, w] = seeded as [Value, Value, Value, Value];
  const mixed = (to: Value, left: Value, right: Value): Value =>
    b.instruction("i32.add", to, b.instruction("i32.mul", left, right));
  const spread = (word: Value): Value =>
    b.instruction("i32.xor", word, b.instruction("i32.shr_u", word, int(16)));
  x = mixed(x, y, w);
  y = mixed(y, z, x);
  z = mixed(z, x, y);
  w = mixed(w, y, z);
  [x, y, z, w] = [spread(x), spread(y), spread(z), spread(w)];
  x = mixed(x, y, w);
  y = mixed(y, z, x);
  return [x, y];
}

function highBits<Value>(b: WasmBuilder<Value>, word: Value): Value {
  return b.instruction("i32.shr_u", word, b.constant(8, "int", 1));
}

/** A whole number below 2^25 times 2^-24. */
function fraction<Value>(b: WasmBuilder<Value>, whole: Value): Value {
  return b.instruction("f32.mul", b.instruction("f32.convert_i32_s", whole), b.constant(2 ** -24, "real", 1));
}

/** The 24 bits of a uniform number. */
export function uniformBits<Value>(b: WasmBuilder<Value>, words: Words<Value>): Value {
  return highBits(b, hash(b, words)[0]);
}

export function randomUniform<Value>(b: WasmBuilder<Value>, words: Words<Value>): Value {
  return fraction(b, uniformBits(b, words));
}

export function randomNormal<Value>(
  b: WasmBuilder<Value>,
  apply: (operator: "log" | "cos", value: Value) => Value,
  words: Words<Value>,
): Value {
  const [first, second] = hash(b, words);
  const above = b.instruction("i32.add", highBits(b, first), b.constant(1, "int", 1));
  const logarithm = apply("log", fraction(b, above));
  const radius = b.instruction("f32.sqrt", b.instruction("f32.mul", logarithm, b.constant(-2, "real", 1)));
  const turn = fraction(b, highBits(b, second));
  const angle = apply("cos", b.instruction("f32.mul", turn, b.constant(2 * Math.PI, "real", 1)));
  return b.instruction("f32.mul", radius, angle);
}
