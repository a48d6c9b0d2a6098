/**
 * What the parts of a kernel's WebAssembly printer share: scopes, names, and whole numbers that are computed in the outermost
 * scope where they can be. Scope 0 is run once a call, scope 1 once a workgroup, the others are loops and branches inside.
 */
import { InternalError } from "../../source/internal-error.ts";
import type { ElementType } from "../../operators/operator.ts";
import { dayKey, type Kernel, type Statement, type Width } from "../../5-schedule/loops.ts";
import type { PlanDay } from "../../../runtime/plan.ts";
import { unsigned, type Code, type ValueType } from "./encoder.ts";
import type { Functions } from "./functions.ts";
import { control } from "./opcodes.ts";
import {
  createLocals,
  instructionTerm,
  intTerm,
  localTerm,
  newLocal,
  pushTerm,
  releaseLocal,
  setLocal,
  takeLocal,
  type Locals,
  type Term,
} from "./terms.ts";

/** In the order of their indices; `scratch` is where a worker's own memory begins. All are addresses in bytes. */
export const globalNames = ["parameters", "states", "work", "integers", "scratch"] as const;

/** A kernel's parameters, by their local's number. */
export const parameter = { start: 0, end: 1, offsets: 2, day: 3 } as const;

export interface Binding {
  readonly term: Term;
  /** Different for different values. */
  readonly key: string;
  readonly depth: number;
  /** Of a register that is assigned again: the local. */
  readonly register?: number;
}

interface Scope {
  readonly code: Code[];
  readonly names: Map<string, Binding>;
  readonly cache: Map<string, Term>;
  readonly owned: number[];
}

/** A name of a lane that is needed on both sides of a barrier. */
export type Kept =
  | { readonly kind: "slot"; readonly at: number; readonly type: ElementType; readonly width: Width }
  | { readonly kind: "again"; readonly statement: Statement };

export interface Context {
  readonly kernel: Kernel;
  /** The words of the numbers of the day, by `dayKey`. */
  readonly day: ReadonlyMap<string, number>;
  readonly functions: Functions;
  readonly relaxed: boolean;
  readonly locals: Locals;
  readonly scopes: Scope[];
  /** Where each workgroup memory lies, in bytes from `scratch`. */
  readonly shared: ReadonlyMap<string, { readonly type: ElementType; readonly at: number }>;
  /** How much of the scratch memory is taken, in bytes. */
  scratch: number;
  kept: ReadonlyMap<string, Kept>;
  /** The local with the number of the workgroup at hand. */
  group: number;
  /** A local that is never negative and at hand: what the innermost loop counts. */
  counter: number;
  /** The depth of the body of the loop over lanes that is being printed. */
  laneDepth: number | undefined;
}

export function createContext(
  kernel: Kernel,
  day: readonly PlanDay[],
  functions: Functions,
  relaxed: boolean,
): Context {
  let scratch = 0;
  const shared = kernel.workgroupMemory.map(({ name, type, count }) => {
    const at = scratch;
    scratch += Math.ceil(count / 4) * 16;
    return [name, { type, at }] as const;
  });
  return {
    kernel,
    day: new Map(day.map(({ name, type }, at) => [dayKey(name, type), at])),
    functions,
    relaxed,
    locals: createLocals(4),
    scopes: [],
    shared: new Map(shared),
    scratch,
    kept: new Map(),
    group: parameter.start,
    counter: parameter.end,
    laneDepth: undefined,
  };
}

export function currentDepth(context: Context): number {
  return context.scopes.length - 1;
}

function scopeAt(context: Context, depth: number): Scope {
  const scope = context.scopes[depth];
  if (scope === undefined) throw new InternalError(`kernel ${context.kernel.name} has no scope ${depth}`);
  return scope;
}

function current(context: Context): Scope {
  return scopeAt(context, currentDepth(context));
}

