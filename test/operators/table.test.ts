import type { ElementType } from "../../compiler/operators/operator.ts";
import { operator, operatorNames, operatorOfSymbol } from "../../compiler/operators/table.ts";
import { assert, suite } from "../harness.ts";
import { careless, exact } from "./rounding.ts";

const test = suite("operators");

/** f32 values of both signs, by powers from 1e-30 to 1e4 and evenly about 0. */
function samples(count: number): number[] {
  const values = [0];
  for (let i = 0; i <= count; i++) {
    const size = 10 ** (-30 + (34 * i) / count);
    values.push(size, -size, -12 + (24 * i) / count, 1 + (i - count / 2) * 1e-6);
  }
  return values.map(Math.fround);
}

function argumentLists(arity: number): number[][] {
  if (arity === 1) return samples(10_000).map((x) => [x]);
  const few = samples(60);
  const integers = [-3, -2, -1, 0, 1, 2, 3, 7];
  return few.flatMap((x) => [...few, ...integers].map((y) => (arity === 2 ? [x, y] : [1, x, y])));
}

for (const name of operatorNames) {
  const { arity, benign, code, error, evaluate, gradient, tests } = operator(name);

  test(`${name}: as many test values as arguments`, () => {
    assert.ok(tests.length >= 2);
    for (const values of tests) assert.is(values.length, arity);
  });

  // What rounds has no slope: its gradient takes it for the identity, and half.test.ts has it.
  if (name !== "half")
    test(`${name}: gradient against finite differences`, () => {
      for (const values of tests) {
        const cotangent = 1.5;
        const slopes = gradient(exact, cotangent, evaluate(...values), ...values);
        assert.is(slopes.length, arity);
        for (const [i, slope] of slopes.entries()) {
          if (slope === undefined) continue;
          const x = values[i] ?? NaN;
          // Which step suits depends on the function: one in proportion to x, or one in proportion to 1.
          const agrees = [1e-5 * (x === 0 ? 1 : Math.abs(x)), 1e-5].some((step) => {
            const [above, below] = [x + step, x - step].map((moved) => evaluate(...values.with(i, moved)));
            if (above === undefined || below === undefined) return false;
            const expected = (cotangent * (above - below)) / (2 * step);
            const noise = (2 ** -50 * Math.max(Math.abs(above), Math.abs(below), Math.abs(x))) / step;
            return Math.abs(slope - expected) <= 1e-6 * Math.abs(expected) + noise;
          });
          assert.ok(agrees, `argument ${i} of ${name}(${values.join(", ")}): ${slope}`);
        }
      }
    });

  test(`${name}: nothing overflows at its benign arguments`, () => {
    const values = (benign ?? []).map((value) => value ?? 1.5);
    if (values.length === 0) return;
    assert.is(values.length, arity);
    const result = evaluate(...values);
    assert.ok(Math.abs(result) < 1e6);
    for (const slope of gradient(exact, 1, result, ...values)) assert.ok(Math.abs(slope ?? 0) < 1e6);
  });

  if (code.kind === "composed") {
    test(`${name}: the definition in f32 is within the bound`, () => {
      const device = careless(1);
      let units = 0;
      for (const values of [...tests, ...argumentLists(arity)]) {
        const expected = evaluate(...values.map(Math.fround));
        if (Number.isNaN(expected)) continue;
        const actual = code.define(device, ...values.map(Math.fround));
        const tolerance = error.relative * 2 ** -23 * Math.abs(expected) + error.absolute;
        assert.close(actual, expected, tolerance, `${name}(${values.join(", ")})`);
        const difference = Math.abs(actual - expected) - error.absolute;
        if (difference > 0 && expected !== 0)
          units = Math.max(units, difference / Math.abs(expected) / 2 ** -23);
      }
      // A bound far above what is found would hide mistakes.
      assert.ok(error.relative === 0 || error.relative < 4 * units, `found ${units} units`);
    });

    test(`${name}: NaN stays NaN`, () => {
      assert.ok(Number.isNaN(code.define(careless(1), ...Array.from({ length: arity }, () => NaN))));
    });
  }
}

for (const name of ["sin", "cos"] as const) {
  test(`${name} is within its bound for arguments up to 2^20`, () => {
    const { code, error, evaluate } = operator(name);
    if (code.kind !== "composed") throw new Error("not composed");
    const device = careless(2);
    for (let at = -40_000; at <= 40_000; at++) {
      // Every second one is near to a multiple of π / 2, where one of the two is near 0.
      const x = Math.fround(
        at % 2 === 0 ? at * 26.2144 : Math.round((at * 26.2144 * 2) / Math.PI) * (Math.PI / 2),
      );
      const expected = evaluate(x);
      const tolerance = error.relative * 2 ** -23 * Math.abs(expected) + error.absolute;
      assert.close(code.define(device, x), expected, tolerance, `${name}(${x})`);
    }
  });

  test(`${name} lies between -1 and 1, and is no constant, however large its argument is`, () => {
    const { code } = operator(name);
    if (code.kind !== "composed") throw new Error("not composed");
    const found = new Set<number>();
    for (let x = 3; Math.abs(x) < 3e38; x *= -1.7) {
      const value = code.define(careless(1), Math.fround(x));
      assert.ok(Math.abs(value) <= 1 + 2 ** -22, `${name}(${x}) is ${value}`);
      found.add(value);
    }
    assert.ok(found.size > 20, `${found.size}`);
  });
}

