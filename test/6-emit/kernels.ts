/** Kernels as a scheduler might write them, for the printers' tests. */
import { withViews } from "./views.ts";
import { literalSize, symbolSize, type Size } from "../../compiler/sizes/size.ts";
import type { ElementType, OperatorName } from "../../compiler/operators/operator.ts";
import type { Expression, LoopBinding, Memory, Statement, Width } from "../../compiler/5-schedule/loops.ts";
import type { PlanDay } from "../../runtime/plan.ts";

export const day: readonly PlanDay[] = [
  { name: "seed", type: "uint" },
  { name: "step", type: "uint" },
  { name: "seq", type: "int" },
  { name: "temperature", type: "real" },
];

const int = (value: number): Expression => ({ kind: "literal", type: "int", value });
const real = (value: number): Expression => ({ kind: "literal", type: "real", value });
const at = (name: string): Expression => ({ kind: "variable", name, type: "int", width: 1 });
const value = (name: string, width: Width = 1): Expression => ({
  kind: "variable",
  name,
  type: "real",
  width,
});
const splat = (of: Expression): Expression => ({ kind: "splat", of });

function apply(operator: OperatorName, type: ElementType, width: Width, ...values: Expression[]): Expression {
  return { kind: "apply", operator, arguments: values, type, width };
}
const plus = (a: Expression, b: Expression): Expression => apply("add", "int", 1, a, b);
const times = (a: Expression, b: Expression): Expression => apply("multiply", "int", 1, a, b);
const less = (a: Expression, b: Expression): Expression => apply("less", "bool", 1, a, b);

function arena(name: "parameters" | "states" | "work" | "integers", offset: string): Memory {
  return { kind: "arena", arena: name, offset };
}
function load(memory: Memory, index: Expression, type: ElementType = "real", width: Width = 1): Expression {
  return { kind: "load", memory, index, type, width };
}
function store(memory: Memory, index: Expression, stored: Expression, width: Width = 1): Statement {
  return { kind: "store", memory, index, value: stored, width };
}
function loop(
  variable: string,
  binding: LoopBinding,
  size: Size | number,
  body: Statement[],
  tile = 1,
): Statement {
  const whole = typeof size === "number" ? literalSize(size) : size;
  return { kind: "loop", variable, binding, extent: { size: whole, tile }, body };
}
const define = (name: string, defined: Expression): Statement => ({ kind: "let", name, value: defined });
const assign = (name: string, assigned: Expression): Statement => ({ kind: "assign", name, value: assigned });
function variable(name: string, initial: Expression, width: Width = 1): Statement {
  return { kind: "variable", name, type: "real", width, value: initial };
}

/** Two rows and one vector of columns a thread: [rows, 8] · [8, 16] + bias, then tanh. */
export const productAndTanh = withViews({
  name: "mlp_up_tanh",
  explanation: {
    formulas: [{ text: "h = tanh(up(x))", source: "specs/gpt.weft:31, MLP" }],
    meaning: "h[seq, hidden] = tanh(sum[embed] x[seq, embed] * up.W[embed, hidden] + up.b[hidden])",
    schedule: "seq <= 8 rows, embed 8, hidden 16; 2 rows x 1 vector a thread",
  },
  offsets: ["x", "up.W", "up.b", "h"],
  lanes: 4,
  workgroupMemory: [],
  body: [
    loop(
      "row",
      "workgroup.y",
      symbolSize("seq"),
      [
        loop("column", "lane.x", 4, [
          variable("sum0", splat(real(0)), 4),
          variable("sum1", splat(real(0)), 4),
          loop("embed", "serial", 8, [
            define(
              "W",
              load(
                arena("parameters", "up.W"),
                plus(times(at("embed"), int(16)), times(at("column"), int(4))),
                "real",
                4,
              ),
            ),
            ...[0, 1].map((line) => {
              const row = plus(times(at("row"), int(2)), int(line));
              const x = load(arena("work", "x"), plus(times(row, int(8)), at("embed")));
              const product = apply("multiply", "real", 4, splat(x), value("W", 4));
              return assign(`sum${line}`, apply("add", "real", 4, value(`sum${line}`, 4), product));
            }),
          ]),
          define("b", load(arena("parameters", "up.b"), times(int(4), at("column")), "real", 4)),
          ...[0, 1].map((line): Statement => {
            const row = plus(times(at("row"), int(2)), int(line));
            const result = apply(
              "tanh",
              "real",
              4,
              apply("add", "real", 4, value(`sum${line}`, 4), value("b", 4)),
            );
            const place = plus(times(row, int(16)), times(at("column"), int(4)));
            const stored = store(arena("work", "h"), place, result, 4);
            return {
              kind: "if",
              condition: less(row, { kind: "size", size: symbolSize("seq") }),
              then: [stored],
              otherwise: [],
            };
          }),
        ]),
      ],
      2,
    ),
  ],
});

const sumOf = (lane: Expression): Expression => load({ kind: "workgroup", name: "partial" }, lane);

