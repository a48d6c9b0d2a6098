/** What the parts of a kernel's printer share: names, and a record of all that the text has come to use. */
import { InternalError } from "../../source/internal-error.ts";
import type { WgslFunction } from "../../operators/wgsl.ts";
import {
  dayKey,
  type Kernel,
  type LoopBinding,
  type View,
  type WorkgroupMemory,
} from "../../5-schedule/loops.ts";
import type { ArenaName, PlanDay } from "../../../runtime/plan.ts";
import { wgslHalves } from "../../operators/half.ts";
import type { Draw } from "../../operators/random.ts";
import { operatorNames } from "../../operators/table.ts";
import { accessesOf, statementsOf } from "../loops-walk.ts";
import { createLocalNames, type LocalNames } from "./local-names.ts";
import { createMemberNames, createNames, identifier } from "../names.ts";

export const arenaNames: readonly ArenaName[] = ["parameters", "states", "work", "integers"];

/** A chunk of an arena as the kernel binds it. */
export interface BoundChunk {
  /** `work`, and `work_2` where it binds another. */
  readonly name: string;
  readonly arena: ArenaName;
  readonly binding: number;
}

export interface Context {
  readonly kernel: Kernel;
  readonly locals: LocalNames;
  /** The names of workgroup memory. */
  readonly shared: ReadonlyMap<string, string>;
  /** Members of the uniforms `at` and `day`. */
  readonly offsets: ReadonlyMap<string, string>;
  readonly turns: ReadonlyMap<string, string>;
  readonly sizes: ReadonlyMap<string, string>;
  readonly sites: ReadonlyMap<string, string>;
  /** By offset. */
  readonly chunks: ReadonlyMap<string, BoundChunk>;
  readonly day: ReadonlyMap<
    string,
    { readonly member: string; readonly type: PlanDay["type"]; readonly at: number }
  >;
  /** Of these some access is of four elements, so they are bound as vectors. */
  readonly vectorArenas: ReadonlySet<ArenaName>;
  readonly workgroup: ReadonlyMap<string, WorkgroupMemory>;
  /** The names of locals that hold an offset in vectors: `x_at`. */
  readonly quarterOffsets: ReadonlyMap<string, string>;
  /** Variables of bound loops, and the ids that they are. */
  readonly ids: Map<string, string>;
  /** Of a kernel whose workgroups stand in a line: the place along each side. */
  readonly sides: Map<LoopBinding, string>;
  /** `const` names for the extents of loops, by variable. */
  readonly extents: ReadonlyMap<string, { readonly name: string; readonly count: number }>;
  readonly used: {
    readonly functions: Map<string, WgslFunction>;
    readonly chunks: Set<BoundChunk>;
    readonly extents: Set<string>;
    /** Names of those by which numbers of 16 bits are read and written. */
    readonly halves: Set<string>;
    /** Distributions of random numbers. */
    readonly draws: Set<Draw>;
    /** How many members of `day` are read at least. */
    day: number;
  };
  /** Lines to stand before the statement that is being printed. */
  pending: string[];
}

const kernelNames = [
  "at",
  "day",
  "Offsets",
  "Day",
  "group",
  "lane",
  "random_hash",
  "random_uniform",
  "random_normal",
  ...wgslHalves.keys(),
];

const ownFunctions = operatorNames.flatMap((name) => [`own_${name}`, `own_${name}_4`]);

