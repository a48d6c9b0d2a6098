/** What must hold of every plan: run after `schedule` in tests. Each fault is an InternalError that names the kernel or dispatch. */
import { InternalError } from "../source/internal-error.ts";
import type { ArenaName, PlanDispatch, PlanEntry, PlanExtent } from "../../runtime/plan.ts";
import type { Kernel, Statement } from "./loops.ts";
import { alignment, vector } from "./memory.ts";
import type { EntryExplanation, Plan } from "./plan.ts";
import { mostBindings } from "./assemble/views.ts";
import { verifyKernel } from "./verify-kernel.ts";
import { verifyMemory } from "./verify-memory.ts";

export function verifyPlan(plan: Plan): void {
  for (const kernel of plan.kernels) verifyKernel(kernel);
  const kernels = new Map(plan.kernels.map((kernel) => [kernel.name, kernel]));
  if (kernels.size !== plan.kernels.length) throw new InternalError("two kernels have one name");
  for (const [at, entry] of plan.model.entries.entries()) {
    const explanation = plan.entries[at];
    if (explanation === undefined) throw new InternalError(`nothing is said of ${entry.name}`);
    verifyDispatches(plan, entry, kernels);
    verifyTouches(entry, explanation, kernels);
    verifyMemory(entry, explanation);
    verifyChunks(entry, plan.model.chunk);
  }
}

function verifyDispatches(plan: Plan, entry: PlanEntry, kernels: ReadonlyMap<string, Kernel>): void {
  const { parameters, states } = plan.model.arenas;
  const sizes: Readonly<Record<ArenaName, number>> = { ...entry.arenas, parameters, states };
  for (const [at, dispatch] of entry.dispatches.entries()) {
    const place = `dispatch ${at} of ${entry.kind} ${entry.name}`;
    const kernel = kernels.get(dispatch.kernel);
    if (kernel === undefined) throw new InternalError(`${place} runs no known kernel`);
    if (kernel.offsets.length !== dispatch.offsets.length) throw new InternalError(`${place} lacks offsets`);
    const arenas = arenasOf(kernel);
    verifySameUse(arenas, kernel, place);
    for (const [index, name] of kernel.offsets.entries()) {
      const offset = dispatch.offsets[index] ?? -1;
      const arena = arenas.get(name)?.arena;
      if (arena === undefined) throw new InternalError(`${kernel.name} doesn't use its offset ${name}`);
      if (kernel.views[index]?.arena !== arena)
        throw new InternalError(`${kernel.name} doesn't bind ${name}`);
      if (offset % vector !== 0 || offset < 0 || offset >= sizes[arena]) {
        throw new InternalError(`${place} has ${name} at ${offset} of ${arena}`);
      }
    }
    verifyBindings(kernel, dispatch, plan.model.chunk, place);
    const ofTurn = kernel.sizes ?? [];
    if (ofTurn.length !== (dispatch.sizes ?? []).length)
      throw new InternalError(`${place} lacks sizes of its turn`);
    // A kernel that several loops share knows the sizes of their turns by the symbols of the first.
    const symbols = new Map(dispatch.sizes?.map((symbol, index) => [symbol, ofTurn[index] ?? symbol]));
    verifyGroups(dispatch.groups, kernel.body, symbols, place);
    if (dispatch.isLine !== kernel.isLine)
      throw new InternalError(`${place} and its kernel disagree on a line of workgroups`);
    if ((dispatch.cpuGroups === undefined) !== (kernel.cpu === undefined)) {
      throw new InternalError(`${place} and its kernel disagree on a way for the CPU`);
    }
    if (dispatch.cpuGroups !== undefined && kernel.cpu !== undefined)
      verifyGroups(dispatch.cpuGroups, kernel.cpu.body, symbols, place);
  }
}

/** A binding is of one chunk, and those of one chunk are parts of it that don't meet. */
function verifyBindings(kernel: Kernel, { offsets }: PlanDispatch, chunk: number, place: string): void {
  const ranges = new Map<number, { readonly arena: ArenaName; from: number; to: number }>();
  for (const [index, { arena, binding }] of kernel.views.entries()) {
    if (binding < 0 || binding >= mostBindings)
      throw new InternalError(`${kernel.name} has a binding ${binding}`);
    const offset = offsets[index] ?? 0;
    const begin = offset - (offset % alignment);
    const known = ranges.get(binding) ?? { arena, from: begin, to: offset };
    known.from = Math.min(known.from, begin);
    known.to = Math.max(known.to, offset);
    ranges.set(binding, known);
    if (known.arena !== arena) throw new InternalError(`${kernel.name} binds two arenas as ${binding}`);
    if (Math.floor(known.from / chunk) !== Math.floor(known.to / chunk))
      throw new InternalError(`${place} has binding ${binding} in two chunks`);
  }
  for (const [binding, { arena, from, to }] of ranges) {
    const isMet = ([other, range]: readonly [
      number,
      { arena: ArenaName; from: number; to: number },
    ]): boolean => other !== binding && range.arena === arena && from <= range.to && range.from <= to;
    if ([...ranges].some(isMet)) throw new InternalError(`${place} has binding ${binding} within another`);
  }
}

