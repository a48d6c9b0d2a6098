import { suite } from "../harness.ts";
import { assertFigures } from "./formulas.ts";

const test = suite("numbers at the ends of what there is give the figures that are known by hand");

test("a whole division rounds down, also by a number below 0", () =>
  assertFigures(
    `
axis a = 5
axis t <= 4
model M() -> (quotient: [a], rest: [a], isBelow: [a], isAbove: [a], twice: [a]) {
  return a div -2, a % -3, where(a % -3 < 0, 1, 0), where(a div -2 >= 0, 1, 0), (a div 2) div -1
}
model N(x: [t]) -> [t] {
  return x + where(t div (|t| - 3) < 0, 1, 0)
}`,
    [
      {
        entry: "infer M",
        expected: {
          quotient: "[0, -1, -1, -2, -2]",
          rest: "[0, -2, -1, 0, -2]",
          isBelow: "[0, 1, 1, 0, 1]",
          isAbove: "[1, 0, 0, 0, 0]",
          twice: "[0, 0, -1, -1, -2]",
        },
      },
      { entry: "infer N", inputs: { x: "[0, 0]" }, expected: { result: "[0, 1]" } },
    ],
  ));

test("a whole division is right for all integers of 32 bits", () =>
  assertFigures(
    `
axis a = 2
model M(i: [a] int) -> (quotient: [a], rest: [a], below: [a], left: [a], least: [a]) {
  k = i + 1900000000
  return k div 2000000000, k % 2000000000, k div -2000000000, -k % 2000000000, (i - 2147483647) div 2000000000
}`,
    {
      entry: "infer M",
      inputs: { i: "[0, 1]" },
      expected: {
        quotient: "[0, 0]",
        rest: "[1900000000, 1900000001]",
        below: "[-1, -1]",
        left: "[100000000, 99999999]",
        least: "[-2, -2]",
      },
    },
  ));

test("integers wrap around, with what is known before a run and without", () =>
  assertFigures(
    `
axis a = 4
model M(m: [a] int) -> (size: [a] int, least: [a] int, four: [a] int, sums: [a] int, product: [] int, square: [] int, none: [] int, all: [] int) {
  return abs(m * 715827883), abs(m - 2147483647 - 1), (m * 1073741824 * 4) div 2, cumsum[a](m * 1073741824), prod[a](m + 65539), m @[a] (m * 1431655765), max[a where m > 9](m), min[a where m > 9](m)
}`,
    {
      entry: "infer M",
      inputs: { m: "[3, -3, 1, 0]" },
      expected: {
        size: "[2147483647, 2147483647, 715827883, 0]",
        least: "[2147483645, 2147483645, 2147483647, -2147483648]",
        four: "[0, 0, 0, 0]",
        sums: "[-1073741824, 0, 1073741824, 1073741824]",
        product: "4718592",
        square: "1431655759",
        none: "-2147483648",
        all: "2147483647",
      },
    },
  ));

test("a product of an integer that repeats wraps around", () =>
  assertFigures(
    `
axis t <= 2
axis a = 3
model M(m: [t] int) -> (each: [t] int, whole: int, known: int) {
  return prod[a](spread[a](m)), prod[t, a](spread[a](m)), prod[t](spread[t](3))
}`,
    {
      entry: "infer M",
      inputs: { m: "[-3, 100001]" },
      expected: { each: "[-27, -1594966047]", whole: "114410309", known: "9" },
    },
  ));

test("multiples of positions are divided by numbers that share no factor with them, and by others", () =>
  assertFigures(
    `
axis b = 2
axis c = 5
model M(z: [b, c]) -> (odd: [b, c], part: [b, c], even: [b, c], turned: [b, c]) {
  return z[c = (2 * c) % 5], z[c = (3 * c) div 4], z[c = (6 * c + 2) % 4], z[c = (4 * c + 3 * b) % |c|]
}`,
    {
      entry: "infer M",
      inputs: { z: "[[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]" },
      expected: {
        odd: "[[0, 2, 4, 1, 3], [5, 7, 9, 6, 8]]",
        part: "[[0, 0, 1, 2, 3], [5, 5, 6, 7, 8]]",
        even: "[[2, 0, 2, 0, 2], [7, 5, 7, 5, 7]]",
        turned: "[[0, 4, 3, 2, 1], [8, 7, 6, 5, 9]]",
      },
    },
  ));

