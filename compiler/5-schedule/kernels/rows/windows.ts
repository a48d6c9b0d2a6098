/**
 * Loops over a row's elements on the CPU, each parted where windows begin and cease to lie inside for all rows beside each other: what lies inside is read
 * without a condition, and where what lies outside adds nothing, each row takes only what is inside for it.
 */
import type { Axis, ReduceNode } from "../../../3-graph/graph.ts";
import { isLeftOut, valuesIn } from "../../../3-graph/support.ts";
import { sizeValue } from "../../../sizes/size.ts";
import { fixedValue, highOf, sizeOfDay } from "../../layout.ts";
import type { Expression, LoopPart } from "../../loops.ts";
import { uniqueName } from "../../names.ts";
import { linearValue } from "../../writer/digits.ts";
import { apply, integer, quotient, variable } from "../../writer/expressions.ts";
import { insideCondition, liesInside } from "../../writer/inside.ts";
import {
  addLinear,
  constantLinear,
  formKey,
  hasLane,
  scaleLinear,
  variableLinear,
  type Linear,
} from "../../writer/linear.ts";
import { inGuard, say, type Place, type Writer } from "../../writer/writer.ts";
import { placesOfRun, runName, sizeOfRun, type Run } from "../grid.ts";
import { repeat } from "../serial-loops.ts";

/** factors * positions + constant is asked whether it is a position of the axis. */
export interface RowWindow {
  readonly factors: ReadonlyMap<Axis, number>;
  readonly constant: number;
  readonly axis: Axis;
  readonly size: number;
  /** What is read outside adds nothing to any of the sums. */
  readonly addsNothing: boolean;
}

/** The windows of a kernel as positions of its axes, where they follow from these alone. */
export function windowsOf(
  writer: Writer,
  axisOf: (variable: string) => Axis | undefined,
  sums: readonly ReduceNode[],
): readonly RowWindow[] {
  return writer.windows.flatMap(({ linear: { factors, constant }, axis }) => {
    const size = sizeValue(sizeOfDay(axis.size, writer.bounds));
    const parts = [...factors].map(([name, by]) => [axisOf(name), by] as const);
    const known = parts.flatMap(([own, by]) => (own === undefined ? [] : [[own, by] as const]));
    if (size === undefined || known.length < parts.length) return [];
    const window = { factors: new Map(known), constant, axis, size };
    return [{ ...window, addsNothing: addsNothing(writer, window, sums) }];
  });
}

function addsNothing(
  { bounds }: Writer,
  { factors, constant, size }: Omit<RowWindow, "addsNothing">,
  sums: readonly ReduceNode[],
): boolean {
  const [one, other, ...more] = factors;
  if (one === undefined || other === undefined || more.length > 0) return false;
  const axes = { inner: one[0], outer: other[0] };
  const sizes = {
    fixedValue: (of: Axis["size"]) => fixedValue(of, bounds),
    highOf: (of: Axis["size"]) => highOf(of, bounds),
  };
  return [
    { inner: one[1], outer: other[1], least: size - constant },
    { inner: -one[1], outer: -other[1], least: constant + 1 },
  ].every((half) => {
    const valueIn = valuesIn(half, axes, sizes);
    return sums.every((sum) => isLeftOut(sum, valueIn));
  });
}

/** A window with all positions but the loop's: by * loop + form + a constant of each row. */
interface Asked extends Pick<RowWindow, "axis" | "size" | "addsNothing"> {
  readonly by: number;
  readonly form: Linear;
  readonly constants: readonly number[];
}

/** An asked window with the loop's position. */
interface Guard extends Pick<Asked, "axis" | "size" | "constants"> {
  readonly form: Linear;
}

/** Runs over the elements of rows at these places, of the last run over a part only; `write` gets the numbers of the rows that take an element. */
export function overWindows(
  writer: Writer,
  runs: readonly Run[],
  windows: readonly RowWindow[],
  rows: readonly Place[],
  part: LoopPart | undefined,
  write: (over: Place, rows: readonly number[]) => void,
): void {
  const all = rows.map((_, at) => at);
  const nest = (at: number, over: Place, guards: readonly Guard[], isParted: boolean): void => {
    const run = runs[at];
    if (run === undefined) {
      if (guards.length === 0) write(over, all);
      else writeGuarded(writer, over, guards, all, write);
      return;
    }
    const size = sizeOfRun(run, writer.bounds);
    const loop = (within: LoopPart | undefined, next: (name: string, inner: Place) => void): void => {
      const each = (name: string): void =>
        next(name, new Map([...over, ...placesOfRun(writer, run, name, 1, constantLinear(0))]));
      repeat(writer, runName(run), size, each, 1, within);
    };
    const whole = at === runs.length - 1 ? part : undefined;
    const [axis, ...others] = run;
    const count = sizeValue(size);
    const isAlone = axis !== undefined && others.length === 0 && isParted;
    const asked = isAlone ? askedOf(windows, axis, rows, over) : [];
    // What one element alone reads is no matter of the loop: it would be read before it, also where the part is empty.
    if (asked.length === 0 || count === undefined || count < 2) {
      loop(whole, (_, inner) => nest(at + 1, inner, guards, isParted));
      return;
    }
    const skips = asked.every((one) => one.addsNothing);
    const [low, high] = [whole?.first ?? integer(0), whole?.end ?? integer(count)];
    const within = (value: Expression): Expression => apply("minimum", apply("maximum", value, low), high);
    const name = (what: string, value: Expression): Expression => named(writer, what, value);
    const allFirst = name("all_inside", within(firstOf(writer, asked, "all")));
    const allEnd = name("all_end", apply("maximum", within(endOf(writer, asked, "all")), allFirst));
    const besides = (from: LoopPart): void =>
      loop(from, (variable, inner) => {
        if (!skips) nest(at + 1, inner, guards, false);
        else nest(at + 1, inner, [...guards, ...guardsOf(asked, variable)], isParted);
      });
    // One row, or rows that are inside together, are all inside or none is.
    const isTogether =
      skips && asked.every(({ constants }) => constants.every((one) => one === constants[0]));
    if (!isTogether) {
      const first = skips ? name("some_inside", within(firstOf(writer, asked, "some"))) : low;
      besides({ first, end: allFirst });
    }
    loop({ first: allFirst, end: allEnd }, (variable, inner) => {
      for (const { form, constants, size: end } of guardsOf(asked, variable)) {
        const known = { low: -Math.min(...constants), high: end - 1 - Math.max(...constants) };
        writer.known.set(formKey(form), known);
      }
      nest(at + 1, inner, guards, isParted);
    });
    if (!isTogether) {
      const end = skips ? name("some_end", within(endOf(writer, asked, "some"))) : high;
      besides({ first: allEnd, end });
    }
  };
  nest(0, new Map(), [], true);
}

