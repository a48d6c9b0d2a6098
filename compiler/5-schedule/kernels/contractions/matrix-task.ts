/** What the ways to sum a matrix times a vector on the CPU share. */
import type { Node } from "../../../3-graph/graph.ts";
import { apply, literal, splat, variable } from "../../writer/expressions.ts";
import type { Group } from "../../arrange/fuse.ts";
import { highOf } from "../../layout.ts";
import { addLinear, constantLinear, lane, variableLinear, type Linear } from "../../writer/linear.ts";
import { widthOf, type Expression, type Width, type WorkgroupMemory } from "../../loops.ts";
import { nameOf, uniqueName } from "../../names.ts";
import { valueAt } from "../../writer/values.ts";
import { currentDepth, declareVariable, inScope, say, type Place, type Writer } from "../../writer/writer.ts";
import type { Operands, Shape } from "./shape.ts";
import { once, placesOfRun, runName, sizeInUnits, sizeOfRun, spreadRows } from "../grid.ts";
import type { Draft } from "../grid.ts";
import { namePosition, overRuns } from "../serial-loops.ts";
import { writeItems } from "../items.ts";

export type Columns = readonly (readonly [string, Linear])[];

export interface Task {
  readonly group: Group;
  readonly node: Node;
  readonly operands: Operands;
  readonly shape: Shape;
  readonly writer: Writer;
}

/** A row's axes have one position each. */
export function ofRow({ shape }: Task): readonly (readonly [string, Linear])[] {
  return shape.rowRun.map(({ id }) => [id, constantLinear(0)] as const);
}

export function rowAt({ operands, writer }: Task, at: Place, width: Width = 4): Expression {
  return named(writer, "row", splat(valueAt(writer, operands.rows, at).expression, width));
}

export function elementAt({ operands, writer }: Task, at: Place, width: Width = 4): Expression {
  return splat(valueAt(writer, operands.columns, at).expression, width);
}

export function declareTotal(
  { writer, node }: Task,
  width: Width = 4,
  from: Expression = literal(0, "real"),
): string {
  const name = uniqueName(writer.names, nameOf(node));
  say(writer, { kind: "variable", name, type: "real", width, value: splat(from, width) });
  return name;
}

export function addTo({ writer }: Task, name: string | undefined, product: Expression): void {
  if (name === undefined) return;
  const width = widthOf(product);
  say(writer, { kind: "assign", name, value: apply("add", variable(name, "real", width), product) });
}

/** Runs over all that is summed, `turns` times `width` positions of the innermost run at a time: `write` gets the places of each turn. */
export function overSum(
  { shape, writer }: Task,
  place: Place,
  width: Width,
  turns: number,
  write: (turns: readonly Place[]) => void,
): void {
  const inner = shape.overRuns.at(-1) ?? [];
  const step = width * turns;
  overRuns(writer, shape.overRuns.slice(0, -1), place, (outer) => {
    const size = sizeInUnits(sizeOfRun(inner, writer.bounds), step);
    const range = { low: 0, high: highOf(size, writer.bounds) - 1 };
    const name = `${runName(inner)}${step === 1 ? "" : step}`;
    const k = declareVariable(writer, name, currentDepth(writer) + 1, range);
    const body = inScope(writer, () => {
      const places = Array.from({ length: turns }, (_, turn) => {
        const from = constantLinear(width * turn);
        const within = width === 4 ? addLinear(from, variableLinear(lane)) : from;
        return new Map([...outer, ...placesOfRun(writer, inner, k, step, within)]);
      });
      write(places);
    });
    say(writer, { kind: "loop", variable: k, binding: "serial", extent: { size, tile: 1 }, body });
  });
}

export function named(writer: Writer, name: string, value: Expression): Expression {
  if (value.kind === "variable") return value;
  const unique = uniqueName(writer.names, name);
  say(writer, { kind: "let", name: unique, value });
  return variable(unique, "real", widthOf(value));
}

export function write(
  { group, writer }: Task,
  place: Place,
  expression: Expression,
  width: Width,
  node: Node,
): void {
  const total = { expression, type: "real", width, depth: currentDepth(writer) } as const;
  writer.local = (of) => (of === node ? total : undefined);
  writeItems(writer, group, place);
  writer.local = () => undefined;
}

export function draftOf(
  { writer }: Task,
  loop: NonNullable<Draft["cpu"]>["loops"][number],
  outer: ReturnType<typeof spreadRows>,
  schedule: string,
  workgroupMemory: readonly WorkgroupMemory[] = [],
): Draft["cpu"] {
  const thread = namePosition(writer, "thread", 0, 0);
  const loops = [loop, ...outer.loops, { variable: thread, binding: "lane.x", extent: once } as const];
  return { body: writer.scopes[0]?.statements ?? [], loops, workgroupMemory, schedule };
}
