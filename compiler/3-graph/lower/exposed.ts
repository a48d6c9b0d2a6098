/** What a model exposes: the values of a stack as one, under the name that the spec gives them. */
import { InternalError } from "../../source/internal-error.ts";
import type { Axis, SourceNode } from "../graph.ts";
import { hasAxis } from "../positions.ts";
import { joinPath } from "./scope.ts";
import type { EntryScope } from "./scope.ts";

/** Puts what the instances `path.0`, `path.1` … exposed under one path, stacked along the axis. */
export function stackExposed(entry: EntryScope, path: string, along: Axis): void {
  const { builder, exposed, exposedOrders } = entry;
  const groups = new Map<string, SourceNode[]>();
  for (const [place, value] of [...exposed]) {
    const within = place.startsWith(`${path}.`) ? place.slice(path.length) : "";
    const [, index, name] = /^\.(\d+)\.(.+)$/.exec(within) ?? [];
    if (index === undefined || name === undefined) continue;
    exposed.delete(place);
    groups.set(name, [...(groups.get(name) ?? []), withAxesOfFirst(builder, value, path, Number(index))]);
  }
  for (const [name, [first, ...others]] of groups) {
    if (first === undefined) continue;
    let stacked = builder.spread(first, [along]);
    for (const [at, value] of others.entries()) {
      const isHere = builder.map("equal", [builder.position(along), builder.constant(at + 1, "int")]);
      stacked = builder.map("select", [isHere, value, stacked]);
    }
    const place = joinPath(path, name);
    exposed.set(place, builder.labelled(stacked, place));
    exposedOrders.set(place, [along, ...(exposedOrders.get(joinPath(path, `0.${name}`)) ?? [])]);
  }
}

/** Each instance has local axes of its own, which are the same in the stack. */
function withAxesOfFirst(
  builder: EntryScope["builder"],
  value: SourceNode,
  path: string,
  index: number,
): SourceNode {
  const prefix = `${path}.${index}.`;
  let renamed = value;
  for (const axis of value.axes) {
    if (index === 0 || !axis.id.startsWith(prefix)) continue;
    const first = { ...axis, id: `${path}.0.${axis.id.slice(prefix.length)}` };
    if (hasAxis(renamed.axes, first))
      throw new InternalError(`${axis.id} and its twin are both here`, value.span);
    renamed = builder.rename(renamed, axis, first);
  }
  return renamed;
}
