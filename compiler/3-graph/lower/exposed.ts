/** What a model exposes: of a stack a part for each of its instances, which a caller gets as one value. */
import { InternalError } from "../../source/internal-error.ts";
import type { Axis, Output, SourceNode } from "../graph.ts";
import { constantPosition, hasAxis, unionAxes, withoutAxes } from "../positions.ts";
import { joinPath } from "./scope.ts";
import type { EntryScope, ExposedAs } from "./scope.ts";

/** Says of what the instances `path.0`, `path.1` … exposed which positions along the axis it has. */
export function partExposed({ builder, exposed, exposedAs }: EntryScope, path: string, along: Axis): void {
  for (const [place, value] of [...exposed]) {
    const within = place.startsWith(`${path}.`) ? place.slice(path.length) : "";
    const [, index, name] = /^\.(\d+)\.(.+)$/.exec(within) ?? [];
    const known = exposedAs.get(place);
    if (index === undefined || name === undefined || known === undefined) continue;
    const at = Number(index);
    const inner = known.part.find(({ axis }) => axis.id === along.id);
    // A stack along the axis of the stack around it has of each position one instance.
    if (inner !== undefined && inner.at !== at) {
      exposed.delete(place);
      continue;
    }
    const rename = (axis: Axis): Axis => axisOfFirst(axis, path, at);
    let renamed = value;
    for (const axis of value.axes) {
      const first = rename(axis);
      if (first === axis) continue;
      if (hasAxis(renamed.axes, first))
        throw new InternalError(`${axis.id} and its twin are both here`, value.span);
      renamed = builder.rename(renamed, axis, first);
    }
    const isWhole = hasAxis(renamed.axes, along);
    exposed.set(
      place,
      isWhole ? builder.index(renamed, [{ axis: along, at: constantPosition(at) }]) : renamed,
    );
    const others = known.part.filter((one) => one !== inner);
    exposedAs.set(place, {
      path: joinPath(path, known.path.slice(`${path}.${index}.`.length)),
      order: withoutAxes(known.order.map(rename), [along]),
      part: [{ axis: along, at }, ...others.map((one) => ({ axis: rename(one.axis), at: one.at }))],
    });
  }
}

/** Each instance has axes of its own, which are the same in the stack. */
function axisOfFirst(axis: Axis, path: string, index: number): Axis {
  const prefix = `${path}.${index}.`;
  if (index === 0 || !axis.id.startsWith(prefix)) return axis;
  return { ...axis, id: `${path}.0.${axis.id.slice(prefix.length)}` };
}

/** Named as in the spec where one value only has that name, with as much of the path before it as tells them apart else. */
export function exposedOutputs(
  { builder, exposed, exposedAs }: EntryScope,
  results: readonly Output<SourceNode>[],
): readonly Output<SourceNode>[] {
  const wholes = new Map<string, { readonly value: SourceNode; readonly as: ExposedAs }[]>();
  for (const [place, value] of exposed) {
    const as = exposedAs.get(place);
    if (as === undefined) throw new InternalError(`nothing says how ${place} is exposed`, value.span);
    wholes.set(as.path, [...(wholes.get(as.path) ?? []), { value, as }]);
  }
  const paths = [...wholes.keys()];
  const shortest = (path: string): string => {
    const parts = path.split(".");
    const candidates = parts.map((_, at) => parts.slice(parts.length - 1 - at).join("."));
    const isOwn = (name: string): boolean =>
      !results.some((result) => result.name === name) &&
      paths.every((other) => other === path || !`.${other}`.endsWith(`.${name}`));
    return candidates.find(isOwn) ?? path;
  };
  return [...wholes].flatMap(([path, parts]) => {
    const { order: formula = [], part: places = [] } = parts[0]?.as ?? {};
    const along = places.map(({ axis }) => axis);
    // An instance may see axes that those before it don't.
    const others = withoutAxes(unionAxes(...parts.map(({ value }) => value.axes)), formula);
    return parts.map(({ value, as: { part } }): Output<SourceNode> => {
      const node = builder.spread(value, [...others, ...formula]);
      const plain = {
        role: "exposed",
        name: shortest(path),
        node,
        order: [...others, ...along, ...formula],
      } as const;
      return part.length === 0 ? plain : { ...plain, part };
    });
  });
}
