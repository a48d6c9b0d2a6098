/** A folder with files of a test, and a Model around the data that a test is about. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Axis, Data, Model } from "../../compiler/2-check/model.ts";
import { literalSize, symbolSize } from "../../compiler/sizes/size.ts";
import type { Span } from "../../compiler/source/spans.ts";

export const span: Span = { file: "a.weft", start: 0, end: 0 };

/** Runs `body` with a new folder that holds the files, and removes it. */
export async function withFiles<Result>(
  files: Readonly<Record<string, string | Uint8Array>>,
  body: (folder: string) => Result | Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "weft-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The content of a file below a folder, by the path of a request; undefined where there is none. */
export function readFileIn(folder: string, path: string): Uint8Array | undefined {
  const file = join(folder, decodeURIComponent(path));
  return existsSync(file) && statSync(file).isFile() ? readFileSync(file) : undefined;
}

/** The message of what `body` throws. Throws where it throws nothing. */
export async function failureOf(body: () => unknown): Promise<string> {
  try {
    await body();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("nothing was thrown");
}

export function axis(name: string, origin: Axis["origin"], size?: number): Axis {
  return { id: name, name, size: size === undefined ? symbolSize(name) : literalSize(size), origin, span };
}

export function modelOf(axes: readonly Axis[], data: readonly Data[]): Model {
  return { file: "a.weft", axes, constants: [], layers: [], data, trainings: [], generators: [], marked: [] };
}

type FieldShape = Data["fields"][number];

export function field(
  name: string,
  type: FieldShape["type"],
  from: FieldShape["from"] = { kind: "field", field: name },
): FieldShape {
  return { name, type, order: type.axes, from, span };
}

export function dataOf(kind: Data["source"]["kind"], path: string, fields: readonly FieldShape[]): Data {
  return { name: "d", source: { kind, path, options: [], span }, fields, span };
}
