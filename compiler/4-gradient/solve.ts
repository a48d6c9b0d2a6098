/**
 * Inverts the positions of an index: given `at(unknown axes) = wanted` for each replaced axis, the unknown axes as
 * expressions of what is wanted, with conditions under which there is a solution, and the axes that stay open and are
 * to be summed over.
 */
import {
  affineOf,
  boundsOf,
  isInside,
  isNonNegative,
  normalisePosition,
  quotientPosition,
  remainderPosition,
  subtractPositions,
} from "../3-graph/affine.ts";
import type { Affine } from "../3-graph/affine.ts";
import type { Axis, Position, SourceNode } from "../3-graph/graph.ts";
import {
  addPositions,
  axesOfPosition,
  axisPosition,
  constantPosition,
  hasAxis,
  positionKey,
  scalePosition,
  substitutePosition,
} from "../3-graph/positions.ts";
import {
  addSizes,
  evaluateSize,
  literalSize,
  multiplySizes,
  sameSize,
  sizeKey,
  sizeSymbols,
  sizeValue,
} from "../sizes/size.ts";
import type { Size } from "../sizes/size.ts";

type Place = Position<SourceNode>;

/** How many positions axes have together. */
function countOf(axes: readonly Axis[]): number {
  return axes.reduce((count, { size }) => count * typical(size), 1);
}

/** `at` reads the unknown axes, `wanted` the known ones. */
export interface Equation {
  readonly at: Place;
  readonly wanted: Place;
}

export interface Condition {
  readonly kind: "equal" | "less";
  readonly left: Place;
  readonly right: Place;
}

export interface Solution {
  readonly values: readonly AxisValue[];
  readonly conditions: readonly Condition[];
  /** Unknown axes without a value, and new ones. */
  readonly open: readonly Axis[];
}

/** Sizes are compared as if each symbol were this: it only decides which of several right forms is chosen. */
const typicalSize = 64;

function typical(size: Size): number {
  return evaluateSize(size, new Map(sizeSymbols(size).map((symbol) => [symbol, typicalSize])));
}

/**
 * Solves the equations. Each axis without a value is its own; the caller reads the solution inside of the axes only.
 */
export function solve(
  given: readonly Equation[],
  unknown: readonly Axis[],
  fresh: (like: Axis) => Axis,
): Solution {
  const conditions: Condition[] = [];
  const equations = joinSplits(
    given.map(({ at, wanted }) => ({ at: normalisePosition(at), wanted })),
    conditions,
  );
  const system: System = { equations, solved: new Map(), conditions, open: unknown };
  for (;;) {
    const [equation, ...others] = system.equations;
    if (equation === undefined) break;
    system.equations = others;
    solveOne(equation, system, fresh);
  }
  return { values: [...system.solved.values()], conditions: system.conditions, open: system.open };
}

interface AxisValue {
  readonly axis: Axis;
  readonly value: Place;
}

/** What is to be solved still, and what is known. */
interface System {
  equations: readonly Equation[];
  /** By the axis. */
  solved: ReadonlyMap<string, AxisValue>;
  conditions: readonly Condition[];
  open: readonly Axis[];
}

