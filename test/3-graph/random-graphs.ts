import type { Axis, Position, SourceNode } from "../../compiler/3-graph/graph.ts";
import {
  addPositions,
  axisPosition,
  constantPosition,
  hasAxis,
  scalePosition,
} from "../../compiler/3-graph/positions.ts";
import { literalSize, sizeValue } from "../../compiler/sizes/size.ts";
import { axis, randoms } from "./graphs.ts";
import type { Workbench } from "./graphs.ts";

/** A small random graph of all kinds but scans and rows, with values of moderate size. */
export function randomGraph(work: Workbench, seed: number, size: number): SourceNode {
  const b = work.builder;
  const random = randoms(seed);
  const below = (count: number): number => Math.floor(((random() + 1) / 2) * count);
  const pick = <T>(list: readonly T[]): T => {
    const item = list[below(list.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  };
  const axes = ["a", "b", "c", "d"].map((name) => axis(name, 1 + below(3)));
  const some = (): readonly Axis[] => axes.slice(0, 3).filter(() => random() > 0);
  const reals: SourceNode[] = [0, 1, 2].map((i) => work.parameter(`p${i}`, some()));
  const bools: SourceNode[] = [b.constant(1, "bool")];
  const tame = (value: SourceNode): SourceNode => b.map("tanh", [value]);
  const integers = work.integers("tokens", [pick(axes)], 4);

  const position = (of: Axis): Position<SourceNode> => {
    const other = pick(axes);
    switch (below(6)) {
      case 0:
        return axisPosition(other);
      case 1:
        return constantPosition(below(3));
      case 2:
        return addPositions([
          scalePosition(axisPosition(other), literalSize(pick([-1, 1, 2]))),
          constantPosition(below(4) - 1),
        ]);
      case 3:
        return {
          kind: "quotient",
          of: addPositions([axisPosition(other), constantPosition(1)]),
          by: literalSize(2),
        };
      case 4:
        return { kind: "remainder", of: axisPosition(other), by: of.size };
      default:
        return { kind: "value", node: integers };
    }
  };

  const makers: readonly (() => void)[] = [
    () =>
      reals.push(
        b.map(pick(["add", "subtract", "multiply", "maximum", "minimum"] as const), [
          pick(reals),
          tame(pick(reals)),
        ]),
      ),
    () => reals.push(b.map("multiply", [pick(reals), b.constant(pick([-1, 0, 1, 0.5]))])),
    () => reals.push(b.map("add", [pick(reals), b.constant(pick([0, 1, -0.25]))])),
    () => reals.push(b.map("negate", [pick(reals)])),
    () => reals.push(b.map("power", [tame(pick(reals)), b.constant(pick([0, 1, 2, 3]))])),
    () =>
      reals.push(b.map("divide", [pick(reals), b.map("add", [b.map("abs", [pick(reals)]), b.constant(1)])])),
    () => reals.push(b.map("exp", [tame(pick(reals))])),
    () => reals.push(b.spread(pick(reals), some())),
    () => reals.push(b.constant(pick([0, 1, 2]), "real", some())),
    () => reals.push(b.convert(b.position(pick(axes)), "real")),
    () => reals.push(b.map("multiply", [pick(reals), b.convert(pick(bools), "real")])),
    () => reals.push(b.map("select", [pick(bools), pick(reals), pick(reals)])),
    () => reals.push(b.map("select", [pick(bools), pick(reals), b.constant(0)])),
    () =>
      bools.push(
        b.map(pick(["less", "less_equal", "equal", "greater"] as const), [
          b.position(pick(axes)),
          b.position(pick(axes)),
        ]),
      ),
    () =>
      bools.push(
        b.map(pick(["less", "equal"] as const), [b.position(pick(axes)), b.constant(below(3), "int")]),
      ),
    () => {
      const divided = b.map("add", [b.position(pick(axes)), b.constant(below(3) - 1, "int")]);
      const divisor = b.constant(pick([-3, -2, -1, 1, 2, 3]), "int");
      const whole = b.map(pick(["quotient", "modulo"] as const), [divided, divisor]);
      bools.push(b.map(pick(["less", "equal"] as const), [whole, b.constant(below(3) - 1, "int")]));
    },
    () => bools.push(b.map("equal", [b.position(pick(axes)), integers])),
    () => bools.push(b.map(pick(["and", "or"] as const), [pick(bools), pick(bools)])),
    () => bools.push(b.map("not", [pick(bools)])),
    () => bools.push(b.map("greater", [pick(reals), b.constant(0)])),
    () => {
      const of = tame(pick(reals));
      reals.push(
        b.reduce(
          pick(["sum", "sum", "sum", "max", "min", "product"] as const),
          of.axes.filter(() => random() > 0),
          of,
        ),
      );
    },
    () => {
      const of = pick(reals);
      const summed = of.axes.filter(() => random() > -0.5);
      reals.push(b.reduce("sum", summed, b.map("multiply", [of, pick(reals)])));
    },
    () => {
      const of = pick(reals);
      const replaced = of.axes.filter(() => random() > 0).map((one) => ({ axis: one, at: position(one) }));
      if (replaced.length > 0) reals.push(b.index(of, replaced, random() > 0 ? b.constant(0) : pick(reals)));
    },
    () => {
      const of = pick(reals);
      const [from] = of.axes;
      const to = axes.find(
        (each) => from && sizeValue(each.size) === sizeValue(from.size) && !hasAxis(of.axes, each),
      );
      if (from !== undefined && to !== undefined) reals.push(b.rename(of, from, to));
    },
  ];
  for (let i = 0; i < size; i++) pick(makers)();
  // The last values depend on most of the others.
  return reals.slice(-3).reduce((sum, each) => b.map("add", [sum, each]));
}
