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

/** Nothing is written to an arena any more. */
function withoutStores(body: readonly Statement[]): readonly Statement[] {
  return body.flatMap((statement): readonly Statement[] => {
    if (statement.kind === "loop") return [{ ...statement, body: withoutStores(statement.body) }];
    if (statement.kind === "if")
      return [
        {
          ...statement,
          then: withoutStores(statement.then),
          otherwise: withoutStores(statement.otherwise),
        },
      ];
    return statement.kind === "store" && statement.memory.kind === "arena" ? [] : [statement];
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
    /a store to .* depends on the call's workgroups/,
  ],
  [
    "a value that depends on the workgroups before",
    () => withKernel((body) => [{ kind: "let", name: "before", value: { kind: "groups_before" } }, ...body]),
    /asked which workgroups a call makes/,
  ],
  [
    "a value that depends on the workgroups that follow",
    () => withKernel((body) => [{ kind: "let", name: "after", value: { kind: "groups_after" } }, ...body]),
    /asked which workgroups a call makes/,
  ],
  [
    "a GPU's condition on the workgroups before",
    () => withKernel((body) => [{ kind: "if", condition: few, then: body, otherwise: [] }]),
    /asked which workgroups a call makes/,
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
    "a way for the CPU that the kernel lacks",
    () => {
      const given = withCpuBody((body) => body);
      return { ...given, kernels: given.kernels.map(({ cpu: _, ...kernel }) => kernel) };
    },
    /disagree on a way for the CPU/,
  ],
  [
    "a value that is read too early",
    () => withDispatches((all) => [...all].reverse()),
    /dispatch \d of test reads .* is something else/,
  ],
  [
    "a value that no dispatch makes",
    () => withDispatches((all) => all.slice(1)),
    /dispatch 0 of test reads .* is something else/,
  ],
  [
    "an output that no dispatch makes",
    () => withDispatches((all) => all.slice(0, -1)),
    /an output of test reads .* is something else/,
  ],
  [
    "another place than where the value lies",
    () =>
      withDispatches(([first, ...others]) =>
        first === undefined ? others : [{ ...first, offsets: first.offsets.map((at) => at + 64) }, ...others],
      ),
    /, which nothing says/,
  ],
  ["a store that the CPU alone has", () => withKernel(withoutStores), /uses other values on the CPU/],
  [
    "a store that is there on neither way",
    () => {
      const given = withKernel(withoutStores);
      const [first, ...others] = given.kernels;
      if (first?.cpu === undefined) throw new Error("no kernel");
      const cpu = { ...first.cpu, body: withoutStores(first.cpu.body) };
      return { ...given, kernels: [{ ...first, cpu }, ...others] };
    },
    /doesn't use its offset/,
  ],
  [
    "a value that reaches into the next",
    () =>
      withTouches((touch) =>
        touch.slot === "input x" || touch.stores ? touch : { ...touch, count: touch.count + 1 },
      ),
    /is something else/,
  ],
  [
    "a list of other results",
    () =>
      withEntry((entry) => ({
        ...entry,
        written: entry.written.map((one) => ({ ...one, count: one.count + 1 })),
      })),
    /dispatch 0 of test doesn't write/,
  ],
];

const one: Expression = { kind: "literal", type: "int", value: 1 };
const half: Expression = { kind: "literal", type: "real", value: 0.5 };
const four: Expression = { kind: "splat", of: half };

/** Expressions that no kernel may have, whatever lies around them. */
const expressions: readonly (readonly [what: string, value: Expression, message: RegExp])[] = [
  [
    "operands of other types",
    { kind: "apply", operator: "add", arguments: [half, one], type: "real", width: 1 },
    /`add` of other types/,
  ],
  [
    "operands of other widths",
    { kind: "apply", operator: "add", arguments: [half, four], type: "real", width: 4 },
    /`add` of other widths/,
  ],
  ["a vector of vectors", { kind: "splat", of: four }, /a vector of vectors/],
  ["a component of a scalar", { kind: "component", of: half, lane: 0 }, /a component of a scalar/],
  [
    "components of different kinds",
    { kind: "vector", components: [half, half, half, one] },
    /components of different kinds/,
  ],
  ["a dot product of scalars", { kind: "dot", left: half, right: four }, /a dot product of scalars/],
  ["a turn that the kernel isn't given", { kind: "turn", name: "step" }, /no turn step/],
];

for (const [what, value, message] of expressions) {
  test(what, () => {
    const given = withKernel((body) => [{ kind: "let", name: "wrong", value }, ...body]);
    assert.throws(() => verifyPlan(given), message);
  });
}

/** A variable of the kernel, and what is done with it. */
function withVariable(value: Expression, ...after: readonly Statement[]): Plan {
  return withKernel((body) => [
    { kind: "variable", name: "sum", type: "real", width: 1, value },
    ...after,
    ...body,
  ]);
}

test("a variable has one type and one width", () => {
  const read: Expression = { kind: "variable", name: "sum", type: "int", width: 1 };
  verifyPlan(withVariable(half, { kind: "assign", name: "sum", value: half }));
  for (const [given, message] of [
    [withVariable(one), /`sum` begins as something else/],
    [withVariable(half, { kind: "assign", name: "sum", value: four }), /`sum` is assigned something else/],
    [withVariable(half, { kind: "let", name: "read", value: read }), /`sum` is read as something else/],
  ] as const)
    assert.throws(() => verifyPlan(given), message);
});

function withEntry(
  change: (entry: Plan["model"]["entries"][number]) => Plan["model"]["entries"][number],
): Plan {
  const given = plan();
  return { ...given, model: { ...given.model, entries: given.model.entries.map(change) } };
}

type Touch = Plan["entries"][number]["dispatches"][number]["touches"][number];

function withTouches(change: (touch: Touch) => Touch): Plan {
  const given = plan();
  const entries = given.entries.map((entry) => ({
    ...entry,
    dispatches: entry.dispatches.map((one) => ({ ...one, touches: one.touches.map(change) })),
    outputs: entry.outputs.map(change),
  }));
  return { ...given, entries };
}

type Dispatches = Plan["model"]["entries"][number]["dispatches"];

/** Other dispatches, or the same in another order, with all that is said of each. */
function withDispatches(change: (all: Dispatches) => Dispatches): Plan {
  const given = plan();
  const [entry, ...others] = given.model.entries;
  const [said, ...more] = given.entries;
  if (entry === undefined || said === undefined) throw new Error("no entry");
  const dispatches = change(entry.dispatches);
  const places = dispatches.map(({ makes }) => entry.dispatches.findIndex((one) => one.makes === makes));
  const written = entry.written.flatMap((one) => {
    const dispatch = places.indexOf(one.dispatch);
    return dispatch < 0 ? [] : [{ ...one, dispatch }];
  });
  const explained = { ...said, dispatches: places.flatMap((at) => said.dispatches.slice(at, at + 1)) };
  return {
    ...given,
    model: { ...given.model, entries: [{ ...entry, dispatches, written }, ...others] },
    entries: [explained, ...more],
  };
}

for (const [what, make, message] of broken) {
  test(what, () => assert.throws(() => verifyPlan(make()), message));
}

test("what lasts isn't read where another dispatch has updated it piece by piece", () => {
  const stores = plan().entries.flatMap(({ dispatches }) =>
    dispatches.flatMap(({ touches }) => touches.filter((touch) => touch.stores).map(({ slot }) => slot)),
  );
  const given = withTouches((touch) => {
    if (touch.stores) return { ...touch, isMoving: true };
    return stores.includes(touch.slot) ? { ...touch, slot: `${touch.slot} before`, isLasting: true } : touch;
  });
  assert.throws(() => verifyPlan(given), /dispatch 1 of test reads .* is something else/);
});
