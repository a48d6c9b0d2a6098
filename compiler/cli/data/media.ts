/** Records from pictures, sounds and arrays of numbers. */
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { unzipSync } from "fflate";
import { decodeNumpy } from "../../../runtime/data/npy.ts";
import type { Data } from "../../2-check/model.ts";
import { CommandError } from "../command-error.ts";
import { entryOf, idxName, readIdx } from "./idx.ts";
import { readSound } from "./media-file.ts";
import type { NumberArray } from "./number-array.ts";
import { readPicture } from "./pictures.ts";
import type { DataRecord } from "./records.ts";
import { readRecords } from "./records.ts";
import { heldOutSource, recordKindOf, type MediaKind } from "./source-files.ts";
import type { DataFile, SourceContext } from "./sources.ts";
import { findDataFiles } from "./sources.ts";

type Source = Data["source"];

/** What a record of pictures or sounds calls them. */
export const mediaProperty = { images: "image", audio: "samples" } as const;

/** The files that say what pictures and sounds are: those that the source names, or those beside pictures in IDX files. */
export async function findLabelFiles(
  source: Source,
  files: readonly DataFile[],
  context: SourceContext,
): Promise<readonly DataFile[]> {
  if (source.kind !== "images" && source.kind !== "audio") return [];
  const named = await findNamedLabels(source, context);
  if (named !== undefined) return named;
  const beside = await Promise.all(files.map((file) => labelsBeside(file, source, context)));
  return beside.filter((file) => file !== undefined);
}

async function findNamedLabels(
  { options }: Source,
  context: SourceContext,
): Promise<readonly DataFile[] | undefined> {
  const named = options.find(({ name }) => name === "labels");
  return typeof named?.value === "string" ? findDataFiles(named.value, context, named.span) : undefined;
}

/** Of pictures in an IDX file, where its name says which. */
async function labelsBeside(
  { name }: DataFile,
  { span }: Source,
  context: SourceContext,
): Promise<DataFile | undefined> {
  if (!idxName.test(name) || !/images-idx\d/.test(name)) return undefined;
  try {
    const [found] = await findDataFiles(name.replace(/images-idx\d/, "labels-idx1"), context, span);
    return found;
  } catch {
    return undefined;
  }
}

/** One after the other, as they are asked for; `wanted` are the properties that fields read. Throws, with the file and the reason, at one that can't be read. */
export async function* readMedia(
  source: Source & { readonly kind: MediaKind },
  files: readonly DataFile[],
  context: SourceContext,
  wanted: ReadonlySet<string>,
): AsyncGenerator<DataRecord, void, undefined> {
  const { kind, span } = source;
  if (kind === "npy") return yield* arrayRecords(files, source, wanted);
  const named = await findNamedLabels(source, context);
  const tables = named?.filter(({ name }) => recordKindOf(name) !== undefined) ?? [];
  const described = await readTables(tables, span);
  const about = (file: DataFile): DataRecord["values"] => ({
    ...aboutFile(file),
    ...labelsOfFile(file, described, tables, source),
  });
  const idxLabels = named?.filter((file) => !tables.includes(file));
  if (idxLabels?.[0] !== undefined && heldOutSource(source) !== undefined) {
    const reason = `${idxLabels[0].name} can't have the labels of two parts: where \`labels\` isn't said, those of \`train-images-idx3-ubyte\` are in \`train-labels-idx1-ubyte\``;
    throw new CommandError(1, reason, source.options.find(({ name }) => name === "labels")?.span);
  }
  let read = 0;
  for (const file of files) {
    if (idxName.test(file.name)) {
      const labels = idxLabels === undefined ? await labelsBeside(file, source, context) : idxLabels[read];
      yield* idxRecords(file, labels, source);
      read += 1;
      continue;
    }
    const content = attempt(file, source, () =>
      kind === "audio" ? readSound(file) : readPicture(file.path),
    );
    yield { values: { ...about(file), [mediaProperty[kind]]: content }, place: file.name };
  }
}

/** What the tables say, by the name of the file that each record describes. */
async function readTables(
  tables: readonly DataFile[],
  span: Source["span"],
): Promise<ReadonlyMap<string, DataRecord["values"]>> {
  const described = new Map<string, DataRecord["values"]>();
  for (const table of tables) {
    const kind = recordKindOf(table.name);
    if (kind === undefined) continue;
    for await (const { values, place } of readRecords(kind, [table], span)) {
      if (typeof values["file"] !== "string")
        throw new CommandError(1, `${place}: labels name each file in a column \`file\``, span);
      described.set(values["file"], values);
    }
  }
  return described;
}

/** The folder's name is a file's label unless something else says it. */
function aboutFile({ name, path }: DataFile): { readonly file: string; readonly label: string } {
  const folder = posix.basename(posix.dirname(path.replaceAll("\\", "/")));
  return { file: posix.basename(name), label: folder };
}

