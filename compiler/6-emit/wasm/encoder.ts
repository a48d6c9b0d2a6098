/** WebAssembly's binary format, as far as kernels need it: numbers, sections, one module. */

/** Bytes of code, nested as they come to be. */
export type Code = number | Uint8Array | readonly Code[];

export type ValueType = "i32" | "f32" | "v128";

const typeCodes = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const satisfies Record<ValueType, number>;

/** An unsigned whole number below 2^32 in LEB128. */
export function unsigned(value: number): Code {
  let rest = value >>> 0;
  if (rest < 0x80) return rest;
  const bytes: number[] = [];
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** A signed whole number of 32 bits in LEB128. */
export function signed(value: number): Code {
  let rest = value | 0;
  if (rest >= -0x40 && rest < 0x40) return rest & 0x7f;
  const bytes: number[] = [];
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

/** The four bytes of an f32 or an i32. */
export function fourBytes(value: number, type: "f32" | "i32"): readonly number[] {
  const view = new DataView(new ArrayBuffer(4));
  if (type === "f32") view.setFloat32(0, value, true);
  else view.setInt32(0, value, true);
  return [0, 1, 2, 3].map((at) => view.getUint8(at));
}

/** All bytes, one after the other. */
function flat(code: Code): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(64);
  let length = 0;
  const reserve = (count: number): void => {
    if (length + count <= bytes.length) return;
    const larger = new Uint8Array(2 * (length + count));
    larger.set(bytes);
    bytes = larger;
  };
  const append = (part: Code): void => {
    if (typeof part === "number") {
      reserve(1);
      bytes[length] = part;
      length += 1;
    } else if (part instanceof Uint8Array) {
      reserve(part.length);
      bytes.set(part, length);
      length += part.length;
    } else part.forEach(append);
  };
  append(code);
  return bytes.slice(0, length);
}

function sized(code: Code): Code {
  const bytes = flat(code);
  return [unsigned(bytes.length), bytes];
}

function list(items: readonly Code[]): Code {
  return [unsigned(items.length), items];
}

function text(value: string): Code {
  return sized(new TextEncoder().encode(value));
}

export interface WasmFunction {
  /** The names under which it can be called from outside. */
  readonly exported?: readonly string[];
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

export interface WasmModule {
  /** Whether the imported memory `weft.memory` is one that workers share. */
  readonly shared: boolean;
  /** Whole numbers imported from `weft`, in the order of their indices. */
  readonly importedGlobals: readonly string[];
  /** What lies in memory from the start, from this address on. */
  readonly data: { readonly at: number; readonly bytes: readonly number[] };
  /** Whole numbers that are read before the module has its memory: each is a section of its own, four bytes from the lowest on. */
  readonly numbers: Readonly<Record<string, number>>;
  readonly functions: readonly WasmFunction[];
}

/** The largest memory that 32-bit addresses reach, in pages of 64 KiB. */
const largestMemory = 65536;
/**
 * Every memory is as large: more than what an instruction adds to an address. An engine that checks each access then has one check for it
 * and not two (Deno's, where the inner loop of contractions was a fifth slower).
 */
const leastMemory = 5;

/** The bytes of the module. */
export function encodeModule(module: WasmModule): Uint8Array<ArrayBuffer> {
  const { functions, importedGlobals, numbers, data } = module;
  const types = new Map<string, { readonly index: number; readonly code: Code }>();
  const typeOf = ({ parameters, results }: WasmFunction): Code => {
    const key = `${parameters.join()}>${results.join()}`;
    const known = types.get(key);
    if (known !== undefined) return unsigned(known.index);
    const codesOf = (values: readonly ValueType[]): Code => list(values.map((type) => typeCodes[type]));
    types.set(key, { index: types.size, code: [0x60, codesOf(parameters), codesOf(results)] });
    return unsigned(types.size - 1);
  };
  const functionTypes = functions.map(typeOf);

  const limits = [module.shared ? 0x03 : 0x01, unsigned(leastMemory), unsigned(largestMemory)];
  const imports = [
    [text("weft"), text("memory"), 0x02, limits],
    ...importedGlobals.map((name) => [text("weft"), text(name), 0x03, typeCodes.i32, 0x00]),
  ];
  const exports = functions.flatMap(({ exported = [] }, index) =>
    exported.map((name) => [text(name), 0x00, unsigned(index)]),
  );
  const bodies = functions.map(({ locals, body }) => sized([runs(locals), body, 0x0b]));
  const section = (id: number, items: readonly Code[]): Code =>
    items.length === 0 ? [] : [id, sized(list(items))];
  const sections: Code = [
    ...Object.entries(numbers).map(([name, value]) => [0x00, sized([text(name), fourBytes(value, "i32")])]),
    section(
      1,
      [...types.values()].map(({ code }) => code),
    ),
    section(2, imports),
    section(3, functionTypes),
    section(7, exports),
    section(10, bodies),
    section(11, data.bytes.length === 0 ? [] : [[0x00, 0x41, signed(data.at), 0x0b, sized(data.bytes)]]),
  ];
  return flat([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, sections]);
}

/** Locals as runs of one type. */
function runs(locals: readonly ValueType[]): Code {
  const grouped: { type: ValueType; count: number }[] = [];
  for (const type of locals) {
    const last = grouped.at(-1);
    if (last?.type === type) last.count += 1;
    else grouped.push({ type, count: 1 });
  }
  return list(grouped.map(({ type, count }) => [unsigned(count), typeCodes[type]]));
}
