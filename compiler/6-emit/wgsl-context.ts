/** What the parts of a kernel's printer share: names, and a record of all that the text has come to use. */
import { InternalError } from "../source/internal-error.ts";
import type { WgslFunction } from "../operators/wgsl.ts";
import type { Expression, Kernel, Memory, Statement, WorkgroupMemory } from "../5-schedule/loops.ts";
import type { ArenaName, PlanDay } from "../../runtime/plan.ts";
import { createMemberNames, createNames, identifier, type Names } from "./names.ts";

export const arenaNames: readonly ArenaName[] = ["parameters", "states", "work", "integers"];

export interface Context {
  readonly kernel: Kernel;
  readonly names: Names;
  /** Members of the uniforms `at` and `day`. */
  readonly offsets: ReadonlyMap<string, string>;
  readonly day: ReadonlyMap<
    string,
    { readonly member: string; readonly type: PlanDay["type"]; readonly at: number }
  >;
  /** Of these some access is of four elements, so they are bound as vectors. */
  readonly vectorArenas: ReadonlySet<ArenaName>;
  readonly workgroup: ReadonlyMap<string, WorkgroupMemory>;
  /** The names of locals that hold an offset in vectors: `x4`. */
  readonly quarterOffsets: Map<string, string>;
  /** Variables of bound loops, and the ids that they are. */
  readonly ids: Map<string, string>;
  /** `const` names for the extents of loops, by variable. */
  readonly extents: ReadonlyMap<string, { readonly name: string; readonly count: number }>;
  readonly used: {
    readonly functions: Map<string, WgslFunction>;
    readonly arenas: Set<ArenaName>;
    readonly extents: Set<string>;
    /** How many members of `day` are read at least, and whether random numbers are drawn. */
    day: number;
    random: boolean;
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
];

export function createContext(kernel: Kernel, day: readonly PlanDay[]): Context {
  if (identifier(kernel.name) !== kernel.name) {
    throw new InternalError(`the kernel's name \`${kernel.name}\` isn't one in WGSL`);
  }
  const names = createNames([...arenaNames, ...kernelNames, kernel.name]);
  const members = createMemberNames();
  const dayMembers = createMemberNames();
  const accesses = [...accessesOf(kernel.body)];
  const vectorArenas = accesses.flatMap(({ memory, width }) =>
    memory.kind === "arena" && width === 4 ? [memory.arena] : [],
  );
  return {
    kernel,
    names,
    offsets: new Map(kernel.offsets.map((offset) => [offset, members.of(offset)])),
    day: new Map(day.map(({ name, type }, at) => [name, { member: dayMembers.of(name), type, at }])),
    vectorArenas: new Set(vectorArenas),
    workgroup: new Map(kernel.workgroupMemory.map((memory) => [memory.name, memory])),
    quarterOffsets: new Map(),
    ids: new Map(),
    extents: namedExtents(kernel, names),
    used: { functions: new Map(), arenas: new Set(), extents: new Set(), day: 0, random: false },
    pending: [],
  };
}

function* statementsOf(body: readonly Statement[]): Generator<Statement> {
  for (const statement of body) {
    yield statement;
    if (statement.kind === "loop") yield* statementsOf(statement.body);
    if (statement.kind === "if") yield* statementsOf([...statement.then, ...statement.otherwise]);
  }
}

function* partsOf(expression: Expression): Generator<Expression> {
  yield expression;
  switch (expression.kind) {
    case "load":
      yield* partsOf(expression.index);
      break;
    case "apply":
      for (const argument of expression.arguments) yield* partsOf(argument);
      break;
    case "index_quotient":
    case "index_remainder":
      yield* partsOf(expression.of);
      yield* partsOf(expression.by);
      break;
    case "splat":
    case "component":
      yield* partsOf(expression.of);
      break;
    case "vector":
      for (const component of expression.components) yield* partsOf(component);
      break;
    case "dot":
      yield* partsOf(expression.left);
      yield* partsOf(expression.right);
      break;
    case "random":
      yield* partsOf(expression.position);
      break;
    default:
  }
}

function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case "let":
    case "variable":
    case "assign":
      return [statement.value];
    case "store":
      return [statement.index, statement.value];
    case "if":
      return [statement.condition];
    default:
      return [];
  }
}

function* accessesOf(body: readonly Statement[]): Generator<{ memory: Memory; width: 1 | 4 }> {
  for (const statement of statementsOf(body)) {
    if (statement.kind === "store") yield statement;
    for (const expression of expressionsOf(statement)) {
      for (const part of partsOf(expression)) if (part.kind === "load") yield part;
    }
  }
}

/** Serial loops of a fixed length of eight or more give their length a name: `embed` runs to `EMBED`. */
function namedExtents(kernel: Kernel, names: Names): Context["extents"] {
  const counts = new Map<string, number | undefined>();
  for (const statement of statementsOf(kernel.body)) {
    if (statement.kind !== "loop" || statement.binding !== "serial") continue;
    const { size, tile } = statement.extent;
    const [term, ...others] = size.terms;
    const fixed = term !== undefined && others.length === 0 && term.symbols.length === 0;
    const count = fixed ? Math.ceil(term.coefficient / size.divisor / tile) : undefined;
    const before = counts.has(statement.variable) ? counts.get(statement.variable) : count;
    counts.set(statement.variable, before === count ? count : undefined);
  }
  const named = new Map<string, { name: string; count: number }>();
  for (const [variable, count] of counts) {
    if (count === undefined || count < 8 || identifier(variable).length < 2) continue;
    named.set(variable, { name: names.fresh(identifier(variable).toUpperCase()), count });
  }
  return named;
}

/** The name of the local that holds the offset in vectors. */
export function quarterOffset(context: Context, offset: string): string {
  const before = context.quarterOffsets.get(offset);
  if (before !== undefined) return before;
  const made = context.names.fresh(`${offset}4`);
  context.quarterOffsets.set(offset, made);
  return made;
}

export function offsetMember(context: Context, offset: string): string {
  const member = context.offsets.get(offset);
  if (member === undefined)
    throw new InternalError(`kernel ${context.kernel.name} has no offset \`${offset}\``);
  return `at.${member}`;
}
