import { InternalError } from "../source/internal-error.ts";
import type { Span } from "../source/spans.ts";
import type { Size } from "../sizes/size.ts";
import {
  divideSizes,
  literalSize,
  multiplySizes,
  sizeKey,
  sizeSymbols,
  sizeValue,
  substituteSize,
  symbolSize,
} from "../sizes/size.ts";
import type { Axis, AxisId, Type } from "./model.ts";

/** Every axis of the Model that is being made. */
export type AxisTable = Map<AxisId, Axis>;

export function axisOf(table: AxisTable, id: AxisId): Axis {
  const axis = table.get(id);
  if (axis === undefined) throw new InternalError(`no axis has the id ${id}`);
  return axis;
}

/** The axis that a chain of twins begins with: two axes have the same positions exactly when it is the same. */
export function spaceOf(table: AxisTable, id: AxisId): AxisId {
  const { origin } = axisOf(table, id);
  return origin.kind === "twin" ? spaceOf(table, origin.of) : id;
}

export function sameSpace(table: AxisTable, a: AxisId, b: AxisId): boolean {
  return spaceOf(table, a) === spaceOf(table, b);
}

/** Whether it is `batch` or a twin of it, or a group with one: such axes are not looked at where the broadcast law is judged. */
export function isBatch(table: AxisTable, id: AxisId): boolean {
  return membersOf(table, spaceOf(table, id)).some((member) => spaceOf(table, member) === "batch");
}

/** The labels of an axis, of its twin's origin where it is a twin; undefined where it has none that are known. */
export function labelsOf(table: AxisTable, id: AxisId): readonly string[] | undefined {
  const { origin } = axisOf(table, spaceOf(table, id));
  return origin.kind === "fixed" ? origin.labels : undefined;
}

/** Whether the labels are the values of a column, which are read when the package is built. */
export function hasValues(table: AxisTable, id: AxisId): boolean {
  const { origin } = axisOf(table, spaceOf(table, id));
  return origin.kind === "tokenizer" && origin.tokenizer.kind === "labels";
}

/** Whether a number says which label, and not which position: where all labels are numbers, or are values of a column, which may be. */
export function hasNumbers(table: AxisTable, id: AxisId): boolean {
  if (hasValues(table, id)) return true;
  const labels = labelsOf(table, id) ?? [];
  return labels.length > 0 && labels.every((label) => label.trim() !== "" && Number.isFinite(Number(label)));
}

/** The axis whose size of the day the size of this one follows, if it is bounded: itself, or what it was made from. */
export function boundedBelow(table: AxisTable, id: AxisId): AxisId | undefined {
  const { origin } = axisOf(table, id);
  if (origin.kind === "bounded") return id;
  if (origin.kind === "twin" || origin.kind === "quotient") return boundedBelow(table, origin.of);
  return undefined;
}

/** The derived axis `of/by`; the same axis for equal terms. Undefined where the size doesn't divide. */
export function quotientAxis(table: AxisTable, of: AxisId, by: number, span: Span): AxisId | undefined {
  if (by === 1) return of;
  const source = axisOf(table, of);
  if (source.origin.kind === "quotient")
    return quotientAxis(table, source.origin.of, source.origin.by * by, span);
  const id = `${of}/${by}`;
  if (table.has(id)) return id;
  const size = divideSizes(source.size, literalSize(by));
  const value = size && sizeValue(size);
  if (size === undefined || (value !== undefined && !Number.isInteger(value))) return undefined;
  table.set(id, { id, name: `${source.name}/${by}`, size, origin: { kind: "quotient", of, by }, span });
  return id;
}

/** The one axis that a group of several is where one is asked for; the same axis for the same group. */
export function groupAxis(table: AxisTable, members: readonly AxisId[], span: Span): AxisId {
  const id = `(${members.join(", ")})`;
  if (table.has(id)) return id;
  const name = `(${axisNames(table, members).join(", ")})`;
  table.set(id, { id, name, size: sizeOfAxes(table, members), origin: { kind: "group", members }, span });
  return id;
}

/** The axes that a type has for this one: those of a group, else itself. */
export function membersOf(table: AxisTable, id: AxisId): readonly AxisId[] {
  const { origin } = axisOf(table, id);
  return origin.kind === "group" ? origin.members : [id];
}

