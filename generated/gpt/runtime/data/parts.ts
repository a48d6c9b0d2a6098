/** Which records, or positions of a text, a training sees, and which are held out. */
import { WeftError } from "../errors.ts";
import type { PlanData } from "../plan.ts";
import type { Column } from "./columns.ts";

/** Records, or positions of a text, `from` to before `to` of these columns. */
export interface Part {
  readonly columns: ReadonlyMap<string, Column>;
  readonly from: number;
  readonly to: number;
}

export interface Parts {
  readonly training: Part;
  readonly heldOut: Part;
}

/** As the spec says how much is held out of these columns, or as they say themselves. */
export function partsOf(data: PlanData, columns: ReadonlyMap<string, Column>): Parts {
  const { to } = wholePart(data, columns);
  const [column] = data.fields.map((field) => columns.get(field.column));
  const boundary = column === undefined ? to : heldOutStart(data, column);
  return { training: { columns, from: 0, to: boundary }, heldOut: { columns, from: boundary, to } };
}

/** Where what is held out begins: a record, or a position of a text. */
export function heldOutStart({ name, kind, heldOut }: PlanData, column: Column): number {
  const count = kind === "windows" ? column.values.length : recordCount(column);
  if (heldOut !== "files") return count - Math.floor(count * heldOut);
  if (column.heldOutFrom !== undefined) return column.heldOutFrom;
  throw new WeftError("data", `the columns of \`${name}\` don't say where what is held out begins`);
}

/** All of the columns. Throws where they have different numbers of records. */
export function wholePart(data: PlanData, columns: ReadonlyMap<string, Column>): Part {
  const fields = data.fields.flatMap(({ name, column: of }) => {
    const column = columns.get(of);
    return column === undefined ? [] : [{ name, column }];
  });
  if (data.kind === "windows") {
    const lengths = fields.map(({ column }) => column.values.length);
    return { columns, from: 0, to: lengths.length === 0 ? 0 : Math.min(...lengths) };
  }
  const counts = fields.map(({ column }) => recordCount(column));
  const count = counts[0] ?? 0;
  if (counts.some((other) => other !== count)) {
    const list = fields.map(({ name }, at) => `\`${name}\` ${counts[at]}`).join(", ");
    throw new WeftError("data", `the fields of \`${data.name}\` have different numbers of records: ${list}`);
  }
  return { columns, from: 0, to: count };
}

function recordCount(column: Column): number {
  return column.starts === undefined ? (column.shape[0] ?? 0) : column.starts.length - 1;
}

/** How many positions an example takes, with those of shifted fields. */
export function windowSpan({ fields }: PlanData): number {
  return Math.max(...fields.map((field) => (field.kind === "window" ? field.shift + field.length : 0)));
}
