/** The solutions of an index's positions, beside all that there are. */
import fc from "fast-check";
import type { Axis, Position, SourceNode } from "../../compiler/3-graph/graph.ts";
import {
  addPositions,
  axisPosition,
  constantPosition,
  hasAxis,
  scalePosition,
} from "../../compiler/3-graph/positions.ts";
import type { Equation, Solution } from "../../compiler/4-gradient/solve.ts";
import { solve } from "../../compiler/4-gradient/solve.ts";
import { literalSize, sizeValue } from "../../compiler/sizes/size.ts";
import { axis } from "../3-graph/graphs.ts";
import { assert, suite } from "../harness.ts";

const test = suite("4-gradient: solve");

type Place = Position<SourceNode>;
type Point = ReadonlyMap<string, number>;

function sizeOf({ size }: Axis): number {
  return sizeValue(size) ?? 0;
}

function valueAt(place: Place, point: Point): number {
  switch (place.kind) {
    case "axis":
      return point.get(place.axis.id) ?? Number.NaN;
    case "constant":
      return sizeValue(place.value) ?? Number.NaN;
    case "add":
      return place.terms.reduce((sum, term) => sum + valueAt(term, point), 0);
    case "scale":
      return valueAt(place.of, point) * (sizeValue(place.by) ?? Number.NaN);
    case "quotient":
      return Math.floor(valueAt(place.of, point) / (sizeValue(place.by) ?? Number.NaN));
    case "remainder": {
      const by = sizeValue(place.by) ?? Number.NaN;
      const left = valueAt(place.of, point) % by;
      return left < 0 ? left + by : left;
    }
    case "value":
      return Number.NaN;
  }
}

function pointsOf(axes: readonly Axis[], from: Point): readonly Point[] {
  const [first, ...others] = axes;
  if (first === undefined) return [from];
  return Array.from({ length: sizeOf(first) }, (_, at) =>
    pointsOf(others, new Map([...from, [first.id, at]])),
  ).flat();
}

function solveHere(equations: readonly Equation[], unknown: readonly Axis[]): Solution {
  let count = 0;
  return solve(equations, unknown, (like) => ({ ...like, id: `${like.id}.${count++}` }));
}

/** For each position of the table: those of the unknown axes that read it, each once. */
function checkSolution(equations: readonly Equation[], unknown: readonly Axis[]): void {
  const tables = equations.flatMap(({ wanted }) => (wanted.kind === "axis" ? [wanted.axis] : []));
  const { values, conditions, open } = solveHere(equations, unknown);
  const shown = (point: Point): string => unknown.map(({ id }) => `${id} ${point.get(id)}`).join(", ");
  for (const wanted of pointsOf(tables, new Map())) {
    const all = pointsOf(unknown, wanted).filter((point) =>
      equations.every(({ at, wanted: want }) => valueAt(at, point) === valueAt(want, point)),
    );
    const found = pointsOf(open, wanted).flatMap((point) => {
      const solved = new Map([
        ...point,
        ...values.map(({ axis: { id }, value }) => [id, valueAt(value, point)] as const),
      ]);
      const isHeld = conditions.every(({ kind, left, right }) => {
        const [a, b] = [valueAt(left, point), valueAt(right, point)];
        return kind === "equal" ? a === b : a < b;
      });
      const isThere = values.every(({ axis: own }) => {
        const at = solved.get(own.id) ?? -1;
        return at >= 0 && at < sizeOf(own);
      });
      return isHeld && isThere ? [solved] : [];
    });
    assert.equal(found.map(shown).sort(), all.map(shown).sort());
  }
}

const small = fc.integer({ min: 1, max: 6 });
const step = fc.constantFrom(-3, -2, -1, 1, 2, 3);
const shift = fc.integer({ min: -7, max: 7 });
const table = axis("table", 6);
const wanted: Place = axisPosition(table);

/** An axis by a step, perhaps another one, and a number. */
const sums = fc
  .tuple(small, step, small, fc.constantFrom(0, 1, -1, 2), shift)
  .map(([a, by, b, also, more]) => {
    const [first, second] = [axis("first", a), axis("second", b)];
    const terms = [
      scalePosition(axisPosition(first), literalSize(by)),
      ...(also === 0 ? [] : [scalePosition(axisPosition(second), literalSize(also))]),
      constantPosition(literalSize(more)),
    ];
    return { of: addPositions<SourceNode>(terms), unknown: also === 0 ? [first] : [first, second] };
  });

test("sums of axes", () => {
  fc.assert(fc.property(sums, ({ of, unknown }) => checkSolution([{ at: of, wanted }], unknown)));
});

test("quotients, remainders, and both of one sum", () => {
  fc.assert(
    fc.property(sums, small, shift, ({ of, unknown }, by, more) => {
      const remainder: Place = { kind: "remainder", of, by: literalSize(by) };
      const quotient: Place = { kind: "quotient", of, by: literalSize(by) };
      const shifted = addPositions([remainder, constantPosition(literalSize(more))]);
      for (const at of [remainder, quotient, shifted]) checkSolution([{ at, wanted }], unknown);
      const high = axis("high", 5);
      checkSolution(
        [
          { at: remainder, wanted },
          { at: quotient, wanted: axisPosition(high) },
        ],
        unknown,
      );
    }),
  );
});

test("what turns round is read once for each position, and what repeats once for each turn", () => {
  const [row, tap, long] = [axis("row", 6), axis("tap", 3), axis("long", 24)];
  const turned = (of: Place): Place => ({ kind: "remainder", of, by: literalSize(6) });
  const sum = (...terms: readonly Place[]): Place => addPositions(terms);
  const number = (value: number): Place => constantPosition(literalSize(value));
  const openOf = (at: Place, unknown: readonly Axis[]): readonly number[] => {
    const { open, conditions } = solveHere([{ at, wanted }], unknown);
    assert.equal(conditions, []);
    checkSolution([{ at, wanted }], unknown);
    return open.filter((each) => !hasAxis([row], each)).map(sizeOf);
  };
  assert.equal(openOf(turned(sum(axisPosition(row), number(2))), [row]), []);
  assert.equal(openOf(turned(sum(number(11), scalePosition(axisPosition(row), literalSize(-1)))), [row]), []);
  assert.equal(openOf(turned(sum(axisPosition(row), axisPosition(tap), number(5))), [row, tap]), [3]);
  assert.equal(openOf(turned(axisPosition(long)), [long]), [4]);
});
