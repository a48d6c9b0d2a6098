/** Makes the nodes of a scan that is taken apart: its turn, rows of stacks, and copies. */
import { hasAxis } from "../../3-graph/positions.ts";
import type { Axis, Node, Position, ScanNode } from "../../3-graph/graph.ts";
import type { ElementType } from "../../operators/operator.ts";
import { literalSize } from "../../sizes/size.ts";

/** Memory with a row for each position of a loop. */
export interface StackShape {
  readonly key: string;
  readonly rows: Axis;
  /** Without the rows. */
  readonly axes: readonly Axis[];
  readonly type: ElementType;
}

export const one = literalSize(1);

export interface LoopNodes {
  /** The position at which the loop is. */
  readonly turn: Node;
  /** The turn as a position, and the one after it. */
  readonly here: Position;
  readonly after: Position;
  /** What `of` has at a position of an axis. */
  readonly indexed: (of: Node, replaced: Axis, at: Position, label?: string) => Node;
  /** The stack in the loop, or when all turns are done. */
  readonly leafOf: (stack: StackShape, done: boolean, label?: string) => Node;
  readonly spread: (of: Node, wanted: readonly Axis[]) => Node;
  readonly copyOf: (of: Node) => Node;
}

/** `nextNumber` gives each node its id. */
export function createLoopNodes({ scan, axis, span, origin }: ScanNode, nextNumber: () => number): LoopNodes {
  const number = <N extends Node>(node: N): N => ({ ...node, id: nextNumber() });
  const bare = { id: 0, axes: [], span, label: undefined, origin } as const;
  const turn = number({ ...bare, kind: "leaf", type: "int", leaf: { kind: "turn", scan } });
  const here: Position = { kind: "value", node: turn };
  const after: Position = { kind: "add", terms: [here, { kind: "constant", value: one }] };

  const indexed: LoopNodes["indexed"] = (of, replaced, at, label) => {
    const kept = of.axes.filter(({ id }) => id !== replaced.id);
    const isAlong = at.kind === "axis" || (at.kind === "add" && at !== after);
    const axes = isAlong ? union(kept, [axis]) : kept;
    const read = [{ axis: replaced, at }];
    return number({
      ...bare,
      kind: "index",
      of,
      replaced: read,
      otherwise: undefined,
      axes,
      type: of.type,
      label,
    });
  };
  const leafOf: LoopNodes["leafOf"] = ({ key, rows, axes, type }, done, label) =>
    number({
      ...bare,
      kind: "leaf",
      axes: union(axes, [rows]),
      type,
      label,
      leaf: { kind: "stack", key, done },
    });
  const spread: LoopNodes["spread"] = (of, wanted) => {
    const lacking = wanted.filter((each) => !hasAxis(of.axes, each));
    if (lacking.length === 0) return of;
    const { type } = of;
    const zero = number({ ...bare, kind: "leaf", axes: lacking, type, leaf: { kind: "constant", value: 0 } });
    const operator = type === "bool" ? "or" : "add";
    return number({
      ...bare,
      kind: "map",
      operator,
      arguments: [of, zero],
      axes: union(of.axes, wanted),
      type,
    });
  };
  const copyOf: LoopNodes["copyOf"] = (of) => {
    const { axes, type, label } = of;
    return number({ ...bare, kind: "index", of, replaced: [], otherwise: undefined, axes, type, label });
  };
  return { turn, here, after, indexed, leafOf, spread, copyOf };
}

/** In the order of their ids. */
export function union(a: readonly Axis[], b: readonly Axis[]): readonly Axis[] {
  const all = [...a, ...b.filter((axis) => !hasAxis(a, axis))];
  return all.sort((x, y) => (x.id < y.id ? -1 : 1));
}