function labelsOfFile(
  file: DataFile,
  described: ReadonlyMap<string, DataRecord["values"]>,
  tables: readonly DataFile[],
  { span }: Source,
): DataRecord["values"] {
  const [first] = tables;
  if (first === undefined) return {};
  const found = described.get(file.name) ?? described.get(posix.basename(file.name));
  if (found !== undefined) return found;
  throw new CommandError(1, `${file.name}: ${first.name} says nothing of this file`, span);
}

function* idxRecords(
  file: DataFile,
  labelFile: DataFile | undefined,
  source: Source,
): Generator<DataRecord, void, undefined> {
  const pictures = attempt(file, source, () => readIdx(file.path));
  const labels =
    labelFile === undefined ? undefined : attempt(labelFile, source, () => readIdx(labelFile.path));
  const [count = 0, ...sizes] = pictures.sizes;
  if (sizes.length < 2) {
    throw new CommandError(
      1,
      `${file.name}: pictures are [count, rows, columns], this is [${pictures.sizes.join(", ")}]`,
      source.span,
    );
  }
  if (labels !== undefined && labels.values.length !== count) {
    const reason = `${labelFile?.name ?? ""} has ${labels.values.length} labels for the ${count} pictures of ${file.name}`;
    throw new CommandError(1, reason, source.span);
  }
  for (let entry = 0; entry < count; entry++) {
    const { sizes: own, ...numbers } = entryOf(pictures, entry);
    const [rows = 0, columns = 0, channels = 1] = own;
    // Bytes are levels of 255; numbers of other types are as they are.
    const image: NumberArray = { ...numbers, kind: "pixels", sizes: [rows, columns, channels] };
    const label = labels?.values[entry];
    yield {
      values: { [mediaProperty.images]: image, ...(label === undefined ? {} : { label }) },
      place: `${file.name}, picture ${entry + 1}`,
    };
  }
}

/**
 * A property each array, which bears the name of its file, or its own in a .npz; the entries of their first axes are the records.
 * Only those are read that fields ask for; one alone needs no name where one field asks.
 */
function* arrayRecords(
  files: readonly DataFile[],
  source: Source,
  wanted: ReadonlySet<string>,
): Generator<DataRecord, void, undefined> {
  const found = files.flatMap((file) =>
    attempt(file, source, () => {
      const bytes = readFileSync(file.path);
      const entries = /\.npz$/i.test(file.name) ? unzip(bytes) : { [file.name]: bytes };
      return Object.entries(entries).map(([name, content]) => ({
        file,
        name: baseName(name),
        place: name === file.name ? name : `${file.name}: ${baseName(name)}`,
        content,
      }));
    }),
  );
  const shown = [...new Set(found.map(({ name }) => `\`${name}\``))].join(", ");
  const [only, ...others] = found;
  const arrays = [...wanted].map((wish) => {
    const [one, second] = found.filter(({ name }) => name === wish);
    const meant = one ?? (wanted.size === 1 && others.length === 0 ? only : undefined);
    if (meant === undefined) {
      throw new CommandError(
        1,
        `there is no array \`${wish}\`; there ${found.length === 1 ? "is" : "are"} ${shown}`,
        source.span,
      );
    }
    if (second !== undefined) {
      throw new CommandError(
        1,
        `${meant.place} and ${second.place} are both called \`${wish}\``,
        source.span,
      );
    }
    const array = attempt(meant.file, source, () => decodeNumpy(meant.content, meant.place));
    return { name: wish, place: meant.place, array };
  });
  const [first] = arrays;
  if (first === undefined) return;
  const count = first.array.sizes[0] ?? 0;
  for (const { place, array } of arrays) {
    if (array.sizes.length === 0)
      throw new CommandError(1, `${place} is one number, not an array of records`, source.span);
    if (array.sizes[0] === count) continue;
    const reason = `${place} has ${array.sizes[0]} records, but ${first.place} has ${count}`;
    throw new CommandError(1, reason, source.span);
  }
  for (let entry = 0; entry < count; entry++) {
    const values = arrays.map(({ name, array }) => {
      const own = entryOf({ kind: "numbers", ...array }, entry);
      return [name, own.sizes.length === 0 ? own.values[0] : own] as const;
    });
    yield { values: Object.fromEntries(values), place: `${files[0]?.name ?? ""}, record ${entry + 1}` };
  }
}

function baseName(name: string): string {
  return posix.basename(name).replace(/\.np[yz]$/i, "");
}

function unzip(bytes: Uint8Array): Readonly<Record<string, Uint8Array>> {
  try {
    return unzipSync(bytes);
  } catch {
    throw new Error("this isn't a .npz file, or it is cut off");
  }
}

function attempt<Result>(file: DataFile, { span }: Source, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(1, reason.startsWith(file.name) ? reason : `${file.name}: ${reason}`, span);
  }
}
