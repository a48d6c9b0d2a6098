/**
 * What `support.ts` says of a half of the positions of two axes is tried: the evaluator computes every value of random specs, and wherever
 * the analysis knows a number, each position of the half has it, whatever the data.
 */
import { evaluateNodes } from "../../compiler/3-graph/evaluate.ts";
import type { Axis, Entry, Node } from "../../compiler/3-graph/graph.ts";
import { soFar } from "../../compiler/3-graph/grow/room.ts";
import {
  candidateHalfPlanes,
  conditionsUnder,
  isLeftOut,
  valuesIn,
  type Axes,
  type HalfPlane,
} from "../../compiler/3-graph/support.ts";
import type { Tensor } from "../../compiler/3-graph/tensor.ts";
import { evaluateSize, sizeValue, type Size } from "../../compiler/sizes/size.ts";
import { compileGraph } from "../agree/compile-spec.ts";
import { randomValues } from "../agree/values.ts";
import { randoms } from "../3-graph/graphs.ts";
import { valuesOf } from "../3-graph/grow/perturbing.ts";
import { assert, suite } from "../harness.ts";
import { seededSpec, sharedFiles, vocabularies } from "./spec/seeded.ts";

const test = suite("what is known of half of the positions");

/** Those that compare positions of twins. */
const seeds = Array.from({ length: 200 }, (_, at) => 2000 + at)
  .filter((seed) => /u <= t|t - u < 2/.test(seededSpec(seed)))
  .slice(0, 9);

const counts = { positions: 0, values: 0, leftOut: 0 };

for (const seed of seeds) {
  const text = seededSpec(seed);
  test(`seed ${seed}`, () => {
    const graph = compileGraph("random.weft", text, { vocabularies, files: sharedFiles });
    for (const [index, entry] of graph.entries.entries()) {
      const { environment, sizes } = randomValues(graph, entry, randoms(seed + index));
      const nodes = valuesOf(entry);
      const tensors = new Map(
        evaluateNodes(nodes, environment).map((tensor, at) => [nodes[at], tensor] as const),
      );
      const bounds = {
        fixedValue: (size: Size) => sizeValue(size),
        highOf: (size: Size) => evaluateSize(size, sizes),
      };
      for (const axes of pairsIn(entry, nodes)) {
        const below = nodes.filter((node) => node.axes.some(({ id }) => id === axes.inner.id));
        for (const half of candidateHalfPlanes(conditionsUnder(below, axes.inner), axes, bounds)) {
          const valueIn = valuesIn(half, axes, bounds);
          for (const node of below) {
            const value = valueIn(node);
            const tensor = tensors.get(node);
            if (value === undefined || tensor === undefined || node.kind === "leaf") continue;
            counts.values += 1;
            const wrong = positionsIn(tensor, half, axes, sizes).find((at) => {
              counts.positions += 1;
              return Math.fround(tensor.data[at] ?? NaN) !== Math.fround(value);
            });
            const found = wrong === undefined ? value : tensor.data[wrong];
            const place = `${node.label ?? node.kind} ${node.id} of ${entry.kind} ${entry.name}`;
            assert.is(found, value, `${place} at ${wrong}, in ${JSON.stringify(half)} of\n${text}`);
          }
          counts.leftOut += nodes.filter(
            (node) =>
              node.kind === "reduce" &&
              node.over.some(({ id }) => id === axes.inner.id) &&
              isLeftOut(node, valueIn),
          ).length;
        }
      }
    }
  });
}

test("there are such values, and reductions that leave them out", () => {
  assert.ok(counts.values > 400 && counts.positions > 5000, JSON.stringify(counts));
  assert.ok(counts.leftOut > 15, JSON.stringify(counts));
});

/** Each two axes that a value has, and each axis with the length of a text where there is one. */
function pairsIn(entry: Entry, nodes: readonly Node[]): readonly Axes[] {
  const pairs = new Map<string, Axes>();
  const note = (inner: Axis, outer: Axes["outer"]): void =>
    void pairs.set(`${inner.id} ${typeof outer === "string" ? outer : outer.id}`, { inner, outer });
  const lengths = entry.symbols.flatMap(({ lengthWithin }) =>
    lengthWithin === undefined ? [] : [soFar(lengthWithin)],
  );
  for (const { axes } of nodes)
    for (const inner of axes) {
      for (const outer of axes) if (outer.id !== inner.id) note(inner, outer);
      for (const length of lengths) note(inner, length);
    }
  return [...pairs.values()];
}

/** The offsets in a tensor of what lies in the half; where it lacks the outer axis, of what does for each of its positions. */
function positionsIn(
  { axes: own, shape, data }: Tensor,
  half: HalfPlane,
  { inner, outer }: Axes,
  sizes: ReadonlyMap<string, number>,
): readonly number[] {
  const found: number[] = [];
  const outerSize = typeof outer === "string" ? undefined : evaluateSize(outer.size, sizes);
  for (let at = 0; at < data.length; at++) {
    const places = new Map<string, number>();
    let rest = at;
    for (let axis = own.length - 1; axis >= 0; axis -= 1) {
      const size = shape[axis] ?? 1;
      places.set(own[axis]?.id ?? "", rest % size);
      rest = Math.floor(rest / size);
    }
    const x = places.get(inner.id) ?? 0;
    const isIn = (y: number): boolean => half.inner * x + half.outer * y >= half.least;
    const known = typeof outer === "string" ? sizes.get(outer) : places.get(outer.id);
    const others = known === undefined ? Array.from({ length: outerSize ?? 0 }, (_, y) => y) : [known];
    if (others.some(isIn)) found.push(at);
  }
  return found;
}
