/** What tiles of a contraction needn't do: steps at which a factor is 0, and columns that are known numbers for all rows of a tile. */
import type { Axis } from "../../../../3-graph/graph.ts";
import { integer } from "../../../writer/expressions.ts";
import { variableLinear } from "../../../writer/linear.ts";
import type { LoopPart } from "../../../loops.ts";
import type { Run } from "../../grid.ts";
import { besides, partOf, times, type Along, type Block } from "../../loop-parts.ts";
import type { KeptColumns, Task } from "./write.ts";

/** The columns of a tile of sums. */
interface Columns {
  readonly first: string;
  readonly width: number;
}

/** Where the one axis of a run lies in a tile that begins at `first`; undefined for other axes. */
function blockIn(run: Run, axis: Axis, first: string, count: number): Block | undefined {
  const [own, ...others] = run;
  return own?.id === axis.id && others.length === 0 ? { from: variableLinear(first), count } : undefined;
}

function blockInBatch({ base }: Task, { id }: Axis): Block | undefined {
  const from = base.get(id);
  return from === undefined ? undefined : { from, count: 1 };
}

/** The turns of the inner loop in which no factor is 0 for the whole tile. */
export function partOfSteps(
  task: Task,
  row: string,
  { first, width }: Columns,
  along: Along,
): LoopPart | undefined {
  const { writer, rows, columns, depth } = task;
  const [run = [], ...others] = depth.inner;
  const [axis, ...more] = run;
  if (axis === undefined || others.length + more.length > 0) return undefined;
  const cuts = writer.cuts.flatMap((cut) => {
    if (cut.inner.id !== axis.id) return [];
    const block =
      blockIn(rows.run, cut.outer, row, rows.tile) ??
      blockIn(columns.run, cut.outer, first, width) ??
      blockInBatch(task, cut.outer);
    return block === undefined ? [] : [{ cut, block }];
  });
  return partOf(writer, cuts, along);
}

export function keptColumns(task: Task, row: string): KeptColumns | undefined {
  const { writer, rows, columns, columnBlock } = task;
  const [axis, ...others] = columns.run;
  if (axis === undefined || others.length > 0) return undefined;
  const cuts = writer.cuts.flatMap((cut) => {
    if (cut.inner.id !== axis.id) return [];
    const block = blockIn(rows.run, cut.outer, row, rows.tile) ?? blockInBatch(task, cut.outer);
    return block === undefined ? [] : [{ cut, block }];
  });
  const start = variableLinear(columnBlock, columns.block);
  const along: Along = { start, unit: columns.tile, count: integer(columns.block / columns.tile) };
  const tiles = partOf(writer, cuts, along);
  if (tiles === undefined) return undefined;
  const vectors = columns.tile / 4;
  const inVectors = ({ first, end }: LoopPart): LoopPart => ({
    first: times(first, vectors),
    end: times(end, vectors),
  });
  const numbers = new Map(cuts.flatMap(({ cut }) => [...cut.numbers]));
  return { tiles, fours: inVectors(tiles), rest: besides(tiles, along).map(inVectors), numbers };
}
