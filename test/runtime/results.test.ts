import { createResult, readPlace } from "../../runtime/layout.ts";
import { describeResults, printResults } from "../../runtime/command/results.ts";
import type { PlanAxis, PlanOutput } from "../../runtime/plan.ts";
import type { Tensor } from "../../runtime/tensor.ts";
import { assert, suite } from "../harness.ts";

const test = suite("results as they are printed");

const labels = ["名词", "verb", "the end"];
const vocabularies = new Map([
  ["tag", { labels, numbers: new Map(labels.map((label, at) => [label, at] as const)), byLabel: false }],
]);
const size = (value: number): PlanAxis["size"] => ({
  terms: [{ coefficient: value, symbols: [] }],
  divisor: 1,
});

/** An output whose elements these are. */
function resultOf(output: PlanOutput, bytes: ArrayBuffer): Tensor {
  const result = createResult(output, new Map(), vocabularies);
  for (const [at, { strides }] of output.places.entries())
    readPlace(output, result, at, { bytes, start: 0, strides });
  return result;
}

test("numbers that are positions of an axis with labels are shown as these", () => {
  const at: PlanAxis = { name: "at", size: size(4) };
  const tags = resultOf(
    {
      role: "result",
      name: "tags",
      axes: [at],
      type: "int",
      places: [{ arena: "integers", offset: 0, strides: [2] }],
      indexes: { name: "tag", size: size(3), vocabulary: "tag" },
    },
    Int32Array.of(2, 9, 0, 9, 1, 9, 0, 9).buffer,
  );
  assert.is(describeResults({ tags }), 'tags [at 4] = "the end", 名词, verb, 名词\n');
  assert.equal(JSON.parse(printResults({ tags })), {
    results: {
      tags: {
        axes: ["at"],
        sizes: [4],
        type: "int",
        data: [2, 0, 1, 0],
        values: ["the end", "名词", "verb", "名词"],
      },
    },
  });
});

test("labels stand once before the numbers that lie along other axes", () => {
  const axes = [
    { name: "col", size: size(2) },
    { name: "tag", size: size(3), vocabulary: "tag" },
    { name: "row", size: size(2) },
  ];
  const part = (order: readonly number[]) => {
    const output = {
      role: "result",
      name: "y",
      type: "real",
    } as const;
    const strides = order.map((at) => [6, 2, 1][at] ?? 1);
    const place = { arena: "work", offset: 0, strides } as const;
    const sorted = { ...output, axes: order.flatMap((at) => axes[at] ?? []), places: [place] };
    const data = Float32Array.from({ length: 12 }, (_, at) => at);
    return resultOf(sorted, data.buffer);
  };
  assert.is(
    describeResults({ y: part([0, 1, 2]) }),
    'y [col 2, tag 3, row 2]:  名词 0, 1  verb 2, 3  "the end" 4, 5  名词 6, 7  …\n',
  );
  assert.is(describeResults({ y: part([1]) }), 'y [tag 3]:  名词 0  verb 2  "the end" 4\n');
  assert.is(describeResults({ y: part([0, 2]) }), "y [col 2, row 2] = 0, 1, 6, 7\n");
});

test("a number as a result: what f32 has of a real, an int whole", () => {
  assert.is(describeResults({ a: Math.fround(0.8771031), b: 2147483647 }), "a = 0.8771031\nb = 2147483647\n");
  assert.is(describeResults({ a: Math.fround(2.861e-6), b: true }), "a = 0.000002861\nb = true\n");
});
