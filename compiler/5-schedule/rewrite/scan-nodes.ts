/** The nodes that a scan becomes, which are made beside those of the entry's builder. */
import { hasAxis } from "../../3-graph/positions.ts";
import type { Axis, Node, Output, Position, ScanNode } from "../../3-graph/graph.ts";
import { addSizes, literalSize } from "../../sizes/size.ts";
import type { Repeat, Sink, Stack } from "./repeats.ts";

/** What taking the scans of an entry apart gives, as far as it went. */
export interface Taken {
  readonly repeats: Map<string, Repeat>;
  readonly stacks: Map<string, Stack>;
  readonly sinks: Map<string, Sink>;
  readonly outputs: Output[];
  readonly nextNumber: () => number;
}

/** A scan that is taken apart. */
export interface Apart {
  readonly taken: Taken;
  readonly run: ScanNode;
  readonly repeat: Repeat;
  /** The number of the turn, as a value and as a position. */
  readonly turn: Node;
  readonly here: Position;
  readonly after: Position;
  /** Of what is carried: one more than the positions. */
  readonly rows: Axis;
}

const one = literalSize(1);

export function beginApart(taken: Taken, run: ScanNode, parent: Repeat | undefined): Apart {
  const { scan, axis, reversed, span, origin } = run;
  const repeat: Repeat = { scan, axis, reversed, parent };
  taken.repeats.set(scan, repeat);
  const leaf = { kind: "turn", scan } as const;
  const bare = { axes: [], span, label: undefined, origin } as const;
  const turn: Node = { ...bare, kind: "leaf", id: taken.nextNumber(), type: "int", leaf };
  const here: Position = { kind: "value", node: turn };
  const after: Position = { kind: "add", terms: [here, { kind: "constant", value: one }] };
  const rows: Axis = { id: `${scan} rows`, name: axis.name, size: addSizes(axis.size, one) };
  return { taken, run, repeat, turn, here, after, rows };
}

/** `of` at the position `at` of the axis `replaced`. */
export function indexed(
  { taken, run: { axis, span, origin }, after }: Apart,
  of: Node,
  replaced: Axis,
  at: Position,
  label: string | undefined,
): Node {
  const kept = of.axes.filter(({ id }) => id !== replaced.id);
  const isAlong = at.kind === "axis" || (at.kind === "add" && at !== after);
  return {
    kind: "index",
    id: taken.nextNumber(),
    of,
    axes: isAlong ? union(kept, [axis]) : kept,
    replaced: [{ axis: replaced, at }],
    otherwise: undefined,
    type: of.type,
    span,
    label,
    origin,
  };
}

export function stackOf({ taken, repeat }: Apart, name: string, of: Omit<Stack, "key" | "repeat">): Stack {
  const stack: Stack = { key: `${repeat.scan} ${name}`, repeat, ...of };
  taken.stacks.set(stack.key, stack);
  return stack;
}

/** A stack as a value; `done` is what it is after the loop. */
export function leafOf(
  { taken, run: { span, origin } }: Apart,
  { key, rows, axes, type }: Stack,
  done: boolean,
  label: string | undefined,
): Node {
  const leaf = { kind: "stack", key, done } as const;
  return {
    kind: "leaf",
    id: taken.nextNumber(),
    axes: union(axes, [rows]),
    type,
    leaf,
    span,
    label,
    origin,
  };
}

/** The same along axes that `of` lacks. */
export function spread({ taken, run: { span, origin } }: Apart, of: Node, wanted: readonly Axis[]): Node {
  const lacking = wanted.filter((each) => !hasAxis(of.axes, each));
  if (lacking.length === 0) return of;
  const shared = { type: of.type, span, label: undefined, origin };
  const leaf = { kind: "constant", value: 0 } as const;
  const zero: Node = { ...shared, kind: "leaf", id: taken.nextNumber(), axes: lacking, leaf };
  return {
    ...shared,
    kind: "map",
    id: taken.nextNumber(),
    operator: of.type === "bool" ? "or" : "add",
    axes: union(of.axes, wanted),
    arguments: [of, zero],
  };
}

/** A node of its own for what another one is, too. */
export function copyOf({ taken, run: { span, origin } }: Apart, of: Node): Node {
  const { axes, type, label } = of;
  return {
    kind: "index",
    id: taken.nextNumber(),
    of,
    replaced: [],
    otherwise: undefined,
    axes,
    type,
    span,
    label,
    origin,
  };
}

/** Notes that a node is written to a stack, as an output of the entry. */
export function write({ taken }: Apart, node: Node, name: string, sink: Sink): void {
  taken.sinks.set(name, sink);
  taken.outputs.push({ role: "scan", name, node, order: node.axes });
}

export function union(a: readonly Axis[], b: readonly Axis[]): readonly Axis[] {
  const all = [...a, ...b.filter((axis) => !hasAxis(a, axis))];
  return all.sort((x, y) => (x.id < y.id ? -1 : 1));
}
