/** Tensors in safetensors files of other programs: headers are read at once, a tensor's numbers when they are asked for. */
import { fstatSync } from "node:fs";
import { messageOf } from "../../../runtime/errors.ts";
import { decodeSafetensors } from "../../../runtime/checkpoint/safetensors.ts";
import { CommandError } from "../command-error.ts";
import { readAt, withFile } from "../large-files.ts";
import type { ForeignFile } from "./find-foreign.ts";

export interface ForeignTensor {
  readonly name: string;
  /** By the name that messages call it. */
  readonly file: string;
  /** As in `BF16` */
  readonly type: string;
  readonly shape: readonly number[];
  /** Its reals, in f32; throws where it has none. */
  readonly read: () => Float32Array;
}

/**
 * The tensors of all files, in their order. Throws where a file can't be read, where two have a tensor of one name, of which no index says
 * which is meant, and where a file lacks what its index says of it.
 */
export function openForeign(files: readonly ForeignFile[]): ReadonlyMap<string, ForeignTensor> {
  const tensors = new Map<string, ForeignTensor>();
  for (const { name: path, index } of files) {
    const own = tensorsOf(path);
    const lacking = [...(index?.files ?? [])].find(
      ([name, file]) => file === path && !own.some((tensor) => tensor.name === name),
    );
    if (index !== undefined && lacking !== undefined)
      throw new CommandError(
        1,
        `${index.name}: \`${lacking[0]}\` is to be in ${path}, which has no such tensor`,
      );
    for (const tensor of own) {
      if ((index?.files.get(tensor.name) ?? path) !== path) continue;
      const other = tensors.get(tensor.name);
      if (other !== undefined)
        throw new CommandError(
          1,
          `\`${tensor.name}\` is in ${other.file} and in ${path}: which is meant can't be told`,
        );
      tensors.set(tensor.name, tensor);
    }
  }
  return tensors;
}

/** The longest header that the format allows. */
const longestHeader = 100_000_000;

function tensorsOf(path: string): readonly ForeignTensor[] {
  const refuse = (reason: string): CommandError => new CommandError(1, `${path}: ${reason}`);
  const size = opened(path, (file) => fstatSync(file).size);
  const first = bytesAt(path, 0, Math.min(size, 40));
  const length = size < 8 ? 0 : Number(new DataView(first.buffer).getBigUint64(0, true));
  if (length < 2 || length > Math.min(longestHeader, size - 8)) throw refuse(whyForeign(path, size, first));
  const header = parseHeader(bytesAt(path, 8, length));
  if (header === undefined) throw refuse(whyForeign(path, size, first));
  const start = 8 + length;
  const described = Object.entries(header).filter(([name]) => name !== "__metadata__");
  return described.map(([name, value]) => {
    const entry = describe(value);
    if (entry === undefined) throw refuse(`\`${name}\` isn't described by a type, a shape and offsets`);
    const { type, shape, from, to } = entry;
    if (to < from || start + to > size)
      throw refuse(`\`${name}\` ends after the file's end: the file is cut off`);
    const read = (): Float32Array => readReals(path, name, entry, bytesAt(path, start + from, to - from));
    return { name, file: path, type, shape, read };
  });
}

/** Larger ones are no page of HTML, and no pointer of git's large files. */
const smallBytes = 100_000;

function whyForeign(path: string, size: number, first: Uint8Array): string {
  if (first[0] === 0x50 && first[1] === 0x4b)
    return "no safetensors file, but a zip, as PyTorch's `.bin` and `.pt` files are: only safetensors files can be read";
  // Its reader throws, and says of what there may be in its place what it is.
  if (size < smallBytes) decodeSafetensors(bytesAt(path, 0, size), path);
  return "no safetensors file, or one that is cut off";
}

interface Described {
  readonly type: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

function describe(value: unknown): Described | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { dtype, shape, data_offsets: offsets } = value as Readonly<Record<string, unknown>>;
  if (typeof dtype !== "string" || !isCounts(shape) || !isCounts(offsets)) return undefined;
  const [from, to] = offsets;
  return from === undefined || to === undefined ? undefined : { type: dtype, shape, from, to };
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry) && entry >= 0);
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof header === "object" && header !== null
      ? (header as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** As the file of that tensor alone, so that every type of reals is read in one place. */
function readReals(path: string, name: string, { type, shape }: Described, bytes: Uint8Array): Float32Array {
  const entry = { dtype: type, shape, data_offsets: [0, bytes.length] };
  const header = new TextEncoder().encode(JSON.stringify({ [name]: entry }));
  const file = new Uint8Array(8 + header.length + bytes.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  file.set(bytes, 8 + header.length);
  const data = decodeSafetensors(file, path).tensors.get(name)?.data;
  if (data instanceof Float32Array) return data;
  throw new CommandError(1, `${path}: \`${name}\` has elements of type ${type}, no reals`);
}

function bytesAt(path: string, start: number, length: number): Uint8Array<ArrayBuffer> {
  return opened(path, (file) => readAt(file, start, length));
}

function opened<Result>(path: string, body: (file: number) => Result): Result {
  try {
    return withFile(path, body);
  } catch (error) {
    throw new CommandError(1, `${path} can't be read: ${messageOf(error)}`);
  }
}