/** The product of the sizes. */
export function sizeOfAxes(table: AxisTable, ids: readonly AxisId[]): Size {
  return ids.reduce((size, id) => multiplySizes(size, axisOf(table, id).size), literalSize(1));
}

/** Names as they are written, for messages; two axes of one name are told apart by where they are declared, and counted. */
export function axisNames(table: AxisTable, ids: readonly AxisId[]): readonly string[] {
  const names = ids.map((id) => axisOf(table, id).name);
  return ids.map((id, at) => {
    const name = names[at] ?? id;
    return names.filter((other) => other === name).length > 1 ? id.replace(/#(\d+)$/, " ($1)") : name;
  });
}

/**
 * The names of a set of axes in the order in which the axes were declared, for messages. Those that are mentioned
 * `beside` it are told apart from them too.
 */
export function shownAxes(
  table: AxisTable,
  ids: readonly AxisId[],
  beside: readonly AxisId[] = [],
): readonly string[] {
  const wanted = new Set(ids);
  const shown: AxisId[] = [];
  for (const id of wanted.size < 2 ? wanted : table.keys()) if (wanted.has(id)) shown.push(id);
  const others = beside.filter((id) => !wanted.has(id));
  return axisNames(table, [...shown, ...others]).slice(0, shown.length);
}

/** Sizes for messages: what is no number is `|axis|`. */
export function sizeTexts(table: AxisTable, sizes: readonly Size[]): readonly string[] {
  return writtenSizes(table, sizes, (name) => `|${name}|`);
}

/** A size beside the text that it is of: what is no number is the axis's name as it is written there. */
export function shownSize(table: AxisTable, size: Size): string {
  return writtenSizes(table, [size], (name) => name).join();
}

function writtenSizes(
  table: AxisTable,
  sizes: readonly Size[],
  written: (name: string) => string,
): readonly string[] {
  const symbols = [...new Set(sizes.flatMap(sizeSymbols))];
  const names = axisNames(table, symbols);
  const named = new Map(symbols.map((symbol, at) => [symbol, symbolSize(written(names[at] ?? symbol))]));
  return sizes.map((size) => sizeKey(substituteSize(size, named)));
}

/** The layer whose axis parameters all of the axes are; undefined where they aren't. */
export function parametersOf(table: AxisTable, ids: readonly AxisId[]): string | undefined {
  const layers = new Set(
    ids.map((id) => {
      const { origin } = axisOf(table, spaceOf(table, id));
      return origin.kind === "rigid" ? origin.layer : undefined;
    }),
  );
  return layers.size === 1 ? [...layers][0] : undefined;
}

export function sortedAxes(ids: Iterable<AxisId>): readonly AxisId[] {
  return [...new Set(ids)].sort();
}

/** What stands in the place of an axis when a layer is used with these axes for its parameters. */
export function substituteAxis(
  table: AxisTable,
  id: AxisId,
  actual: ReadonlyMap<AxisId, readonly AxisId[]>,
): readonly AxisId[] {
  const own = actual.get(id);
  if (own !== undefined) return own;
  const axis = axisOf(table, id);
  if (axis.origin.kind === "group")
    return axis.origin.members.flatMap((member) => substituteAxis(table, member, actual));
  if (axis.origin.kind !== "quotient") return [id];
  const given = substituteOne(table, axis.origin.of, actual, axis.span);
  return given === axis.origin.of ? [id] : [quotientAxis(table, given, axis.origin.by, axis.span) ?? id];
}

/** The same where one axis is asked for. */
function substituteOne(
  table: AxisTable,
  id: AxisId,
  actual: ReadonlyMap<AxisId, readonly AxisId[]>,
  span: Span,
): AxisId {
  const given = substituteAxis(table, id, actual);
  const [only = id] = given;
  return given.length > 1 ? groupAxis(table, given, span) : only;
}

export function substituteType(
  table: AxisTable,
  type: Type,
  actual: ReadonlyMap<AxisId, readonly AxisId[]>,
): Type {
  const axes = sortedAxes(type.axes.flatMap((id) => substituteAxis(table, id, actual)));
  if (type.indexes === undefined) return { axes, element: type.element };
  const { span } = axisOf(table, type.indexes);
  const indexes = substituteOne(table, type.indexes, actual, span);
  return { axes, element: type.element, indexes };
}