/** Each row, or rows that are inside together, under a condition. */
function writeGuarded(
  writer: Writer,
  over: Place,
  guards: readonly Guard[],
  rows: readonly number[],
  write: (over: Place, rows: readonly number[]) => void,
): void {
  const together = new Map<string, number[]>();
  for (const row of rows) {
    const key = guards.map(({ constants }) => constants[row]).join();
    together.set(key, [...(together.get(key) ?? []), row]);
  }
  for (const own of together.values()) {
    const [row = 0] = own;
    const asked = guards.map(({ form, constants, axis, size }) => {
      const constant = constants[row] ?? 0;
      return { form, linear: addLinear(form, constantLinear(constant)), constant, axis, size };
    });
    const conditions = asked.flatMap(({ linear, axis }) =>
      liesInside(writer, linear, axis) ? [] : [insideCondition(writer, linear, axis).expression],
    );
    const inside = (): void => {
      for (const { form, constant, size } of asked)
        writer.known.set(formKey(form), { low: -constant, high: size - 1 - constant });
      write(over, own);
      for (const { form } of asked) writer.known.delete(formKey(form));
    };
    const [first, ...others] = conditions;
    if (first === undefined) inside();
    else {
      const condition = others.reduce((a, b) => apply("and", a, b), first);
      say(writer, { kind: "if", condition, then: inGuard(writer, over, inside), otherwise: [] });
    }
  }
}

function guardsOf(asked: readonly Asked[], variable: string): readonly Guard[] {
  return asked.map((one) => ({ ...one, form: addLinear(variableLinear(variable, one.by), one.form) }));
}

/** The windows that the loop over this axis decides, all else being known. */
function askedOf(
  windows: readonly RowWindow[],
  loop: Axis,
  rows: readonly Place[],
  over: Place,
): readonly Asked[] {
  return windows.flatMap(({ factors, constant, axis, size, addsNothing: skips }) => {
    const by = factors.get(loop);
    if (by === undefined) return [];
    const others = [...factors].filter(([own]) => own !== loop);
    const sums = rows.map((row) => {
      const parts = others.map(([{ id }, factor]) => {
        const position = row.get(id) ?? over.get(id);
        return position && scaleLinear(position, factor);
      });
      const known = parts.filter((part) => part !== undefined);
      return known.length < parts.length ? undefined : addLinear(constantLinear(constant), ...known);
    });
    const [first] = sums;
    const key = first === undefined || hasLane(first) ? undefined : formKey(first);
    if (first === undefined || !sums.every((sum) => sum !== undefined && formKey(sum) === key)) return [];
    const form = { factors: first.factors, constant: 0 };
    const constants = sums.map((sum) => sum?.constant ?? 0);
    return [{ by, form, constants, axis, size, addsNothing: skips }];
  });
}

/** From which turn on all rows are inside of all windows, or some row may be. */
function firstOf(writer: Writer, asked: readonly Asked[], which: "all" | "some"): Expression {
  const turns = asked.map(({ by, form, constants, size }) => {
    const last = which === "all" ? Math.max(...constants) : Math.min(...constants);
    const first = which === "all" ? Math.min(...constants) : Math.max(...constants);
    return by > 0
      ? dividedUp(writer, addLinear(scaleLinear(form, -1), constantLinear(-first)), by)
      : dividedUp(writer, addLinear(form, constantLinear(last - size + 1)), -by);
  });
  return turns.reduce((a, b) => apply("maximum", a, b));
}

/** Up to which turn. */
function endOf(writer: Writer, asked: readonly Asked[], which: "all" | "some"): Expression {
  const turns = asked.map(({ by, form, constants, size }) => {
    const last = which === "all" ? Math.max(...constants) : Math.min(...constants);
    const first = which === "all" ? Math.min(...constants) : Math.max(...constants);
    return by > 0
      ? dividedUp(writer, addLinear(scaleLinear(form, -1), constantLinear(size - last)), by)
      : dividedUp(writer, addLinear(form, constantLinear(first + 1)), -by);
  });
  return turns.reduce((a, b) => apply("minimum", a, b));
}

/** The quotient rounded up, 0 at least. */
function dividedUp(writer: Writer, value: Linear, by: number): Expression {
  const raised = linearValue(writer, addLinear(value, constantLinear(by - 1))).expression;
  return quotient(apply("maximum", raised, integer(0)), integer(by));
}

function named(writer: Writer, what: string, value: Expression): Expression {
  const name = uniqueName(writer.names, what);
  say(writer, { kind: "let", name, value });
  return variable(name, "int", 1);
}