/** exp(x) / sum(exp(x)) over rows of `seq` positions, four lanes a row, where a mask holds. */
export const maskedRow = withViews({
  name: "softmax_row",
  explanation: {
    formulas: [{ text: "A = softmax[src where keep](s)", source: "specs/gpt.weft:24, Attention" }],
    meaning: "A[row, src] = exp(s[row, src]) / sum[src where keep] exp(s[row, src])",
    schedule: "seq <= 8 positions, 4 lanes a row",
  },
  offsets: ["s", "keep", "A"],
  lanes: 4,
  workgroupMemory: [{ name: "partial", type: "real", width: 1, count: 4 }],
  body: [
    loop("row", "workgroup.x", 3, [
      loop("part", "lane.x", 4, [
        variable("sum", real(0)),
        loop(
          "turn",
          "serial",
          symbolSize("seq"),
          [
            define("src", plus(times(at("turn"), int(4)), at("part"))),
            define("place", plus(times(at("row"), { kind: "size", size: symbolSize("seq") }), at("src"))),
            {
              kind: "if",
              condition: apply(
                "and",
                "bool",
                1,
                less(at("src"), { kind: "size", size: symbolSize("seq") }),
                load(arena("integers", "keep"), at("src"), "bool"),
              ),
              then: [
                define("e", apply("exp", "real", 1, load(arena("work", "s"), at("place")))),
                store(arena("work", "A"), at("place"), value("e")),
                assign("sum", apply("add", "real", 1, value("sum"), value("e"))),
              ],
              otherwise: [],
            },
          ],
          4,
        ),
        store({ kind: "workgroup", name: "partial" }, at("part"), value("sum")),
        { kind: "barrier" },
        define(
          "total",
          apply(
            "add",
            "real",
            1,
            apply("add", "real", 1, sumOf(int(0)), sumOf(int(1))),
            apply("add", "real", 1, sumOf(int(2)), sumOf(int(3))),
          ),
        ),
        loop(
          "turn",
          "serial",
          symbolSize("seq"),
          [
            define("src", plus(times(at("turn"), int(4)), at("part"))),
            define("place", plus(times(at("row"), { kind: "size", size: symbolSize("seq") }), at("src"))),
            {
              kind: "if",
              condition: less(at("src"), { kind: "size", size: symbolSize("seq") }),
              then: [
                store(
                  arena("work", "A"),
                  at("place"),
                  apply(
                    "select",
                    "real",
                    1,
                    load(arena("integers", "keep"), at("src"), "bool"),
                    apply("divide", "real", 1, load(arena("work", "A"), at("place")), value("total")),
                    real(0),
                  ),
                ),
              ],
              otherwise: [],
            },
          ],
          4,
        ),
      ]),
    ]),
  ],
});

/** Rows of a table by number, in vectors, then one number of each row doubled: scalar accesses of a vector arena. */
export const embedding = withViews({
  name: "embed",
  explanation: {
    formulas: [{ text: "x = W_e(tokens)", source: "specs/gpt.weft:44, GPT" }],
    meaning: "x[seq, embed] = W_e[tokens[seq], embed]",
    schedule: "seq <= 8, embed 8; a row a workgroup, a vector a thread",
  },
  offsets: ["tokens", "W_e", "x", "last"],
  lanes: 2,
  workgroupMemory: [],
  body: [
    loop("seq", "workgroup.x", symbolSize("seq"), [
      loop("vector", "lane.x", 2, [
        define("token", load(arena("integers", "tokens"), at("seq"), "int")),
        define(
          "row",
          load(
            arena("parameters", "W_e"),
            plus(times(at("token"), int(8)), times(at("vector"), int(4))),
            "real",
            4,
          ),
        ),
        store(
          arena("work", "x"),
          plus(times(at("seq"), int(8)), times(at("vector"), int(4))),
          value("row", 4),
          4,
        ),
        {
          kind: "if",
          condition: apply("equal", "bool", 1, at("vector"), int(1)),
          then: [
            store(arena("work", "x"), plus(times(at("seq"), int(8)), int(7)), {
              kind: "component",
              of: value("row", 4),
              lane: 0,
            }),
            store(
              arena("work", "last"),
              at("seq"),
              load(arena("parameters", "W_e"), plus(times(at("token"), int(8)), at("seq"))),
            ),
          ],
          otherwise: [],
        },
      ]),
    ]),
  ],
});

/** Random numbers, a setting, an unrolled loop and whole numbers rounded down. */
export const noise = withViews({
  name: "noise",
  explanation: {
    formulas: [
      { text: "n = normal[seq](0, temperature)", source: "specs/gpt.weft:70, write" },
      { text: "u = uniform[seq](0, 1)", source: "specs/gpt.weft:70, write" },
    ],
    meaning: "n[seq], u[seq]",
    schedule: "two numbers a thread",
  },
  offsets: ["n", "u", "k"],
  sites: ["site 1"],
  lanes: 4,
  workgroupMemory: [],
  body: [
    loop("thread", "lane.x", 4, [
      loop("half", "unrolled", 2, [
        define("position", plus(times(at("thread"), int(2)), at("half"))),
        store(
          arena("work", "n"),
          at("position"),
          apply(
            "multiply",
            "real",
            1,
            { kind: "random", distribution: "normal", site: "site 1", position: at("position") },
            { kind: "setting", name: "temperature", type: "real" },
          ),
        ),
        store(arena("work", "u"), at("position"), {
          kind: "random",
          distribution: "uniform",
          site: "site 1",
          position: at("position"),
        }),
        store(
          arena("integers", "k"),
          at("position"),
          apply(
            "modulo",
            "int",
            1,
            apply("subtract", "int", 1, { kind: "index_remainder", of: at("position"), by: int(3) }, int(2)),
            int(5),
          ),
        ),
      ]),
    ]),
  ],
});
