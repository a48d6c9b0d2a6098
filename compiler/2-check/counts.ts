import type { Size } from "../sizes/size.ts";
import { addSizes, literalSize, multiplySizes, substituteSize } from "../sizes/size.ts";
import type { AxisTable } from "./axes.ts";
import { sizeOfAxes } from "./axes.ts";
import type { Layer, Parameter } from "./model.ts";

/** How many numbers a parameter holds; over a bounded axis the size of the day stands for those that are seen. */
export function countOfParameter({ family, inside, outside }: Parameter, axes: AxisTable): Size {
  return sizeOfAxes(axes, [...family, ...inside, ...outside]);
}

/**
 * How many numbers the parameters of a layer hold, those of its instances too, as a size over its own axis parameters. Layers that
 * are missing, because there are mistakes in them, count as nothing.
 */
export function countParameters(layer: Layer, layers: ReadonlyMap<string, Layer>, axes: AxisTable): Size {
  const own = layer.parameters.map((parameter) => countOfParameter(parameter, axes));
  const inner = layer.instances.map(({ layer: name, axes: given, stack }) => {
    const used = layers.get(name);
    if (used === undefined) return literalSize(0);
    const actual = used.axisParameters.map((axis, at) => [axis, sizeOfAxes(axes, given[at] ?? [])] as const);
    const one = substituteSize(countParameters(used, layers, axes), new Map(actual));
    return stack === undefined ? one : multiplySizes(one, stack.count);
  });
  const twin = layer.twin === undefined ? undefined : layers.get(layer.twin.of);
  const copied = twin === undefined ? [] : [countParameters(twin, layers, axes)];
  return [...own, ...inner, ...copied].reduce(addSizes, literalSize(0));
}
