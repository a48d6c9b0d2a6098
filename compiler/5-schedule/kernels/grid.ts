/** Lays axes over the grid of a kernel: which loops are workgroups and lanes, and what position each axis then has. */
import type { Axis } from "../../3-graph/graph.ts";
import { divideSizes, literalSize, multiplySizes, sizeValue, type Size } from "../../sizes/size.ts";
import { InternalError } from "../../source/internal-error.ts";
import { quotient, remainder, sizeExpression } from "../writer/expressions.ts";
import { highOf, productOfDay, sizeOfDay, type Bounds, type Layout } from "../layout.ts";
import { addLinear, constantLinear, variableLinear, type Linear } from "../writer/linear.ts";
import type { Extent, LoopBinding, Statement, WorkgroupMemory } from "../loops.ts";
import { declareDigits, linearValue } from "../writer/digits.ts";
import { bindInteger, declareVariable, type Access, type Writer } from "../writer/writer.ts";

/** Axes that one loop runs over, the slowest first; all but the slowest have one size. */
export type Run = readonly Axis[];

export interface BoundLoop {
  readonly variable: string;
  readonly binding: LoopBinding;
  readonly extent: Extent;
}

/** A kernel without its name and explanation. */
export interface Draft {
  readonly body: readonly Statement[];
  readonly loops: readonly BoundLoop[];
  readonly lanes: number;
  readonly workgroupMemory: readonly WorkgroupMemory[];
  readonly writer: Writer;
  /** `8 rows x 2 vectors a thread`. */
  readonly schedule: string;
  /** Another way for the CPU. */
  readonly cpu?: Pick<Draft, "body" | "loops" | "workgroupMemory" | "schedule">;
}

/** What a dispatch may have along one dimension. */
export const mostWorkgroups = 65535;

export const once: Extent = { size: literalSize(1), tile: 1 };

export function runName(run: Run): string {
  return run.map(({ name }) => name).join("_");
}

export function sizeOfRun(run: Run, bounds: Bounds): Size {
  return productOfDay(run, bounds);
}

/** Neighbours in `order` become one run where every access steps evenly over both and nothing else asks for their positions. */
export function mergeAxes(
  order: readonly Axis[],
  accesses: readonly Access[],
  pinned: ReadonlySet<string>,
  variableOf: (axis: Axis) => string,
  bounds: Bounds,
): readonly Run[] {
  const runs: Axis[][] = [];
  for (const axis of order) {
    const run = runs.at(-1);
    const outer = run?.at(-1);
    const size = sizeValue(sizeOfDay(axis.size, bounds));
    const merges =
      outer !== undefined &&
      size !== undefined &&
      !pinned.has(variableOf(axis)) &&
      !pinned.has(variableOf(outer)) &&
      accesses.every(
        ({ address }) => factor(address, variableOf(outer)) === size * factor(address, variableOf(axis)),
      );
    if (merges && run !== undefined) run.push(axis);
    else runs.push([axis]);
  }
  return runs;
}

export function factor(address: Linear, name: string): number {
  return address.factors.get(name) ?? 0;
}

/** Whether the size of the day is always a multiple of `by`. */
export function isMultipleOfDay(size: Size, by: number, bounds: Bounds): boolean {
  if (size.divisor !== 1) return false;
  return size.terms.every(
    ({ symbols, coefficient }) =>
      symbols.reduce((product, symbol) => product * (bounds.steps.get(symbol) ?? 1), coefficient) % by === 0,
  );
}

/**
 * The positions of a run's axes where `base` counts in steps of `unit`, and `within` (below `unit`) says where in the step.
 * The size of the fastest axis must be a multiple of `unit` where the run has more axes.
 */
export function placesOfRun(
  writer: Writer,
  run: Run,
  base: string,
  unit: number,
  within: Linear,
): readonly (readonly [string, Linear])[] {
  const sizes = run.slice(1).map((axis) => highOf(axis.size, writer.bounds));
  const last = sizes.length - 1;
  const units = sizes.map((size, at) => (at === last ? size / unit : size));
  const names = declareDigits(
    writer,
    base,
    run.map(({ name }) => name),
    units,
  );
  return run.map((axis, at) => {
    const variable = names[at];
    if (variable === undefined) throw new InternalError("an axis without a variable");
    if (unit === 1) writer.extents.set(variable, JSON.stringify(sizeOfDay(axis.size, writer.bounds)));
    const isLast = at === run.length - 1;
    return [axis.id, isLast ? addLinear(variableLinear(variable, unit), within) : variableLinear(variable)];
  });
}

