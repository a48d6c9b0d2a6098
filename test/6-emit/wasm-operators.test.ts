import type { Expression, Kernel, Statement } from "../../compiler/5-schedule/loops.ts";
import type { ElementType, OperatorName } from "../../compiler/operators/operator.ts";
import { operator, operatorNames } from "../../compiler/operators/table.ts";
import { literalSize } from "../../compiler/sizes/size.ts";
import { withViews } from "./views.ts";
import { assert, suite } from "../harness.ts";
import { runInWasm } from "./wasm-machine.ts";

const test = suite("operators in WebAssembly");

/** Argument lists of each, computed one by one or in fours. */
const lists = 8;

/** The argument types that an operator takes without conversion. */
function signatures(name: OperatorName): readonly (readonly ElementType[])[] {
  const { arity, type } = operator(name);
  const alike = (["real", "int", "bool"] as const).map((one) => new Array<ElementType>(arity).fill(one));
  const candidates: ElementType[][] = [
    ...alike,
    ["bool", "real", "real"],
    ["bool", "int", "int"],
    ["bool", "bool", "bool"],
  ];
  const texts = candidates
    .filter((types) => types.length === arity && type(types)?.arguments.join() === types.join())
    .map((types) => types.join());
  return [...new Set(texts)].map((text) => text.split(",") as ElementType[]);
}

/** The nearest value of a type; whole numbers are kept off 0, which may be a divisor. */
function suited(value: number, type: ElementType): number {
  if (type === "bool") return Number(value !== 0);
  return type === "int" ? Math.trunc(value) || 1 : Math.fround(value);
}

function kernelOf(name: OperatorName, types: readonly ElementType[], width: 1 | 4): Kernel {
  const result = operator(name).type(types)?.result ?? "real";
  const variable: Expression = { kind: "variable", name: "i", type: "int", width: 1 };
  const by: Expression = { kind: "literal", type: "int", value: width };
  const index: Expression = {
    kind: "apply",
    operator: "multiply",
    arguments: [variable, by],
    type: "int",
    width: 1,
  };
  const values = types.map((type, at): Expression => {
    const arena = type === "real" ? "work" : "integers";
    return { kind: "load", memory: { kind: "arena", arena, offset: `x${at}` }, index, type, width };
  });
  const arena = result === "real" ? "work" : "integers";
  const store: Statement = {
    kind: "store",
    memory: { kind: "arena", arena, offset: "y" },
    index,
    value: { kind: "apply", operator: name, arguments: values, type: result, width },
    width,
  };
  return withViews({
    name: "one",
    explanation: { formulas: [], meaning: "", schedule: "" },
    offsets: [...types.map((_, at) => `x${at}`), "y"],
    lanes: 1,
    workgroupMemory: [],
    body: [
      {
        kind: "loop",
        variable: "i",
        binding: "serial",
        extent: { size: literalSize(lists), tile: width },
        body: [store],
      },
    ],
  });
}

for (const name of operatorNames) {
  test(`${name}: singly and in fours, within the bound of its record`, () => {
    const { error, evaluate, tests, type } = operator(name);
    const found = signatures(name);
    assert.ok(found.length > 0);
    for (const types of found) {
      const small = tests.filter((list) => types[0] === "real" || list.every((one) => Math.abs(one) < 1e9));
      const given = Array.from({ length: lists }, (_, i) =>
        types.map((one, at) => suited(small[i % small.length]?.[at] ?? 1, one)),
      );
      const reals = new Float32Array(4 * lists);
      const ints = new Int32Array(4 * lists);
      for (const [i, list] of given.entries()) {
        for (const [at, value] of list.entries()) {
          (types[at] === "real" ? reals : ints)[at * lists + i] = value;
        }
      }
      const isReal = type(types)?.result === "real";
      for (const width of [1, 4] as const) {
        const after = runInWasm({
          kernel: kernelOf(name, types, width),
          day: [],
          numbers: [],
          offsets: [...types.keys(), 3].map((at) => at * lists),
          groups: 1,
          arenas: { work: reals.slice(), integers: ints.slice() },
        });
        const results = (isReal ? after.work : after.integers).subarray(3 * lists);
        for (const [i, list] of given.entries()) {
          const expected = evaluate(...list);
          const tolerance = error.relative * 2 ** -23 * Math.abs(expected) + error.absolute;
          const text = `${name} of ${types.join()} (${list.join(", ")}) by ${width}`;
          assert.close(results[i] ?? NaN, expected, tolerance, text);
        }
      }
    }
  });
}

test("the least int by -1, and ints by 0, are what WGSL says, and stop nothing", () => {
  const least = -(2 ** 31);
  const pairs = [
    [least, -1],
    [least, 1],
    [least, least],
    [7, -1],
    [-7, 0],
    [0, -1],
    [-7, 2],
    [7, -2],
  ];
  const expected = {
    quotient: [least, least, 1, -7, -7, 0, -4, -4],
    modulo: [0, 0, 0, 0, 0, 0, 1, -1],
  };
  for (const name of ["quotient", "modulo"] as const)
    for (const width of [1, 4] as const) {
      const integers = new Int32Array(3 * lists);
      for (const at of [0, 1])
        integers.set(
          pairs.map((pair) => pair[at] ?? 0),
          at * lists,
        );
      const after = runInWasm({
        kernel: kernelOf(name, ["int", "int"], width),
        day: [],
        numbers: [],
        offsets: [0, lists, 2 * lists],
        groups: 1,
        arenas: { work: new Float32Array(4), integers },
      });
      assert.equal([...after.integers.subarray(2 * lists)], expected[name], `${name} by ${width}`);
    }
});

test("clamps in fours, which are shorter beside a constant, keep NaN and the signs of zeros", () => {
  const given = [NaN, 0, -0, 1, -1, 1.5, -64, Infinity];
  const splat = (value: number): Expression => ({
    kind: "splat",
    of: { kind: "literal", type: "real", value },
  });
  for (const name of ["minimum", "maximum"] as const) {
    for (const bound of [1.5, -1, 0, -0]) {
      for (const isFirst of [true, false]) {
        const kernel = kernelOf(name, ["real", "real"], 4);
        const clamp = (value: Expression): Expression => {
          if (value.kind !== "apply") return value;
          const [x = value] = value.arguments;
          return { ...value, arguments: isFirst ? [splat(bound), x] : [x, splat(bound)] };
        };
        const body = kernel.body.map((loop): Statement => {
          if (loop.kind !== "loop") return loop;
          const stores = loop.body.map((one): Statement =>
            one.kind === "store" ? { ...one, value: clamp(one.value) } : one,
          );
          return { ...loop, body: stores };
        });
        const work = new Float32Array(4 * lists);
        work.set(given);
        const after = runInWasm({
          kernel: withViews({ ...kernel, body }),
          day: [],
          numbers: [],
          offsets: [0, lists, 3 * lists],
          groups: 1,
          arenas: { work, integers: new Int32Array(lists) },
        });
        const expected = given.map((x) => (name === "minimum" ? Math.min(x, bound) : Math.max(x, bound)));
        assert.ok(
          expected.every((one, at) => Object.is(one, after.work[3 * lists + at])),
          `${name} of ${given.join()} and ${bound}: ${after.work.subarray(3 * lists).join()}`,
        );
      }
    }
  }
});
