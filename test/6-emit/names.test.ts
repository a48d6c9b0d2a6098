import { createLocalNames } from "../../compiler/6-emit/wgsl/local-names.ts";
import { createMemberNames, createNames, identifier, packageNameOf } from "../../compiler/6-emit/names.ts";
import { printModelText } from "../../compiler/6-emit/module/model-text.ts";
import { compileSpec } from "../agree/compile-spec.ts";
import { assert, suite } from "../harness.ts";

const test = suite("names in WGSL");

test("names keep the spec's letters and lose what WGSL refuses", () => {
  const pairs = [
    ["W_q", "W_q"],
    ["blocks.0.attn.W_q", "blocks_0_attn_W_q"],
    ["h'", "h_next"],
    ["嵌入", "嵌入"],
    ["2x", "v2x"],
    ["_x", "v_x"],
    ["__a__b__", "v_a_b"],
    ["step", "step_"],
    ["self", "self_"],
    ["σ²", "σ"],
  ] as const;
  for (const [name, expected] of pairs) assert.is(identifier(name), expected);
});

test("two names never become one", () => {
  const names = createNames(["work"]);
  assert.equal(["work", "a.b", "a_b", "a.b"].map(names.of), ["work_2", "a_b", "a_b_2", "a_b"]);
});

test("a member may be called like a function of WGSL, but not like a keyword", () => {
  const members = createMemberNames();
  assert.equal(["step", "var"].map(members.of), ["step", "var_"]);
});

test("a local loses its number where no visible name needs it", () => {
  const locals = createLocalNames(new Set(["work"]));
  locals.declare("x");
  locals.open();
  assert.is(locals.declare("src_2"), "src");
  assert.is(locals.declare("x_2"), "x_2");
  assert.is(locals.declare("work"), "work_2");
  locals.close();
  locals.open();
  assert.is(locals.declare("src_3"), "src");
  assert.is(locals.of("src_3"), "src");
  assert.throws(() => locals.of("src_2"), "which no scope declares");
});

test("a package has a name that npm takes, whatever the spec is called", () => {
  const names = ["gpt", "My Names v2", "名字 v2", "名字", "a_b.c"];
  assert.equal(names.map(packageNameOf), ["gpt", "my-names-v2", "v2", "model", "a-b-c"]);
});

test("what differs in capitals alone has files of its own, and constants", () => {
  const { plan } = compileSpec(
    "capitals.weft",
    `weft 1
axis embed = 3
axis label = { no, yes }

model MAIN(x: [embed]) -> [label] {
  param w, W: embed -> label ~ he
  return W(x) * exp(w(x))
}

model Main(x: [embed]) -> real {
  param w: [embed] = 0
  return w @[embed] x
}

data records = jsonl("records.jsonl") {
  x: [embed]
  X: real
}

data Records = jsonl("others.jsonl") {
  x: [embed]
}

train on records {
  minimize mean[batch]((Main(x) - X)^2)
  optimizer = sgd(rate = 1)
  batch = 2
  steps = 1
}

train Train on Records {
  minimize mean[batch](sum[label](MAIN(x)^2))
  optimizer = sgd(rate = 1)
  batch = 2
  steps = 1
}

train step on Records {
  minimize mean[batch](sum[label](MAIN(x)^2))
  optimizer = sgd(rate = 1)
  batch = 2
  steps = 1
}
`,
  );
  const files = [
    ...plan.kernels.map(({ name }) => `kernels/${name}.wgsl`),
    ...plan.model.data.flatMap(({ fields }) => fields.map(({ column }) => `data/${column}.bin`)),
  ];
  const constants = [...printModelText(plan).matchAll(/^export const ([^:]+): PlanEntry/gm)].map(
    ([, name]) => name,
  );
  assert.is(new Set(files.map((file) => file.toLowerCase())).size, files.length);
  assert.equal(constants.length, plan.model.entries.length);
  assert.is(new Set(constants).size, constants.length, constants.join());
});
