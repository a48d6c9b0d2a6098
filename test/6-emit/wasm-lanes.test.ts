import type { Expression, Kernel, Memory, Statement, Width } from "../../compiler/5-schedule/loops.ts";
import type { ElementType, OperatorName } from "../../compiler/operators/operator.ts";
import { printWasm } from "../../compiler/6-emit/wasm/wasm.ts";
import { literalSize } from "../../compiler/sizes/size.ts";
import { withViews } from "./views.ts";
import { assert, suite } from "../harness.ts";
import { runInWasm } from "./wasm-machine.ts";

const test = suite("lanes and barriers in WebAssembly");

const int = (value: number): Expression => ({ kind: "literal", type: "int", value });
const real = (value: number): Expression => ({ kind: "literal", type: "real", value });
function read(name: string, type: ElementType = "int", width: Width = 1): Expression {
  return { kind: "variable", name, type, width };
}
function apply(operator: OperatorName, type: ElementType, width: Width, ...values: Expression[]): Expression {
  return { kind: "apply", operator, arguments: values, type, width };
}
const plus = (a: Expression, b: Expression): Expression => apply("add", "int", 1, a, b);
const times = (a: Expression, b: Expression): Expression => apply("multiply", "int", 1, a, b);
const work = (offset: string): Memory => ({ kind: "arena", arena: "work", offset });
const shared: Memory = { kind: "workgroup", name: "all" };
function load(memory: Memory, index: Expression, width: Width = 1): Expression {
  return { kind: "load", memory, index, type: "real", width };
}
function store(memory: Memory, index: Expression, value: Expression, width: Width = 1): Statement {
  return { kind: "store", memory, index, value, width };
}
function loop(
  variable: string,
  binding: "workgroup.x" | "lane.x" | "serial" | "unrolled",
  count: number,
  ...body: Statement[]
): Statement {
  return { kind: "loop", variable, binding, extent: { size: literalSize(count), tile: 1 }, body };
}
const barrier: Statement = { kind: "barrier" };
const when = (condition: Expression, ...then: Statement[]): Statement => ({
  kind: "if",
  condition,
  then,
  otherwise: [],
});
const define = (name: string, value: Expression): Statement => ({ kind: "let", name, value });
const assign = (name: string, value: Expression): Statement => ({ kind: "assign", name, value });
function variable(name: string, value: Expression, width: Width = 1): Statement {
  return { kind: "variable", name, type: "real", width, value };
}

function kernelOf(body: readonly Statement[]): Kernel {
  return withViews({
    name: "lanes",
    explanation: { formulas: [], meaning: "", schedule: "" },
    offsets: ["x", "y"],
    lanes: 8,
    workgroupMemory: [{ name: "all", type: "real", width: 1, count: 8 }],
    body,
  });
}

function run(body: readonly Statement[], groups: number, x: Float32Array, results: number): number[] {
  const places = Math.ceil(x.length / 64) * 64;
  const arena = new Float32Array(places + results);
  arena.set(x);
  const { work: after } = runInWasm({
    kernel: kernelOf(body),
    day: [],
    numbers: [],
    offsets: [0, places],
    groups,
    arenas: { work: arena },
  });
  return [...after.subarray(places)];
}

const inputs = Float32Array.from({ length: 32 }, (_, at) => (at * 7) % 11);

test("a tree of sums: barriers inside of a loop, a condition that differs between lanes", () => {
  const lane = read("lane");
  const distance = apply("quotient", "int", 1, int(4), read("power"));
  const tree = loop(
    "level",
    "unrolled",
    3,
    define(
      "power",
      apply(
        "select",
        "int",
        1,
        apply("equal", "bool", 1, read("level"), int(0)),
        int(1),
        times(read("level"), int(2)),
      ),
    ),
    when(
      apply("less", "bool", 1, lane, distance),
      store(shared, lane, apply("add", "real", 1, load(shared, lane), load(shared, plus(lane, distance)))),
    ),
    barrier,
  );
  const body = [
    loop(
      "row",
      "workgroup.x",
      4,
      loop(
        "lane",
        "lane.x",
        8,
        store(shared, lane, load(work("x"), plus(times(read("row"), int(8)), lane))),
        barrier,
        tree,
        when(apply("equal", "bool", 1, lane, int(0)), store(work("y"), read("row"), load(shared, int(0)))),
      ),
    ),
  ];
  const sums = [0, 1, 2, 3].map((row) => inputs.slice(8 * row, 8 * row + 8).reduce((a, b) => a + b));
  assert.equal(run(body, 4, inputs, 4), sums);
});

