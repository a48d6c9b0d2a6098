/** Writes the kernel of a group. */
import type { Axis } from "../../3-graph/graph.ts";
import { InternalError } from "../../source/internal-error.ts";
import type { Group } from "../arrange/fuse.ts";
import { contractionIn } from "../arrange/layouts.ts";
import { mergeOrders } from "../arrange/orders.ts";
import type { Values } from "../arrange/materialise.ts";
import { cpuWriter, homeOf, type Writer } from "../writer/writer.ts";
import { writeContraction } from "./contractions/contract.ts";
import { writeRestricted } from "./contractions/restricted.ts";
import type { Draft } from "./grid.ts";
import { writePointwise } from "./pointwise/pointwise.ts";
import { writeRows } from "./rows/rows.ts";
import { writeScatter } from "./scatter/scatter.ts";

export function writeGroup(group: Group, values: Values, newWriter: () => Writer): Draft {
  const [first] = group.items;
  const written = [...group.written];
  const writer = newWriter();
  const orders = written.map((item) => homeOf(writer, item).layout.order);
  orders.sort((a, b) => b.length - a.length);
  const order = mergeOrders(group.axes, orders);
  switch (group.kind) {
    case "pointwise":
      return writePointwise(group, order, newWriter);
    case "row":
      return writeReductions(group, order, newWriter);
    case "contract": {
      const contraction = contractionIn(group, values);
      if (contraction === undefined) throw new InternalError("a contraction group without a contraction");
      return writeContraction(group, contraction, order, newWriter);
    }
    case "scatter":
      if (first?.kind !== "scatter") throw new InternalError("a scatter group without a scatter");
      return writeScatter(first, order, newWriter);
  }
}

function writeReductions(group: Group, order: readonly Axis[], newWriter: () => Writer): Draft {
  const draft = writeRows(group, newWriter);
  const cpu = writeRestricted(group, order, () => cpuWriter(newWriter(), draft.writer));
  return cpu === undefined ? draft : { ...draft, cpu };
}