/** The code that `write` says, in a scope of its own. */
export function inScope(context: Context, write: () => void): Code {
  const scope: Scope = { code: [], names: new Map(), cache: new Map(), owned: [] };
  context.scopes.push(scope);
  write();
  context.scopes.pop();
  for (const local of scope.owned) releaseLocal(context.locals, local);
  return scope.code;
}

export function say(context: Context, ...code: readonly Code[]): void {
  current(context).code.push(...code);
}

/** A local until the end of the current scope. */
export function take(context: Context, type: ValueType): number {
  const local = takeLocal(context.locals, type);
  current(context).owned.push(local);
  return local;
}

export function push(context: Context, term: Term): Code {
  return pushTerm({ take: (type) => take(context, type), relaxed: context.relaxed }, term);
}

/** Gives a name of the current scope its value. `register` says that it will be assigned again. */
export function bind(context: Context, name: string, local: number, type: ValueType, register = false): void {
  const binding = { term: localTerm(local, type), key: `$${local}`, depth: currentDepth(context) };
  current(context).names.set(name, register ? { ...binding, register: local } : binding);
}

/** As a loop with one turn does its variable. */
export function bindZero(context: Context, name: string): void {
  const binding = { term: intTerm(0), key: "0", depth: currentDepth(context) };
  current(context).names.set(name, binding);
}

export function bindingOf(context: Context, name: string): Binding {
  for (const scope of context.scopes.toReversed()) {
    const binding = scope.names.get(name);
    if (binding !== undefined) return binding;
  }
  throw new InternalError(`kernel ${context.kernel.name} reads \`${name}\`, which isn't declared`);
}

/**
 * The value that `key` stands for, computed at the end of what the scope at `depth` has so far. It must have no effect, and depend
 * only on what is fixed in that scope.
 */
export function hoist(context: Context, depth: number, key: string, make: () => Term): Term {
  const known = scopeAt(context, depth).cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (made.kind === "leaf") return made;
  // A local used before may be overwritten in a loop between that scope and here.
  const local =
    depth === currentDepth(context)
      ? takeLocal(context.locals, made.type)
      : newLocal(context.locals, made.type);
  const scope = scopeAt(context, depth);
  scope.owned.push(local);
  const target = {
    take: (type: ValueType) => {
      const temporary = newLocal(context.locals, type);
      scope.owned.push(temporary);
      return temporary;
    },
    relaxed: context.relaxed,
  };
  scope.code.push(pushTerm(target, made), setLocal(local));
  const term = localTerm(local, made.type);
  scope.cache.set(key, term);
  return term;
}

/** The immediate of a load or store: how the address is aligned (a power of two, a hint) and what is added to it. */
export function place(width: Width, offset: number): Code {
  return [width === 4 ? 4 : 2, unsigned(offset)];
}

/** The same of 16 bits, or of four times as many. */
export function placeOf16(offset: number): Code {
  return [1, unsigned(offset)];
}

export function globalTerm(name: (typeof globalNames)[number]): Term {
  return { kind: "leaf", type: "i32", code: [control.getGlobal, unsigned(globalNames.indexOf(name))] };
}

/** A word that the dispatch gives: after the offsets the positions of loops, then sizes that these have. */
export function wordTerm(context: Context, at: number): Term {
  return hoist(context, 0, `word ${at}`, () =>
    instructionTerm("i32.load", [localTerm(parameter.offsets, "i32")], place(1, 4 * at)),
  );
}

/** A number of the day as an i32 or f32. */
export function dayTerm(context: Context, name: string, type: "real" | "int"): Term {
  const at = context.day.get(dayKey(name, type));
  if (at === undefined) {
    throw new InternalError(`kernel ${context.kernel.name} reads \`${name}\`, which no call gives`);
  }
  const address = localTerm(parameter.day, "i32");
  return hoist(context, 0, `day ${dayKey(name, type)}`, () =>
    instructionTerm(type === "real" ? "f32.load" : "i32.load", [address], place(1, 4 * at)),
  );
}