export function createContext(kernel: Kernel, day: readonly PlanDay[]): Context {
  // A name that kernels declare themselves, too, ends with an underscore.
  if (![kernel.name, kernel.name.replace(/_$/, "")].includes(identifier(kernel.name))) {
    throw new InternalError(`the kernel's name \`${kernel.name}\` isn't one in WGSL`);
  }
  const moduleNames = [...arenaNames, ...kernelNames, kernel.name, ...ownFunctions];
  const names = createNames(moduleNames);
  const members = createMemberNames();
  const dayMembers = createMemberNames();
  const accesses = [...accessesOf(kernel.body)];
  const vectorArenas = new Set(
    accesses.flatMap(({ memory, width }) =>
      memory.kind === "arena" && width === 4 && memory.halves !== true ? [memory.arena] : [],
    ),
  );
  const taken = new Set(moduleNames);
  const allot = (hint: string): string => {
    const name = names.fresh(hint);
    taken.add(name);
    return name;
  };
  const vectorOffsets = accesses.flatMap(({ memory }) =>
    memory.kind === "arena" && vectorArenas.has(memory.arena) ? [memory.offset] : [],
  );
  return {
    kernel,
    locals: createLocalNames(taken),
    shared: new Map(kernel.workgroupMemory.map(({ name }) => [name, allot(name)])),
    chunks: boundChunks(kernel, allot),
    offsets: new Map(kernel.offsets.map((offset) => [offset, members.of(offset)])),
    turns: new Map((kernel.turns ?? []).map((turn) => [turn, members.of(turn)])),
    sizes: new Map((kernel.sizes ?? []).map((symbol) => [symbol, members.of(symbol)])),
    sites: new Map((kernel.sites ?? []).map((site) => [site, members.of(site)])),
    day: new Map(
      day.map(({ name, type }, at) => [dayKey(name, type), { member: dayMembers.fresh(name), type, at }]),
    ),
    vectorArenas,
    workgroup: new Map(kernel.workgroupMemory.map((memory) => [memory.name, memory])),
    quarterOffsets: new Map([...new Set(vectorOffsets)].map((offset) => [offset, allot(`${offset}_at`)])),
    ids: new Map(),
    sides: new Map(),
    extents: namedExtents(kernel, allot),
    used: {
      functions: new Map(),
      chunks: new Set(),
      extents: new Set(),
      day: 0,
      draws: new Set(),
      halves: new Set(),
    },
    pending: [],
  };
}

function boundChunks(kernel: Kernel, allot: (hint: string) => string): Context["chunks"] {
  const byBinding = new Map<number, BoundChunk>();
  const chunkOf = ({ arena, binding }: View): BoundChunk => {
    const isFirst = arenaNames[binding] === arena;
    const chunk = byBinding.get(binding) ?? { name: isFirst ? arena : allot(`${arena}_2`), arena, binding };
    byBinding.set(binding, chunk);
    return chunk;
  };
  return new Map(
    kernel.offsets.flatMap((offset, at) => {
      const view = kernel.views[at];
      return view === undefined ? [] : [[offset, chunkOf(view)] as const];
    }),
  );
}

/** Serial loops of a fixed length of eight or more give their length a name: `embed` runs to `EMBED`. */
function namedExtents(kernel: Kernel, allot: (hint: string) => string): Context["extents"] {
  const counts = new Map<string, number | undefined>();
  for (const statement of statementsOf(kernel.body)) {
    if (statement.kind !== "loop" || statement.binding !== "serial" || statement.part !== undefined) continue;
    const { size, tile } = statement.extent;
    const [term, ...others] = size.terms;
    const fixed = term !== undefined && others.length === 0 && term.symbols.length === 0;
    const count = fixed ? Math.ceil(term.coefficient / size.divisor / tile) : undefined;
    const before = counts.has(statement.variable) ? counts.get(statement.variable) : count;
    counts.set(statement.variable, before === count ? count : undefined);
  }
  const named = new Map<string, { name: string; count: number }>();
  const made = new Map<string, string>();
  for (const [variable, count] of counts) {
    const base = identifier(variable.replace(/_\d+$/, "")).toUpperCase();
    if (count === undefined || count < 8 || base.length < 2) continue;
    const name = made.get(`${base} ${count}`) ?? allot(base);
    made.set(`${base} ${count}`, name);
    named.set(variable, { name, count });
  }
  return named;
}

/** The chunk in which the offset lies; the text uses it. */
export function useChunk(context: Context, offset: string): BoundChunk {
  const chunk = context.chunks.get(offset);
  if (chunk === undefined)
    throw new InternalError(`kernel ${context.kernel.name} sees no chunk for \`${offset}\``);
  context.used.chunks.add(chunk);
  return chunk;
}

export function turnMember(context: Context, turn: string): string {
  const member = context.turns.get(turn);
  if (member === undefined) throw new InternalError(`kernel ${context.kernel.name} has no turn \`${turn}\``);
  return `at.${member}`;
}

export function siteMember(context: Context, site: string): string {
  const member = context.sites.get(site);
  if (member === undefined) throw new InternalError(`kernel ${context.kernel.name} has no site \`${site}\``);
  return `at.${member}`;
}

export function offsetMember(context: Context, offset: string): string {
  const member = context.offsets.get(offset);
  if (member === undefined)
    throw new InternalError(`kernel ${context.kernel.name} has no offset \`${offset}\``);
  return `at.${member}`;
}
