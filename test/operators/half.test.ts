import { halves } from "../../compiler/operators/half.ts";
import { operator } from "../../compiler/operators/table.ts";
import { assert, suite } from "../harness.ts";
import { careless, exact } from "./rounding.ts";

const test = suite("rounding to half precision");

const { evaluate, gradient, code } = halves.half;

const { half_bits: bitsOf, half_of_bits: ofBits } = halves;

/** What the bits of half precision mean, read by the letter of IEEE 754. */
function valueOf(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? Infinity : NaN;
  return exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** All that are finite and not negative, in their order. */
const all = Array.from({ length: 0x7c00 }, (_, bits) => valueOf(bits));

/** By the definition, in f32, as a device computes it. */
function onDevice(x: number): number {
  if (code.kind !== "composed") throw new Error("not composed");
  return code.define(careless(1), Math.fround(x));
}

test("every number of half precision stays", () => {
  for (const value of all) {
    for (const x of [value, -value]) {
      assert.is(evaluate(x), x);
      assert.is(onDevice(x), x);
    }
  }
});

test("every number has its bits", () => {
  for (let bits = 0; bits < 2 ** 16; bits++) {
    const value = bits < 0x8000 ? valueOf(bits) : -valueOf(bits - 0x8000);
    assert.ok(Object.is(ofBits.evaluate(bits), value));
    assert.ok(Object.is(ofBits.evaluate(bits - 2 ** 16), value));
    if (!Number.isNaN(value)) assert.is(bitsOf.evaluate(value), bits);
  }
  assert.ok(Number.isNaN(ofBits.evaluate(bitsOf.evaluate(NaN))));
});

test("between two neighbours the nearer one is taken, and the even one of two", () => {
  for (const [below, value] of all.entries()) {
    const next = all[below + 1];
    if (next === undefined) continue;
    const middle = (value + next) / 2;
    const even = below % 2 === 0 ? value : next;
    // f32 has 13 bits more, and at the middle the numbers next to it.
    const step = (next - value) * 2 ** -13;
    for (const [x, wanted] of [
      [middle, even],
      [middle - step, value],
      [middle + step, next],
    ] as const) {
      assert.is(Math.fround(x), x);
      assert.is(evaluate(x), wanted);
      assert.is(onDevice(x), wanted);
      assert.is(onDevice(-x), -wanted);
    }
  }
});

test("what is too large becomes infinite, and says so", () => {
  for (const x of [65519.99609375, -65519.99609375]) {
    assert.is(evaluate(x), Math.sign(x) * 65504);
    assert.is(onDevice(x), Math.sign(x) * 65504);
  }
  for (const x of [65520, 65536, 131072, 1e10, 3.4e38, Infinity]) {
    for (const sign of [1, -1]) {
      assert.is(evaluate(sign * x), sign * Infinity);
      assert.is(onDevice(sign * x), sign * Infinity);
    }
  }
  assert.ok(Number.isNaN(evaluate(NaN)));
  const { evaluate: isFinite } = operator("is_finite");
  assert.equal(
    [0, 3.4e38, Infinity, -Infinity, NaN].map((x) => isFinite(x)),
    [1, 1, 0, 0, 0],
  );
});

test("the gradient is the cotangent, rounded", () => {
  assert.equal(gradient(exact, 1 + 2 ** -12, 3, 3), [1]);
  assert.equal(gradient(exact, 1.5, 3, 3), [1.5]);
});
