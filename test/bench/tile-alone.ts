/**
 * Two inner loops by themselves, over panels that lie in the first cache: that of our contractions, which is what a product could reach at
 * most, and a plain one, packed panels of 6 x 8, beside which figures are told.
 */
import { apply, integer, literal, splat, variable } from "../../compiler/5-schedule/writer/expressions.ts";
import type { Expression, Extent, Kernel, Statement } from "../../compiler/5-schedule/loops.ts";
import { printWasm } from "../../compiler/6-emit/wasm/wasm.ts";
import { literalSize } from "../../compiler/sizes/size.ts";

const [rows, vectors, depth, turn] = [6, 2, 128, 8];
const tiles = 500;

function times(count: number): Extent {
  return { size: literalSize(count), tile: 1 };
}

function load(name: string, index: Expression, width: 1 | 4): Expression {
  return { kind: "load", memory: { kind: "workgroup", name }, index, type: "real", width };
}

/** In `ours` a row has an address of its own, as in compiler/5-schedule/kernels/contractions/panels/panels.ts; in `plain` all that is loaded is a sum of one. */
type Loop = "ours" | "plain";

function tileKernel(which: Loop): Kernel {
  const all = Array.from({ length: rows * vectors }, (_, at) => ({
    row: Math.floor(at / vectors),
    vector: at % vectors,
    name: `sum_${at}`,
  }));
  const step = apply(
    "add",
    apply("multiply", variable("turn", "int", 1), integer(turn)),
    variable("step", "int", 1),
  );
  const place = (width: number, at: number): Expression =>
    apply("add", apply("multiply", step, integer(width)), integer(at));
  const hasAddresses = which === "ours";
  const rowAt = (r: number): Expression =>
    hasAddresses ? apply("add", variable(`panel_${r}`, "int", 1), place(rows, 0)) : place(rows, r);
  const panels = Array.from({ length: hasAddresses ? rows : 0 }, (_, r): Statement => ({
    kind: "let",
    name: `panel_${r}`,
    value: integer(r),
  }));
  const columns = Array.from({ length: vectors }, (_, v): Statement => {
    return { kind: "let", name: `column_${v}`, value: load("B", place(4 * vectors, 4 * v), 4) };
  });
  const products = Array.from({ length: rows }, (_, r): readonly Statement[] => [
    { kind: "let", name: `row_${r}`, value: splat(load("A", rowAt(r), 1), 4) },
    ...all
      .filter(({ row }) => row === r)
      .map(({ vector, name }): Statement => {
        const product = apply(
          "multiply",
          variable(`row_${r}`, "real", 4),
          variable(`column_${vector}`, "real", 4),
        );
        return { kind: "assign", name, value: apply("add", variable(name, "real", 4), product) };
      }),
  ]);
  const loop = (
    name: string,
    binding: "serial" | "unrolled" | "workgroup.x" | "lane.x",
    extent: Extent,
    body: readonly Statement[],
  ): Statement => ({
    kind: "loop",
    variable: name,
    binding,
    extent,
    body,
  });
  const steps = loop("step", "unrolled", times(turn), [...columns, ...products.flat()]);
  const body: readonly Statement[] = [
    ...panels,
    ...all.map(({ name }): Statement => ({
      kind: "variable",
      name,
      type: "real",
      width: 4,
      value: splat(literal(0, "real"), 4),
    })),
    loop("turn", "serial", times(depth / turn), [steps]),
    ...all.map(({ name }, at): Statement => ({
      kind: "store",
      memory: { kind: "workgroup", name: "C" },
      index: integer(4 * at),
      value: variable(name, "real", 4),
      width: 4,
    })),
  ];
  const memory = (name: string, count: number) => ({ name, type: "real", width: 4, count }) as const;
  return {
    name: "tile",
    explanation: { formulas: [], meaning: "", schedule: "" },
    offsets: [],
    views: [],
    lanes: 1,
    workgroupMemory: [
      memory("A", rows * depth),
      memory("B", 4 * vectors * depth),
      memory("C", 4 * rows * vectors),
    ],
    body: [loop("tile", "workgroup.x", times(tiles), [loop("thread", "lane.x", times(1), body)])],
  };
}

/** FLOP of a call, and what makes it. */
export function openTile(
  relaxed: boolean,
  which: Loop,
): { readonly flops: number; readonly run: () => void } {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 65536, shared: true });
  const module = new WebAssembly.Module(printWasm([tileKernel(which)], [], { relaxed, shared: true }));
  const start = 2 ** 20;
  const arenas = { parameters: start, states: start, work: start, integers: start, scratch: start };
  const { exports } = new WebAssembly.Instance(module, { weft: { memory, ...arenas } });
  const call = exports["tile"];
  if (typeof call !== "function") throw new Error("the module exports no tile");
  return {
    flops: 2 * rows * vectors * 4 * depth * tiles,
    run: () => {
      call(0, tiles, start, start);
    },
  };
}