/** Takes an equation for the values of axes, for others that are nearer to them, or for a condition. */
function solveOne({ at, wanted }: Equation, system: System, fresh: (like: Axis) => Axis): void {
  const isOpen = (axis: Axis): boolean => hasAxis(system.open, axis);
  const affine = affineOf(at);
  const parts = affine.terms.filter(({ part }) => axesOfPosition(part).some(isOpen));
  const rest = withoutParts(affine, parts);
  const [only, ...more] = parts;
  if (only === undefined) return demand(system, { kind: "equal", left: at, right: wanted });
  const { part } = only;
  const difference = subtractPositions(wanted, rest);
  const isOne = more.length === 0 && sizeValue(only.coefficient) === 1;
  if (
    isOne &&
    part.kind === "quotient" &&
    typical(part.by) <= countOf(axesOfPosition(part.of).filter(isOpen))
  ) {
    // p div s = w has the solutions p = s * w + 0 … s - 1.
    const step = fresh({ id: "step", name: "step", size: part.by });
    const whole = addPositions([scalePosition(difference, part.by), axisPosition(step)]);
    return openWith(system, step, { at: part.of, wanted: whole });
  }
  const turning = isOne ? turnOf(part, difference, isOpen) : undefined;
  if (turning !== undefined) {
    demand(system, ...turning.conditions);
    if ("axis" in turning) return settle(system, [turning]);
    // p % s = w has the solutions p = w + 0 * s, 1 * s … as far as p goes.
    // A graph has one size for an axis: turns of several numbers are several axes.
    const turn = fresh({ id: `turn of ${sizeKey(turning.turns)}`, name: "turn", size: turning.turns });
    const whole = addPositions([difference, scalePosition(axisPosition(turn), turning.by)]);
    return openWith(system, turn, { at: turning.of, wanted: whole });
  }
  const radix = mixedRadix(parts);
  if (radix !== undefined) return settle(system, digits(radix, difference));
  const axes = parts.flatMap((term) => (term.part.kind === "axis" ? [term.part.axis] : []));
  const target = largest(axes.filter((axis) => !parts.some((term) => readsInside(term.part, axis))));
  const values = target && solveFor(target, at, wanted);
  if (values === undefined) return demand(system, { kind: "equal", left: at, right: wanted });
  demand(system, ...values.conditions);
  settle(system, values.values);
}

function demand(system: System, ...conditions: readonly Condition[]): void {
  system.conditions = [...system.conditions, ...conditions];
}

/** An axis that stays open, and the equation that has it, to be solved next. */
function openWith(system: System, axis: Axis, equation: Equation): void {
  system.open = [...system.open, axis];
  system.equations = [equation, ...system.equations];
}

/** Puts the values in the place of their axes, wherever these stand. */
function settle(system: System, values: readonly AxisValue[]): void {
  const byId = new Map(values.map(({ axis, value }) => [axis.id, value]));
  const substitute = (place: Place): Place =>
    normalisePosition(
      substitutePosition<SourceNode, SourceNode>(
        place,
        (node) => ({ kind: "value", node }),
        (axis) => byId.get(axis.id) ?? axisPosition(axis),
      ),
    );
  system.open = system.open.filter((axis) => !byId.has(axis.id));
  system.solved = new Map([
    ...[...system.solved].map(([id, { axis, value }]) => [id, { axis, value: substitute(value) }] as const),
    ...values.map((one) => [one.axis.id, one] as const),
  ]);
  system.equations = system.equations.map(({ at, wanted }) => ({ at: substitute(at), wanted }));
  system.conditions = system.conditions.map(({ kind, left, right }) => ({
    kind,
    left: substitute(left),
    right: substitute(right),
  }));
}

function readsInside(part: Place, axis: Axis): boolean {
  return part.kind !== "axis" && hasAxis(axesOfPosition(part), axis);
}

function largest(axes: readonly Axis[]): Axis | undefined {
  return [...axes].sort((a, b) => typical(b.size) - typical(a.size))[0];
}

function withoutParts(affine: Affine<SourceNode>, parts: Affine<SourceNode>["terms"]): Place {
  const terms = affine.terms.filter((term) => !parts.includes(term));
  return addPositions([
    ...terms.map(({ part, coefficient }) => scalePosition(part, coefficient)),
    constantPosition(affine.constant),
  ]);
}

/** at = wanted, solved for one axis that stands in `at` once, outside of quotients. */
function solveFor(axis: Axis, at: Place, wanted: Place): Pick<Solution, "values" | "conditions"> | undefined {
  const affine = affineOf(at);
  const term = affine.terms.find(({ part }) => part.kind === "axis" && part.axis.id === axis.id);
  if (term === undefined) return undefined;
  const difference = subtractPositions(wanted, withoutParts(affine, [term]));
  const negative = term.coefficient.terms.every(({ coefficient }) => coefficient < 0);
  const positive = term.coefficient.terms.every(({ coefficient }) => coefficient > 0);
  if (!negative && !positive) return undefined;
  const sign = literalSize(negative ? -1 : 1);
  const step = multiplySizes(term.coefficient, sign);
  const numerator = normalisePosition(scalePosition(difference, sign));
  const left = remainderPosition(numerator, step);
  const divisible = left.kind === "constant" && sizeValue(left.value) === 0;
  return {
    values: [{ axis, value: quotientPosition(numerator, step) }],
    conditions: divisible ? [] : [{ kind: "equal", left, right: constantPosition(0) }],
  };
}