test("registers, vectors and names outlive barriers, each lane its own", () => {
  const lane = read("lane");
  const next = apply("modulo", "int", 1, plus(lane, int(1)), int(8));
  const body = [
    loop(
      "lane",
      "lane.x",
      8,
      define("place", times(lane, int(4))),
      define("four", load(work("x"), read("place"), 4)),
      variable("sum", real(0)),
      variable("total", { kind: "splat", of: real(0) }, 4),
      // Each turn every lane gives its number to the one before it.
      loop(
        "turn",
        "serial",
        3,
        store(shared, lane, apply("to_real", "real", 1, plus(lane, read("turn")))),
        barrier,
        define("given", load(shared, next)),
        barrier,
        assign("sum", apply("add", "real", 1, read("sum", "real"), read("given", "real"))),
        assign("total", apply("add", "real", 4, read("total", "real", 4), read("four", "real", 4))),
      ),
      store(
        work("y"),
        read("place"),
        apply("add", "real", 4, read("total", "real", 4), { kind: "splat", of: read("sum", "real") }),
        4,
      ),
    ),
  ];
  const expected = [...inputs].map((x, at) => 3 * x + 3 * ((Math.floor(at / 4) + 1) % 8) + 3);
  assert.equal(run(body, 1, inputs, 32), expected);
});

test("a condition that all lanes share may hold a barrier", () => {
  const lane = read("lane");
  const exchanged = load(shared, apply("subtract", "int", 1, int(7), lane));
  const body = [
    loop(
      "row",
      "workgroup.x",
      2,
      loop(
        "lane",
        "lane.x",
        8,
        define("place", plus(times(read("row"), int(8)), lane)),
        variable("value", load(work("x"), read("place"))),
        store(shared, lane, read("value", "real")),
        when(apply("equal", "bool", 1, read("row"), int(1)), barrier, assign("value", exchanged)),
        store(work("y"), read("place"), read("value", "real")),
      ),
    ),
  ];
  const reversed = [...inputs.slice(8, 16)].reverse();
  assert.equal(run(body, 2, inputs, 16), [...inputs.slice(0, 8), ...reversed]);
});

test("what lanes would all assign is refused", () => {
  const body = [
    variable("sum", real(0)),
    loop("lane", "lane.x", 8, assign("sum", apply("add", "real", 1, read("sum", "real"), real(1)))),
  ];
  const print = (): unknown => printWasm([kernelOf(body)], [], { relaxed: false, shared: false });
  assert.throws(print, /assigns `sum`, which all lanes share/);
});

test("four dot products of one vector have the bits of each by itself", () => {
  const rows = [0, 1, 2, 3].map((row) => read(`row${row}`, "real", 4));
  const dots = rows.map((right): Expression => ({ kind: "dot", left: read("x", "real", 4), right }));
  const [a, b, c, d] = dots;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return;
  const body = [
    ...rows.map((_, row) => define(`row${row}`, load(work("x"), int(4 + 4 * row), 4))),
    define("x", load(work("x"), int(0), 4)),
    store(work("y"), int(0), { kind: "vector", components: [a, b, c, d] }, 4),
    store(work("y"), int(4), c),
  ];
  const values = Float32Array.from({ length: 20 }, (_, at) => Math.sin(12.9898 * (at + 1)));
  const expected = [0, 1, 2, 3].map((row) =>
    [0, 1, 2, 3].reduce((sum, lane) => {
      const product = Math.fround((values[lane] ?? NaN) * (values[4 + 4 * row + lane] ?? NaN));
      return lane === 0 ? product : Math.fround(sum + product);
    }, 0),
  );
  assert.equal(run(body, 1, values, 5), [...expected, expected[2]]);
});

test("an unrolled loop, whose turns the exact module parts by branches", () => {
  const weighted = apply(
    "multiply",
    "real",
    1,
    load(work("x"), read("step")),
    apply("to_real", "real", 1, read("step")),
  );
  const body = [
    loop(
      "lane",
      "lane.x",
      1,
      variable("sum", real(0)),
      loop("step", "unrolled", 8, assign("sum", apply("add", "real", 1, read("sum", "real"), weighted))),
      store(work("y"), int(0), read("sum", "real")),
    ),
  ];
  const expected = inputs.slice(0, 8).reduce((sum, value, step) => sum + step * value, 0);
  assert.equal(run([loop("group", "workgroup.x", 1, ...body)], 1, inputs, 1), [expected]);
  const print = (relaxed: boolean): Uint8Array =>
    printWasm([kernelOf([loop("group", "workgroup.x", 1, ...body)])], [], { relaxed, shared: false });
  const branches = (bytes: Uint8Array): number => bytes.join().split("70,13,0").length - 1;
  assert.equal([branches(print(false)), branches(print(true))], [7, 0]);
});

test("the relaxed module fuses a product and a sum, the exact one does not", () => {
  const vector = load(work("x"), int(0), 4);
  const product = apply("multiply", "real", 4, vector, vector);
  const kernel = kernelOf([store(work("y"), int(0), apply("add", "real", 4, vector, product), 4)]);
  const [exact, relaxed] = [false, true].map((one) =>
    printWasm([kernel], [], { relaxed: one, shared: false }),
  );
  const fused = (bytes: Uint8Array | undefined): boolean => [...(bytes ?? [])].join().includes("253,133,2");
  assert.not(fused(exact));
  assert.ok(fused(relaxed));
});
