/** What is known of a value where a mask rules positions out holds there for all data: through every operator, of arguments that are known in part. */
import { createBuilder } from "../../compiler/3-graph/builder.ts";
import { evaluateNodes } from "../../compiler/3-graph/evaluate.ts";
import type { Node } from "../../compiler/3-graph/graph.ts";
import { candidateHalfPlanes, valuesIn } from "../../compiler/3-graph/support.ts";
import { operator, operatorNames } from "../../compiler/operators/table.ts";
import type { ElementType, OperatorName } from "../../compiler/operators/operator.ts";
import { evaluateSize, sizeValue, type Size } from "../../compiler/sizes/size.ts";
import { assert, suite } from "../harness.ts";
import { axis, randoms, tensor } from "./graphs.ts";

const test = suite("3-graph: support");

const [row, key] = [axis("row", 8), axis("key", 8)];
const axes = { inner: key, outer: row };
const bounds = {
  fixedValue: (size: Size) => sizeValue(size),
  highOf: (size: Size) => evaluateSize(size, new Map()),
};

/** Arguments of which nothing, a bound or a number is known where `key <= row` doesn't hold. */
function argumentsOf(g: ReturnType<typeof createBuilder>, name: string): readonly Node[] {
  const x = g.leaf({ kind: "parameter", path: name }, [row, key], "real");
  const seen = g.apply("less_equal", g.position(key), g.position(row));
  const outside = (of: Node): Node => g.apply("select", seen, x, of);
  const known = [0, 1, -2].map((number) => outside(g.constant(number)));
  const oneOfTwo = (a: number, b: number): Node =>
    g.apply("select", g.apply("greater", x, g.constant(0)), g.constant(a), g.constant(b));
  const bounded = [-1, 0, 1].flatMap((number) => [
    g.apply("minimum", x, g.constant(number)),
    g.apply("maximum", x, g.constant(number)),
  ]);
  return [x, ...known, ...[...bounded, oneOfTwo(0, 1), oneOfTwo(-1, -2)].map(outside)];
}

/** Of each operator, its values and how they compare with some numbers, so that a sign that is known shows, too. */
function formulasOf(g: ReturnType<typeof createBuilder>, name: OperatorName): readonly Node[] {
  const { arity } = operator(name);
  const isTrue = (of: Node): Node => g.apply("greater", of, g.constant(0));
  const [first = [], second = []] = ["a", "b"].map((path) =>
    takes(name, "real") ? argumentsOf(g, path) : argumentsOf(g, path).map(isTrue),
  );
  const values =
    arity === 1
      ? first.map((a) => g.apply(name, a))
      : first.flatMap((a) => second.map((b) => g.apply(name, a, b)));
  const compared = values
    .filter(({ type }) => type === "real")
    .flatMap((value) =>
      [-2, -1, 0, 1, 2].flatMap((number) => [
        g.apply("less", value, g.constant(number)),
        g.apply("greater", value, g.constant(number)),
      ]),
    );
  return [...values, ...compared];
}

function takes(name: OperatorName, one: ElementType): boolean {
  const { arity, type } = operator(name);
  return arity <= 2 && type(Array.from({ length: arity }, () => one)) !== undefined;
}

const taking = operatorNames.filter((name) => takes(name, "real") || takes(name, "bool"));

let known = 0;
for (const name of taking)
  test(name, () => {
    const g = createBuilder();
    const nodes = formulasOf(g, name);
    const seen = g.apply("less_equal", g.position(key), g.position(row));
    const valueIn = candidateHalfPlanes([seen], axes, bounds)
      .map((half) => valuesIn(half, axes, bounds))
      .find((valueOf) => valueOf(seen) === 0);
    if (valueIn === undefined) throw new Error("no half is ruled out");
    const random = randoms(3);
    const numbers = (): number[] => Array.from({ length: 64 }, (_, at) => (at % 5 === 0 ? 0 : 3 * random()));
    const parameters = new Map(["a", "b"].map((path) => [path, tensor([row, key], numbers())]));
    const environment = {
      sizes: new Map(),
      inputs: new Map(),
      parameters,
      states: new Map(),
      settings: new Map(),
      seed: 7,
      step: 3,
    };
    for (const [at, { data, axes: order }] of evaluateNodes(nodes, environment).entries()) {
      const node = nodes[at];
      const value = node && valueIn(node);
      if (value === undefined) continue;
      known += 1;
      const isKeyLast = order.at(-1)?.id === key.id;
      for (const [place, number] of data.entries()) {
        const [slow, fast] = [Math.floor(place / 8), place % 8];
        const isOutside = isKeyLast ? fast > slow : slow > fast;
        // What no formula of a program gives, such as the exponent of 0, says nothing.
        if (isOutside && Number.isFinite(number) && Number.isFinite(value))
          assert.is(Math.fround(number), Math.fround(value), `formula ${at} at ${place}`);
      }
    }
  });

test("much is known", () => {
  assert.ok(known > 300, `${known} values`);
});
