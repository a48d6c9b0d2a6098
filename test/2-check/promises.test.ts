/** What is proven causal is so: later inputs are changed, and earlier results stay, bit for bit. */
import { readFileSync } from "node:fs";
import { differentiate } from "../../compiler/4-gradient/differentiate.ts";
import { evaluateEntry } from "../../compiler/3-graph/evaluate.ts";
import type { Axis } from "../../compiler/3-graph/graph.ts";
import { lower } from "../../compiler/3-graph/lower/lower.ts";
import { countOf } from "../../compiler/3-graph/tensor.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { evaluateSize } from "../../compiler/sizes/size.ts";
import { assert, suite } from "../harness.ts";
import { readPrograms } from "../expected-diagnostics.ts";
import { checkText } from "./checked.ts";

const test = suite("promises");

const file = new URL("../errors/check-promises.weft", import.meta.url);
const program = readPrograms("check-promises.weft", readFileSync(file, "utf8")).find(
  ({ name }) => name === "what is causal",
);
if (program === undefined) throw new Error("the program of causal models is gone");

const positions = 8;
const sizes = new Map([
  ["seq", positions],
  ["batch", 1],
]);
const { model, diagnostics } = checkText(program.file.text);
const graph = differentiate(lower(model, "causal", { sizes, labels: new Map() }));

/** Numbers without a pattern that a formula could hide in. */
function numbers(axes: readonly Axis[], phase: number): Tensor {
  const shape = axes.map(({ size }) => evaluateSize(size, sizes));
  const data = Float64Array.from({ length: countOf(shape) }, (_, at) => Math.sin(12.9898 * (at + 1) + phase));
  return { axes, shape, data };
}

/** The tensor with other numbers from a position of an axis on. */
function changedFrom(tensor: Tensor, name: string, from: number): Tensor {
  const at = tensor.axes.findIndex((axis) => axis.id === name);
  const inner = countOf(tensor.shape.slice(at + 1));
  const data = tensor.data.map((value, offset) =>
    Math.floor(offset / inner) % positions >= from ? value + 1 : value,
  );
  return { ...tensor, data };
}

test("every model of the program is evaluated", () => {
  assert.equal(diagnostics, []);
  assert.ok(graph.entries.length >= 6, `${graph.entries.length} entries`);
});

for (const entry of graph.entries) {
  test(`${entry.name} is causal`, () => {
    const parameters = new Map(graph.parameters.map(({ path, axes }, at) => [path, numbers(axes, at)]));
    const given = new Map(entry.inputs.map(({ name, axes }, at) => [name, numbers(axes, 100 + at)]));
    const run = (inputs: ReadonlyMap<string, Tensor>) =>
      evaluateEntry(entry, {
        sizes,
        inputs,
        parameters,
        states: new Map(),
        settings: new Map(),
        seed: 1,
        step: 1,
      });
    const before = run(given);
    let differences = 0;
    for (let from = 1; from < positions; from++) {
      const changed = new Map([...given].map(([name, tensor]) => [name, changedFrom(tensor, "seq", from)]));
      run(changed).forEach(({ value }, output) => {
        const at = value.axes.findIndex((axis) => axis.id === "seq");
        const inner = countOf(value.shape.slice(at + 1));
        value.data.forEach((number, offset) => {
          const same = number === before[output]?.value.data[offset];
          if (!same) differences += 1;
          if (Math.floor(offset / inner) % positions < from)
            assert.ok(same, `position ${offset} saw ${from}`);
        });
      });
    }
    assert.ok(differences > 0, "the input has no influence at all");
  });
}
