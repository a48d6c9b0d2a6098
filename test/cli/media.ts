/** Reads fields from pictures, sounds and arrays, for tests: small axes, and the columns that come of it. */
import type { Data, Model } from "../../compiler/2-check/model.ts";
import { dataPlans } from "../../compiler/facts.ts";
import { recordColumns } from "../../compiler/cli/data/record-columns.ts";
import { axis, dataOf, field, modelOf, span, withFiles } from "./files.ts";

const axes = [
  axis("height", { kind: "fixed" }, 2),
  axis("width", { kind: "fixed" }, 3),
  axis("channel", { kind: "fixed" }, 3),
  axis("label", { kind: "fixed", labels: ["cat", "dog"] }, 2),
  axis("time", { kind: "bounded", low: 1, high: 4, step: 1 }),
  axis("level", { kind: "fixed" }, 256),
  axis("pair", { kind: "fixed" }, 2),
];
export const grey = field("x", { axes: ["height", "width"], element: "real" });
export const coloured = field("x", { axes: ["height", "width", "channel"], element: "real" });
export const label = field("kind", { axes: [], element: "int", indexes: "label" });
export const wave = field("wave", { axes: ["time"], element: "real" });

type Read = Readonly<Record<string, readonly number[]>>;

/** The numbers of each column, those of several records in the order of the first numbers; and what was logged. */
export async function read(
  kind: Data["source"]["kind"],
  path: string,
  fields: Data["fields"],
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Readonly<Record<string, string | number>> = {},
): Promise<{ readonly columns: Read; readonly types: readonly string[]; readonly log: string }> {
  const listed = Object.entries(options).map(([name, value]) => ({ name, value, span }));
  const data: Data = { ...dataOf(kind, path, fields), source: { kind, path, options: listed, span } };
  const model: Model = modelOf(axes, [data]);
  const [plan] = dataPlans(model, new Map());
  if (plan === undefined) throw new Error("there is no data");
  let log = "";
  const columns = await withFiles(files, (folder) =>
    recordColumns(data, plan, {
      model,
      tokenizers: new Map(),
      sources: { folder, log: (line) => (log += line) },
    }),
  );
  const values = columns.map(([, tensors]) => tensors.find(([name]) => name === "values")?.[1].data ?? []);
  return {
    columns: Object.fromEntries(fields.map(({ name }, at) => [name, [...(values[at] ?? [])]])),
    types: values.map((numbers) => numbers.constructor.name),
    log,
  };
}

/** A sound's file, of samples in these bytes. */
export function wav(
  code: number,
  bits: number,
  channels: number,
  bytes: readonly number[],
  rate = 8000,
): Uint8Array {
  const view = new DataView(new ArrayBuffer(44 + bytes.length));
  const tag = (at: number, text: string): void =>
    [...text].forEach((one, n) => view.setUint8(at + n, one.charCodeAt(0)));
  tag(0, "RIFF");
  tag(8, "WAVE");
  tag(12, "fmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, code, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, rate, true);
  view.setUint16(34, bits, true);
  tag(36, "data");
  view.setUint32(40, bytes.length, true);
  bytes.forEach((byte, at) => view.setUint8(44 + at, byte));
  return new Uint8Array(view.buffer);
}
