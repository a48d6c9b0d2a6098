/** Writes the values of a group's items at a place. */
import type { Node } from "../../3-graph/graph.ts";
import { storeAt } from "../writer/memory-access.ts";
import { valueAt } from "../writer/values.ts";
import { bind, type Place, type Writer } from "../writer/writer.ts";

/** Computes all items, then stores those that are written: so that a value may take the place of one that is read. */
export function writeItems(writer: Writer, group: Items, place: Place): void {
  writeItemsAt(writer, group, [place]);
}

interface Items {
  readonly items: readonly Node[];
  readonly written: ReadonlySet<Node>;
}

/** The same at several places of one thread: all are computed before any is stored. */
export function writeItemsAt(writer: Writer, group: Items, places: readonly Place[]): void {
  const written = group.items.filter((item) => group.written.has(item));
  const values = places.flatMap((place) =>
    written.map((item) => ({ place, item, value: valueAt(writer, item, place) })),
  );
  const named = values.map(({ value, ...rest }) => {
    const isNamed = ["variable", "literal"].includes(value.expression.kind);
    return { ...rest, value: isNamed || values.length === 1 ? value : bind(writer, "next", value) };
  });
  for (const { place, item, value } of named) storeAt(writer, item, place, value);
}
