/** Copies of models where a training begins with what another one saved. */
import { decodeBeginning, encodeCheckpoint } from "../../runtime/checkpoint/checkpoint.ts";
import { initialParameters, initialStates } from "../../runtime/parameters.ts";
import { assert, suite } from "../harness.ts";
import { compileSmall } from "../6-emit/small.ts";

const test = suite("copies that no training changes");

const spec = (over: string): string => `weft 1

axis e = 2

layer Centre(x: [batch, e]) -> [batch, e] {
  state seen: [e] = 0
  seen' = mean[batch](x)
  return x - seen
}

model Copy = copy of Frozen
model Frozen = copy of Student
model Mean = average of Student
model Student(x: [batch, e]) -> [batch, e] {
  param w: [e] ~ normal(0, 1)
  use centre = Centre
  return w * centre(x)
}

data points = jsonl("points.jsonl") {
  x: [e]
}

train first on points {
  minimize mean[batch, e](Student(x)^2)
  optimizer = adam(rate = 0.1)
  batch = 2
  steps = 2
}

train second on points {
  minimize mean[batch, e]((Student(x) - Frozen(x) - Copy(x) - Mean(x))^2)${over}
  optimizer = adam(rate = 0.1)
  start = first
  batch = 2
  steps = 2
}
`;

/** What a training begins with where the file's numbers are all different, and what the file had, by path. */
function beginning(over: string) {
  const { model } = compileSmall(spec(over)).plan;
  const parameters = initialParameters(model, 1).map((_, at) => 10 + at);
  const states = initialStates(model).map((_, at) => 100 + at);
  const progress = { training: "first", step: 2, seed: 1 };
  const read = decodeBeginning(model, encodeCheckpoint(model, { parameters, states, progress }), 1);
  const item = (path: string) => {
    const parameter = model.parameters.find((one) => one.path === path);
    const found = parameter ?? model.states.find((one) => one.path === path);
    if (found === undefined) throw new Error(path);
    const [from, saved] = parameter === undefined ? [read.states, states] : [read.parameters, parameters];
    const part = (arena: Float32Array) => [...arena.subarray(found.offset, found.offset + found.count)];
    return { now: part(from), saved: part(saved) };
  };
  return { item, notes: read.notes, frozen: model.frozen };
}

test("they and their states are what they are copies of, of which the file says another thing", () => {
  const { item, notes, frozen } = beginning("");
  assert.equal(frozen, [
    { name: "Frozen", of: "Student" },
    { name: "Copy", of: "Student" },
  ]);
  for (const name of ["Copy", "Frozen"]) {
    assert.equal(item(`${name}.w`).now, item("Student.w").saved);
    assert.equal(item(`${name}.centre.seen`).now, item("Student.centre.seen").saved);
  }
  for (const path of ["Student.w", "Student.centre.seen", "Mean.w"])
    assert.equal(item(path).now, item(path).saved);
  assert.equal(notes, ["Frozen begins as Student is there", "Copy begins as Student is there"]);
});

test("one that some training changes is what the file says, and so is its copy", () => {
  const { item, frozen } = beginning(" over Student, Frozen");
  assert.equal(frozen, [{ name: "Copy", of: "Frozen" }]);
  for (const path of ["Frozen.w", "Frozen.centre.seen", "Student.w"])
    assert.equal(item(path).now, item(path).saved);
  assert.equal(item("Copy.w").now, item("Frozen.w").saved);
  assert.equal(item("Copy.centre.seen").now, item("Frozen.centre.seen").saved);
});
