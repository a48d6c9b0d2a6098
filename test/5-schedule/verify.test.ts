import type { Expression, Kernel, Statement } from "../../compiler/5-schedule/loops.ts";
import type { Plan } from "../../compiler/5-schedule/plan.ts";
import { schedule } from "../../compiler/5-schedule/schedule.ts";
import { verifyPlan } from "../../compiler/5-schedule/verify.ts";
import { assert, suite } from "../harness.ts";
import { axis, graphOf, noFacts, realInput } from "./compare.ts";

const test = suite("the verifier finds what is broken");

function plan(): Plan {
  const [row, column] = [axis("row", 6), axis("column", 64)];
  const inputs = [realInput("x", [row, column])];
  return schedule(
    graphOf({
      inputs,
      results: (g, leaf) => {
        const e = g.apply("exp", leaf("x"));
        const p = g.apply("divide", e, g.reduce("sum", [column], e));
        return { p, s: g.reduce("sum", [row], g.apply("tanh", p)) };
      },
    }),
    noFacts,
  );
}

function withKernel(change: (body: readonly Statement[]) => readonly Statement[]): Plan {
  const given = plan();
  const [first, ...others] = given.kernels;
  if (first === undefined) throw new Error("no kernel");
  const inside = (body: readonly Statement[]): readonly Statement[] => {
    const [loop] = body;
    if (loop?.kind === "loop" && loop.binding !== "serial") return [{ ...loop, body: inside(loop.body) }];
    return change(body);
  };
  const changed: Kernel = { ...first, body: inside(first.body) };
  return { ...given, kernels: [changed, ...others] };
}

function replaceStores(
  body: readonly Statement[],
  change: (store: Statement & { kind: "store" }) => Statement,
): readonly Statement[] {
  return body.map((statement) =>
    statement.kind === "store" && statement.memory.kind === "arena" ? change(statement) : statement,
  );
}

test("a good plan passes", () => verifyPlan(plan()));

/** A product of matrices, of which what the CPU does is changed. */
function withCpuBody(change: (body: readonly Statement[]) => readonly Statement[]): Plan {
  const [m, n, k] = [axis("m", 130), axis("n", 120), axis("k", 128)];
  const given = schedule(
    graphOf({
      inputs: [realInput("A", [k, m]), realInput("B", [k, n])],
      results: (g, leaf) => ({ C: g.reduce("sum", [k], g.apply("multiply", leaf("A"), leaf("B"))) }),
    }),
    noFacts,
  );
  const [kernel] = given.kernels;
  if (kernel?.cpu === undefined) throw new Error("no kernel");
  return { ...given, kernels: [{ ...kernel, cpu: { ...kernel.cpu, body: change(kernel.cpu.body) } }] };
}

const few: Expression = {
  kind: "apply",
  operator: "less",
  arguments: [{ kind: "groups_before" }, { kind: "literal", type: "int", value: 1 }],
  type: "bool",
  width: 1,
};

/** Puts what is stored in arenas under a condition. */
function underFew(body: readonly Statement[]): readonly Statement[] {
  return body.map((statement): Statement => {
    if (statement.kind === "loop") return { ...statement, body: underFew(statement.body) };
    if (statement.kind === "if")
      return { ...statement, then: underFew(statement.then), otherwise: underFew(statement.otherwise) };
    return statement.kind === "store" && statement.memory.kind === "arena"
      ? { kind: "if", condition: few, then: [statement], otherwise: [] }
      : statement;
  });
}

const broken: readonly (readonly [what: string, make: () => Plan, message: RegExp])[] = [
  [
    "a name twice",
    () => withKernel((body) => [...body, ...body.filter(({ kind }) => kind === "let")]),
    /declared twice/,
  ],
  [
    "an int that is none",
    () =>
      withKernel((body) =>
        replaceStores(body, (store) => ({ ...store, index: { kind: "literal", type: "int", value: 2.5 } })),
      ),
    /2\.5 is no int/,
  ],
  [
    "a result that depends on the workgroups before",
    () => withCpuBody(underFew),
    /a store to .* depends on the workgroups before/,
  ],
  [
    "a value that depends on the workgroups before",
    () => withKernel((body) => [{ kind: "let", name: "before", value: { kind: "groups_before" } }, ...body]),
    /asked which workgroups came before/,
  ],
  [
    "a GPU's condition on the workgroups before",
    () => withKernel((body) => [{ kind: "if", condition: few, then: body, otherwise: [] }]),
    /asked which workgroups came before/,
  ],
  [
    "a missing declaration",
    () => withKernel((body) => body.filter(({ kind }) => kind !== "let")),
    /isn't declared here/,
  ],
  [
    "a barrier under a condition",
    () =>
      withKernel((body) => [
        ...body,
        {
          kind: "if",
          condition: { kind: "literal", type: "bool", value: 1 },
          then: [{ kind: "barrier" }],
          otherwise: [],
        },
      ]),
    /barrier under a condition/,
  ],
  [
    "threads that write one place",
    () =>
      withKernel((body) =>
        replaceStores(body, (store) => ({ ...store, index: { kind: "literal", type: "int", value: 0 } })),
      ),
    /is the same for every/,
  ],
  [
    "a vector between multiples of four",
    () =>
      withKernel((body) =>
        replaceStores(body, (store) => ({
          ...store,
          index: {
            kind: "apply",
            operator: "add",
            arguments: [store.index, { kind: "literal", type: "int", value: 1 }],
            type: "int",
            width: 1,
          },
        })),
      ),
    /multiple of four/,
  ],
  [
    "a store of another width",
    () =>
      withKernel((body) => replaceStores(body, (store) => ({ ...store, width: store.width === 4 ? 1 : 4 }))),
    /another type or width/,
  ],
  [
    "an offset outside",
    () => withEntry((entry) => ({ ...entry, arenas: { ...entry.arenas, work: 64 } })),
    /has .* at/,
  ],
  [
    "other workgroups",
    () =>
      withEntry((entry) => ({
        ...entry,
        dispatches: entry.dispatches.map((one) => ({
          ...one,
          groups: [one.groups[1], one.groups[2], one.groups[0]] as const,
        })),
      })),
    /other workgroups/,
  ],
  [
    "a value that is read too early",
    () =>
      withEntry((entry) => ({
        ...entry,
        dispatches: [...entry.dispatches].reverse(),
        written: entry.written.map((one) => ({
          ...one,
          dispatch: entry.dispatches.length - 1 - one.dispatch,
        })),
      })),
    /before it is there/,
  ],
  [
    "two values in one place",
    () =>
      withEntry((entry) => ({
        ...entry,
        written: entry.written.map((one, at) => (at === 1 ? { ...one, count: 100000 } : one)),
      })),
    /isn't there at the end/,
  ],
];

function withEntry(
  change: (entry: Plan["model"]["entries"][number]) => Plan["model"]["entries"][number],
): Plan {
  const given = plan();
  return { ...given, model: { ...given.model, entries: given.model.entries.map(change) } };
}

for (const [what, make, message] of broken) {
  test(what, () => assert.throws(() => verifyPlan(make()), message));
}