const large = Math.exp(57) * 1e-20;

test("factors far from 1 keep numbers within what there is", () =>
  assertFigures(
    `
axis a = 3
model M(x: [a]) -> (length: [], square: [a], linear: [a]) {
  large = exp(57 + x)
  return sqrt(sum[a]((large * 1e-20)^2)), (large * 1e-20) * (1e-20 * large), large * 1e30 * 1e-30 * 1e-30 * 1e10
}`,
    {
      entry: "infer M",
      inputs: { x: "[0, 0, 0]" },
      expected: {
        length: Math.sqrt(3) * large,
        square: [large ** 2, large ** 2, large ** 2],
        linear: [large, large, large],
      },
      within: 1e-5,
    },
  ));

test("what constants come to is no larger than the largest number", () =>
  assertFigures(
    `
axis a = 2
model M(x: [a]) -> (twice: [a], none: [a], below: [a], whole: [a]) {
  return minimum(x, inf * 2), minimum(x, 1 / 0), maximum(x, -inf - 1e38), x * 3000000000
}`,
    {
      entry: "infer M",
      inputs: { x: "[1, 2]" },
      expected: { twice: "[1, 2]", none: "[1, 2]", below: "[1, 2]", whole: "[3000000000, 6000000000]" },
    },
  ));

test("a power of whole numbers is whole where it can't be a fraction, nor more than an int holds", () =>
  assertFigures(
    `
axis head = 2
axis seq  = 40
const two = 2
model M(x: [seq]) -> (decay: [head], half: [head], index: [head], far: real) {
  return 1 - 2^(-5 - head), two^(head - 1), x[seq = 2^head else 0], (2^seq * x)[seq = 39]
}`,
    {
      entry: "infer M",
      inputs: { x: Array.from({ length: 40 }, (_, at) => at) },
      expected: { decay: "[0.96875, 0.984375]", half: "[0.5, 1]", index: "[1, 2]", far: 39 * 2 ** 39 },
    },
  ));

test("the least integer is taken away as it is, and has no opposite", () =>
  assertFigures(
    `
axis a = 3
model M(m: [a] int) -> (less: [a] int, times: [a] int) {
  return m - (-2147483647 - 1), -(m * (-2147483647 - 1))
}`,
    {
      entry: "infer M",
      inputs: { m: "[-1, 0, 1]" },
      expected: {
        less: "[2147483647, -2147483648, -2147483647]",
        times: "[-2147483648, 0, -2147483648]",
      },
    },
  ));

test("a whole division under a condition is one of integers, and what is made of it wraps around", () =>
  assertFigures(
    `
axis a = 2
model M(m: [a] int, k: [a] int) -> (times: [a] int, left: [a] int, whole: int, read: [a] int) {
  return where(k > 0, (m div k) * 65536 * 65536 + 1, 7), where(k > 0, (m % k) * 1073741824 * 2, 7), sum[a where k > 0](m div k * 2147483647), m[a = where(k > 0, a div k, 0) else 0]
}`,
    {
      entry: "infer M",
      inputs: { m: "[7, 5]", k: "[2, 0]" },
      expected: { times: "[1, 7]", left: "[-2147483648, 7]", whole: 2147483645, read: "[7, 7]" },
    },
  ));

test("the largest of no whole numbers is the least of them, known before a run or not", () =>
  assertFigures(
    `
axis a = 2
model M(x: [a]) -> (known: real, found: real) {
  return 0.5 * max[a where false](a), 0.5 * max[a where x > 5](a)
}`,
    { entry: "infer M", inputs: { x: "[1, 2]" }, expected: { known: -(2 ** 30), found: -(2 ** 30) } },
  ));