function verifyGroups(
  groups: PlanDispatch["groups"],
  body: readonly Statement[],
  symbols: ReadonlyMap<string, string>,
  place: string,
): void {
  const textOf = ({ size, tile }: PlanExtent): string => {
    const named = (symbol: string): string => symbols.get(symbol) ?? symbol;
    const terms = size.terms.map((term) => ({ ...term, symbols: term.symbols.map(named) }));
    return JSON.stringify({ size: { ...size, terms }, tile });
  };
  const bound = ["workgroup.x", "workgroup.y", "workgroup.z"].map((binding) => extentOf(body, binding));
  for (const [axis, extent] of groups.entries()) {
    const loop = bound[axis];
    const isSame = textOf(extent) === (loop ?? justOne);
    if (!isSame) throw new InternalError(`${place} has other workgroups than its kernel's loops`);
  }
}

const justOne = JSON.stringify({ size: { terms: [{ symbols: [], coefficient: 1 }], divisor: 1 }, tile: 1 });

function extentOf(body: readonly Statement[], binding: string): string | undefined {
  const loop = body.find((statement) => statement.kind === "loop");
  if (loop?.kind !== "loop") return undefined;
  return loop.binding === binding ? JSON.stringify(loop.extent) : extentOf(loop.body, binding);
}

interface Use {
  readonly arena: ArenaName;
  readonly loads: boolean;
  readonly stores: boolean;
}

/** The way for the CPU reads and writes what the other way does; it may read again what it has stored, as a sum in memory is. */
function verifySameUse(uses: ReadonlyMap<string, Use>, kernel: Kernel, place: string): void {
  if (kernel.cpu === undefined) return;
  const others = arenasOf({ body: kernel.cpu.body });
  const isSame = ([name, use]: readonly [string, Use]): boolean => {
    const other = others.get(name);
    if (other?.arena !== use.arena || other.stores !== use.stores) return false;
    return other.loads === use.loads || (other.stores && !use.loads);
  };
  if (uses.size !== others.size || ![...uses].every(isSame))
    throw new InternalError(`${place} uses other values on the CPU than elsewhere`);
}

/** How a kernel uses each of its offsets. */
function arenasOf(kernel: Pick<Kernel, "body">): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>();
  const visit = (value: unknown, isStore: boolean): void => {
    if (typeof value !== "object" || value === null) return;
    if ("kind" in value && value.kind === "arena" && "arena" in value && "offset" in value) {
      const { arena, offset } = value as { readonly arena: ArenaName; readonly offset: string };
      const known = uses.get(offset);
      if (known !== undefined && known.arena !== arena) throw new InternalError(`${offset} is of two arenas`);
      uses.set(offset, {
        arena,
        loads: (known?.loads ?? false) || !isStore,
        stores: (known?.stores ?? false) || isStore,
      });
      return;
    }
    const isStatement = "kind" in value && value.kind === "store";
    for (const [key, part] of Object.entries(value)) visit(part, isStatement && key === "memory");
  };
  visit(kernel.body, false);
  return uses;
}

/** No value lies in two chunks. */
function verifyChunks(entry: PlanEntry, chunk: number): void {
  for (const { offset, count, dispatch } of entry.written) {
    if (count > 0 && Math.floor(offset / chunk) !== Math.floor((offset + count - 1) / chunk))
      throw new InternalError(`dispatch ${dispatch} of ${entry.name} writes to two chunks`);
  }
}

/** A dispatch's kernel reads and writes just what is said of it, and the lists for the runtime say the same. */
function verifyTouches(
  entry: PlanEntry,
  { dispatches, outputs }: EntryExplanation,
  kernels: ReadonlyMap<string, Kernel>,
): void {
  if (dispatches.length !== entry.dispatches.length)
    throw new InternalError(`what is said of ${entry.name} is of other dispatches`);
  for (const [at, dispatch] of entry.dispatches.entries()) {
    const kernel = kernels.get(dispatch.kernel);
    const touches = dispatches[at]?.touches ?? [];
    const uses = kernel === undefined ? new Map<string, Use>() : arenasOf(kernel);
    const own = (kernel?.offsets ?? []).flatMap((name, index) => {
      const use = uses.get(name);
      return use === undefined ? [] : [{ name, offset: dispatch.offsets[index] ?? -1, ...use }];
    });
    const place = `dispatch ${at} of ${entry.name}, ${dispatch.kernel},`;
    for (const { name, arena, offset, loads, stores } of own) {
      const said = touches.filter((touch) => touch.arena === arena && touch.offset === offset);
      const isSaid = (isStore: boolean): boolean => said.some((touch) => touch.stores === isStore);
      if (stores && !isSaid(true)) throw new InternalError(`${place} writes ${name}, which nothing says`);
      if (loads && !stores && !isSaid(false))
        throw new InternalError(`${place} reads ${name}, which nothing says`);
    }
    for (const { arena, offset, stores, slot } of touches) {
      const use = own.find(
        (one) => one.arena === arena && one.offset === offset && (stores ? one.stores : one.loads),
      );
      if (use === undefined)
        throw new InternalError(`${place} doesn't ${stores ? "write" : "read"} ${slot} at ${offset}`);
    }
  }
  for (const { arena, offset, count, dispatch } of entry.written) {
    const touches = dispatches[dispatch]?.touches ?? [];
    const isSaid = touches.some(
      (touch) => touch.stores && touch.arena === arena && touch.offset === offset && touch.count === count,
    );
    if (!isSaid) throw new InternalError(`dispatch ${dispatch} of ${entry.name} doesn't write ${offset}`);
  }
  for (const { places, name } of entry.outputs) {
    for (const { arena, offset } of places) {
      if (!outputs.some((touch) => touch.arena === arena && touch.offset === offset))
        throw new InternalError(`nothing says what the output \`${name}\` of ${entry.name} is`);
    }
  }
}