/** How p % s = w is solved: for an axis of p, or with the number of times that s goes into p as an axis that stays open. */
type Turning = { readonly conditions: readonly Condition[] } & (
  AxisValue | { readonly of: Place; readonly by: Size; readonly turns: Size }
);

/**
 * Where p counts an axis of the size s once, as (row + 2) % |row| does, each of its positions is w for one value of that axis. Else the turns
 * are counted; undefined where they would be more than p's own positions.
 */
function turnOf(part: Place, wanted: Place, isOpen: (axis: Axis) => boolean): Turning | undefined {
  if (part.kind !== "remainder") return undefined;
  const { of, by } = part;
  const low = boundsOf(wanted)?.low;
  if (low === undefined || !isNonNegative(low)) return undefined;
  const conditions: readonly Condition[] = isInside(wanted, by)
    ? []
    : [{ kind: "less", left: wanted, right: constantPosition(by) }];
  const affine = affineOf(of);
  const axes = affine.terms.flatMap((term) =>
    term.part.kind === "axis" && isOpen(term.part.axis) ? [term.part.axis] : [],
  );
  for (const term of affine.terms) {
    const sign = sizeValue(term.coefficient);
    if (term.part.kind !== "axis" || (sign !== 1 && sign !== -1)) continue;
    const { axis } = term.part;
    const isWhole = sameSize(axis.size, by) && hasAxis(axes, axis);
    if (!isWhole || affine.terms.some((other) => readsInside(other.part, axis))) continue;
    const others = subtractPositions(wanted, withoutParts(affine, [term]));
    const value = remainderPosition(normalisePosition(scalePosition(others, literalSize(sign))), by);
    return { conditions, axis, value };
  }
  const target = largest(axes);
  const quotients = boundsOf<SourceNode>({ kind: "quotient", of, by });
  if (target === undefined || quotients === undefined) return undefined;
  const turns = addSizes(quotients.high, literalSize(1));
  return typical(turns) < typical(target.size) ? { conditions, of, by, turns } : undefined;
}

/** Parts that are axes and whose coefficients are the products of the sizes of those before: the digits of a number. */
function mixedRadix(parts: Affine<SourceNode>["terms"]): { axis: Axis; weight: Size }[] | undefined {
  const found: { axis: Axis; weight: Size }[] = [];
  let weight = literalSize(1);
  for (;;) {
    if (found.length === parts.length) return found;
    const next = parts.find(
      ({ part, coefficient }) =>
        part.kind === "axis" &&
        sameSize(coefficient, weight) &&
        !found.some(({ axis }) => axis.id === part.axis.id),
    );
    if (next?.part.kind !== "axis") return undefined;
    found.push({ axis: next.part.axis, weight });
    weight = multiplySizes(weight, next.part.axis.size);
  }
}

function digits(radix: readonly { axis: Axis; weight: Size }[], number: Place): readonly AxisValue[] {
  return radix.map(({ axis, weight }, i) => {
    const shifted = quotientPosition(normalisePosition(number), weight);
    return { axis, value: i === radix.length - 1 ? shifted : remainderPosition(shifted, axis.size) };
  });
}

/** Two equations for p div s and p % s become one for p. */
function joinSplits(equations: readonly Equation[], conditions: Condition[]): readonly Equation[] {
  for (const low of equations) {
    if (low.at.kind !== "remainder") continue;
    const { of, by } = low.at;
    const key = positionKey(quotientPosition(of, by));
    const high = equations.find((each) => each !== low && positionKey(each.at) === key);
    if (high === undefined) continue;
    if (!isInside(low.wanted, by))
      conditions.push({ kind: "less", left: low.wanted, right: constantPosition(by) });
    const joined = { at: of, wanted: addPositions([scalePosition(high.wanted, by), low.wanted]) };
    return joinSplits([joined, ...equations.filter((each) => each !== low && each !== high)], conditions);
  }
  return equations;
}