test("a power of -0 is that of 0, on devices as in the reference", () => {
  const { code, evaluate } = operator("power");
  if (code.kind !== "composed") throw new Error("not composed");
  for (const exponent of [-1, -3, -2, -0.5, 0, 3])
    for (const zero of [0, -0])
      assert.equal(code.define(careless(1), zero, exponent), Math.fround(evaluate(zero, exponent)));
});

const types: readonly (readonly [string, string, string | undefined])[] = [
  ["add", "int real", "real real -> real"],
  ["add", "bool bool", "int int -> int"],
  ["divide", "int int", "real real -> real"],
  ["modulo", "int bool", "int int -> int"],
  ["less", "int real", "real real -> bool"],
  ["equal", "bool bool", "int int -> bool"],
  ["and", "bool bool", "bool bool -> bool"],
  ["and", "bool int", undefined],
  ["not", "real", undefined],
  ["exp", "int", "real -> real"],
  ["power", "int int", "real real -> real"],
  ["abs", "bool", "int -> int"],
  ["select", "bool int real", "bool real real -> real"],
  ["select", "bool bool bool", "bool bool bool -> bool"],
  ["select", "int real real", undefined],
  ["to_int", "real", "real -> int"],
  ["power_of_two", "real", undefined],
];
for (const [name, given, wanted] of types) {
  test(`types of ${name} ${given}`, () => {
    const found = operatorNames.find((candidate) => candidate === name);
    const known = (["real", "int", "bool"] as const satisfies readonly ElementType[]).slice();
    const list = given.split(" ").flatMap((word) => known.filter((type) => type === word));
    const signature = found === undefined ? undefined : operator(found).type(list);
    const text =
      signature === undefined ? undefined : `${signature.arguments.join(" ")} -> ${signature.result}`;
    assert.is(text, wanted);
  });
}

test("each notation belongs to one operator", () => {
  for (const name of operatorNames) {
    const { notation } = operator(name);
    if (notation !== undefined) assert.is(operatorOfSymbol(notation.kind, notation.symbol), name);
  }
  assert.is(operatorOfSymbol("infix", "-"), "subtract");
  assert.is(operatorOfSymbol("prefix", "-"), "negate");
  assert.is(operatorOfSymbol("call", "power_of_two"), undefined);
});

const known: readonly (readonly [Parameters<typeof operatorOfSymbol>[1], readonly number[], number])[] = [
  ["power", [-2, 3], -8],
  ["power", [-2, -2], 0.25],
  ["power", [0, 0], 1],
  ["power", [0, -1], 3.4028234663852886e38],
  ["exp", [100], 3.4028234663852886e38],
  ["log", [0], -3.4028234663852886e38],
  ["erf", [1], 0.8427007929497149],
  ["erf", [0.5], 0.5204998778130465],
  ["erf", [3], 0.9999779095030014],
  ["modulo", [-7, 3], 2],
  ["modulo", [7, -3], -2],
  ["quotient", [-7, 3], -3],
  ["round", [2.5], 2],
  ["round", [-1.5], -2],
  ["to_int", [-1.5], -2],
  ["select", [1, 5, 6], 5],
];
for (const [name, values, expected] of known) {
  test(`${name}(${values.join(", ")})`, () => {
    const found = operatorNames.find((candidate) => candidate === name);
    assert.ok(found);
    if (found !== undefined)
      assert.close(operator(found).evaluate(...values), expected, 1e-15 * Math.abs(expected));
  });
}

test("power in f32: signs, zeros and NaN", () => {
  const power = (x: number, y: number): number => careless(1).apply("power", x, y);
  assert.close(power(-2, 3), -8, 8 * 4 * 2 ** -23);
  assert.close(power(-2, 4), 16, 16 * 4 * 2 ** -23);
  assert.is(power(0, 2), 0);
  assert.is(power(0, 0), 1);
  assert.ok(Number.isNaN(power(-2, 0.5)));
});

test("the gradient of a power at 0 is finite", () => {
  const slopes = operator("power").gradient(exact, 1, 0, 0, 2);
  assert.equal(slopes, [0, 0]);
});