/** Where neither row nor column is: the whole of each run, over workgroups `y` and `z`; returns the loops and the places. */
export function spreadRows(
  writer: Writer,
  runs: readonly Run[],
  bindings: readonly LoopBinding[],
): { readonly loops: readonly BoundLoop[]; readonly place: readonly (readonly [string, Linear])[] } {
  const { bounds } = writer;
  const loops: BoundLoop[] = [];
  const place: (readonly [string, Linear])[] = [];
  const rest = [...runs];
  for (const [at, binding] of bindings.entries()) {
    const isLast = at === bindings.length - 1;
    if (rest.length === 0) break;
    if (!isLast || rest.length === 1) {
      const run = rest.pop() ?? [];
      const size = sizeOfRun(run, bounds);
      const variable = declareVariable(writer, runName(run), 0, { low: 0, high: highOf(size, bounds) - 1 });
      loops.push({ variable, binding, extent: { size, tile: 1 } });
      place.push(...placesOfRun(writer, run, variable, 1, constantLinear(0)));
      continue;
    }
    const size = rest.reduce(
      (product, run) => multiplySizes(product, sizeOfRun(run, bounds)),
      literalSize(1),
    );
    const variable = declareVariable(writer, rest.map(runName).join("_"), 0, {
      low: 0,
      high: highOf(size, bounds) - 1,
    });
    loops.push({ variable, binding, extent: { size, tile: 1 } });
    place.push(...divideAmong(writer, rest.splice(0), variable));
  }
  return { loops, place };
}

/** Takes one variable apart into positions of several runs. */
function divideAmong(
  writer: Writer,
  runs: readonly Run[],
  variable: string,
): readonly (readonly [string, Linear])[] {
  const place: (readonly [string, Linear])[] = [];
  let left = variableLinear(variable);
  for (const [at, run] of [...runs].reverse().entries()) {
    const name = runName(run);
    const size = sizeOfRun(run, writer.bounds);
    const range = { low: 0, high: highOf(size, writer.bounds) - 1 };
    const value = linearValue(writer, left);
    const isLast = at === runs.length - 1;
    const own = isLast
      ? left
      : bindInteger(
          writer,
          name,
          { ...value, expression: remainder(value.expression, sizeExpression(size)) },
          range,
        );
    const [base] = own.factors.keys();
    if (base === undefined) throw new InternalError("a position without a variable");
    place.push(...placesOfRun(writer, run, base, 1, constantLinear(0)));
    if (!isLast) {
      left = bindInteger(
        writer,
        `${name}_left`,
        { ...value, expression: quotient(value.expression, sizeExpression(size)) },
        undefined,
      );
    }
  }
  return place;
}

/** The bound loops around the body, the slowest outermost. */
export function nestLoops(draft: Pick<Draft, "body" | "loops">): readonly Statement[] {
  const order: readonly LoopBinding[] = ["lane.x", "workgroup.x", "workgroup.y", "workgroup.z"];
  const sorted = [...draft.loops].sort((a, b) => order.indexOf(a.binding) - order.indexOf(b.binding));
  return sorted.reduce<readonly Statement[]>((body, { variable, binding, extent }) => {
    return [{ kind: "loop", variable, binding, extent, body }];
  }, draft.body);
}

/** One of a few powers of two, enough for `count` and not more than `most`. */
export function lanesFor(count: number, most: number): number {
  let lanes = 1;
  while (lanes < count && lanes < most) lanes *= 2;
  return lanes;
}

/** How many steps of `unit` a size has; the size of the day is a multiple of it. */
export function sizeInUnits(size: Size, unit: number): Size {
  const divided = divideSizes(size, literalSize(unit));
  if (divided === undefined) throw new InternalError("a size that isn't a multiple of a vector");
  return divided;
}

/** The order in which a layout has these axes; axes that it lacks come first. */
export function orderBy(axes: readonly Axis[], layout: Layout): readonly Axis[] {
  const rank = (axis: Axis): number => layout.order.findIndex(({ id }) => id === axis.id);
  return [...axes].sort((a, b) => rank(a) - rank(b));
}
