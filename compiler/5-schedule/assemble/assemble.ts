/** Makes an entry's list of dispatches: kernels, offsets, memory, and what a person wants to know of each. */
import type { Axis, Entry, Node, Output } from "../../3-graph/graph.ts";
import { wholesOf } from "../../3-graph/outputs.ts";
import { hasAxis } from "../../3-graph/positions.ts";
import { InternalError } from "../../source/internal-error.ts";
import type { PlanAxis, PlanDispatch, PlanEntry, PlanInput, PlanOutput } from "../../../runtime/plan.ts";
import { besideOthers, type Reach } from "./beside.ts";
import { bytesOf, meaningOf, shapeOf } from "./describe.ts";
import { formulaOf, type Sources } from "./formulas.ts";
import { isLasting } from "../arrange/copies.ts";
import type { Group } from "../arrange/fuse.ts";
import { packHalves } from "./halves.ts";
import { sizeOfDay, strideOf, type Bounds } from "../layout.ts";
import type { Values } from "../arrange/materialise.ts";
import { lifetimesOf } from "./lifetimes.ts";
import { aligned, placeInMemory, type Placement } from "../memory.ts";
import { kernelName } from "../names.ts";
import { operationsOf, sumOverTurns } from "./operations.ts";
import { explainMemory } from "./peak.ts";
import type { DispatchExplanation, EntryExplanation, PlacedTouch, PlacedValue } from "../plan.ts";
import { shareKernel, type Library } from "./share.ts";
import type { Looped } from "../rewrite/repeats.ts";
import { slotsOf, type Slot, type Slots } from "./slots.ts";
import { placeRepeats, stackKeys, type PlacedRepeat } from "../arrange/stacks.ts";
import { homeOfInput, keptBeside, type Stored } from "../arrange/stored.ts";
import { storedPath, type Updates } from "../arrange/updates.ts";
import type { Use } from "./views.ts";
import { wordsOf, type Home, type Homes } from "../homes.ts";
import { writeKernel, type WrittenGroup, type WrittenKernels } from "./written.ts";

interface EntryParts {
  readonly entry: Entry;
  readonly looped: Looped;
  readonly bounds: Bounds;
  readonly values: Values;
  /** In the order in which they run. */
  readonly groups: readonly Group[];
  readonly homes: Homes;
  readonly updates: Updates;
  readonly stored: Stored;
  readonly library: Library;
  readonly written: WrittenKernels;
  /** In elements: no value crosses a multiple of it. */
  readonly chunk: number;
  readonly facts: { readonly vocabularies: Readonly<Record<string, unknown>> };
  readonly sources: Sources;
}

export interface AssembledEntry {
  readonly plan: PlanEntry;
  /** For each dispatch where the values lie whose offsets it gives. */
  readonly uses: readonly Use[];
  readonly explanation: EntryExplanation;
  /** The elements of the largest value. */
  readonly largest: number;
}

export function assembleEntry(arranged: EntryParts): AssembledEntry {
  const { entry, looped, bounds, groups, stored, values } = arranged;
  const writeWith = (homes: EntryParts["homes"]): readonly WrittenGroup[] => {
    const surroundings = { bounds, values, homes, repeats: looped.repeats };
    return groups.map((group) => writeKernel(group, surroundings, arranged.written));
  };
  const whole = writeWith(arranged.homes);
  const stackOf = stackKeys(looped);
  const isPlaced = (node: Node): boolean =>
    stackOf(node) !== undefined || storedPath(node, arranged) !== undefined;
  const homes = packHalves({ ...arranged, drafts: whole, isPlaced });
  const parts = { ...arranged, homes };
  const drafts = homes === arranged.homes ? whole : writeWith(homes);
  const repeats = placeRepeats(groups, bounds);
  const slots = slotsOf(looped, values);
  const lifetimes = lifetimesOf(parts, drafts, repeats, slots, stackOf);
  const placed: Placed = {
    work: placeInMemory(lifetimes.work, parts.chunk, keptBeside(entry, stored)),
    integers: placeInMemory(lifetimes.integers, parts.chunk),
    slots,
  };
  const offsetOf = offsetsIn(parts, placed);
  const touchOf = (node: Node, stores: boolean): PlacedTouch =>
    placedTouch(parts, node, stores, offsetOf(node), slots.of(node).slot);
  const made = groups.map((group, at) =>
    assembleDispatch(parts, group, drafts[at], offsetOf, touchOf, repeats),
  );
  const isBeside = besideOthers(made.map(({ reach }) => reach));
  const { work, integers } = placed;
  const plan: PlanEntry = {
    kind: entry.kind,
    name: entry.name,
    symbols: entry.symbols.filter(({ low, high, turn }) => low !== high && turn === undefined),
    inputs: entry.inputs.map((input) => inputOf(parts, input, placed)),
    settings: entry.settings,
    outputs: wholesOf(entry.outputs).flatMap((output) => outputOf(parts, output, offsetOf)),
    arenas: { work: work.size, integers: integers.size },
    dispatches: made.map(({ dispatch }, at) => (isBeside[at] ? { ...dispatch, isBeside: true } : dispatch)),
    repeats: repeats.map(({ plan: repeat }) => repeat),
    ...(entry.examples === undefined ? {} : { examples: entry.examples }),
    ...(isShort(made) ? { isShort: true } : {}),
    written: writtenReals(parts, offsetOf),
  };
  const all = [...lifetimes.work, ...lifetimes.integers];
  const memory = explainMemory({
    ...parts,
    lifetimes: all,
    arenas: { ...stored.arenas, entry: work.size + integers.size },
    slots,
  });
  const largest = Math.max(0, ...all.map(({ count }) => aligned(count)));
  const uses = made.map(({ use }) => use);
  const outputs = touchedOutputs(parts, touchOf);
  const explanation = { dispatches: made.map((one) => one.explanation), outputs, memory };
  return { plan, uses, explanation, largest };
}

/** Where values lie that aren't stored. */
interface Placed {
  readonly work: Placement<Slot>;
  readonly integers: Placement<Slot>;
  readonly slots: Slots;
}

/** Where each value begins in its arena, in elements. */
function offsetsIn(parts: EntryParts, { work, integers, slots }: Placed): (node: Node) => number {
  return (node) => {
    const path = storedPath(node, parts);
    const { slot, within } = slots.of(node);
    const offset =
      path === undefined
        ? (work.offsets.get(slot) ?? integers.offsets.get(slot))
        : parts.stored.offsets.get(path);
    if (offset === undefined) throw new InternalError("a value without a place in memory", node.span);
    return offset + within;
  };
}

function placedTouch(
  { homes, values }: EntryParts,
  node: Node,
  stores: boolean,
  offset: number,
  slot: Slot,
): PlacedTouch {
  const home = homes.get(node);
  if (home === undefined) throw new InternalError("a kernel touches what lies nowhere", node.span);
  const isLasting = node.kind === "leaf" && home.lasts === true;
  const place = { arena: home.arena, offset, count: wordsOf(home) };
  const touch = { ...place, stores, slot, isMoving: home.from !== undefined, isLasting };
  const { nodes } = values.blocks.get(node) ?? {};
  if (nodes === undefined || nodes.size === 0) return touch;
  const pieces = [...nodes].map(([member, within]) => ({
    offset: within,
    count: wordsIn(homes.get(member)),
  }));
  return { ...touch, pieces };
}

/** Where kernels write real values, in the order of the dispatches. */
function writtenReals({ groups, homes }: EntryParts, offsetOf: (node: Node) => number): PlanEntry["written"] {
  return groups.flatMap((group, dispatch) =>
    [...group.written].flatMap((node) => {
      const home = homes.get(node);
      if (home === undefined || node.type !== "real") return [];
      const region = { arena: home.arena, offset: offsetOf(node), count: wordsOf(home), dispatch };
      return [home.halves === true ? { ...region, halves: home.halves } : region];
    }),
  );
}

/** Outputs as values that a last kernel would read, those that are stored where they are. */
function touchedOutputs(
  { entry, stored, updates }: EntryParts,
  touchOf: (node: Node, stores: boolean) => PlacedTouch,
): readonly PlacedTouch[] {
  const storedNodes = new Map([...updates.targets].map(([node, path]) => [path, node]));
  return entry.outputs.flatMap(({ role, name, node }) => {
    if (role === "scan") return [];
    if (!isLasting(role)) return [touchOf(node, false)];
    const touch = touchOf(storedNodes.get(name) ?? node, false);
    const offset = stored.offsets.get(name);
    const arena = stored.homes.get(name)?.arena;
    return [offset === undefined || arena === undefined ? touch : { ...touch, arena, offset }];
  });
}

/** What a thread does in the time that others take to come and to be waited for. */
const shortFlops = 200_000;

function isShort(dispatches: readonly AssembledDispatch[]): boolean {
  return dispatches.reduce((sum, { flops }) => sum + flops, 0) < shortFlops * dispatches.length;
}

interface AssembledDispatch {
  readonly dispatch: PlanDispatch;
  readonly use: Use;
  readonly reach: Reach;
  readonly explanation: DispatchExplanation;
  /** Of one run, at the bounds. */
  readonly flops: number;
}

function assembleDispatch(
  parts: EntryParts,
  group: Group,
  draft: WrittenGroup | undefined,
  offsetOf: (node: Node) => number,
  touchOf: (node: Node, stores: boolean) => PlacedTouch,
  repeats: readonly PlacedRepeat[],
): AssembledDispatch {
  if (draft === undefined) throw new InternalError("a group without a kernel");
  const last = [...group.written].at(-1) ?? group.items.at(-1);
  if (last === undefined) throw new InternalError("a group that makes nothing");
  const { homes } = parts;
  const use: Use = draft.placed.map((node) => {
    const home = homes.get(node);
    if (home === undefined) throw new InternalError("a kernel reads what lies nowhere", node.span);
    return { arena: home.arena, offset: offsetOf(node), count: wordsOf(home) };
  });
  const task: Task = { group, draft, last, formula: formulaOf(group, parts.sources) };
  const explanation = explainDispatch(parts, task, offsetOf, touchOf);
  const reached = (stores: boolean): Use => {
    const own = new Set(draft.touched.filter((touch) => touch.stores === stores).map(({ node }) => node));
    return use.filter((_, at) => own.has(draft.placed[at] ?? last));
  };
  return {
    dispatch: dispatchOf(parts, task, explanation.shape, use, repeats),
    use,
    reach: {
      reads: reached(false),
      writes: reached(true),
      isMoving: group.loops.length > 0 || draft.placed.some((node) => homes.get(node)?.from !== undefined),
    },
    explanation,
    flops: draft.flops,
  };
}

/** A group whose kernel is written. */
interface Task {
  readonly group: Group;
  readonly draft: WrittenGroup;
  /** The value that it is called after. */
  readonly last: Node;
  readonly formula: ReturnType<typeof formulaOf>;
}

function dispatchOf(
  parts: EntryParts,
  { group, draft, last, formula }: Task,
  shape: string,
  use: Use,
  repeats: readonly PlacedRepeat[],
): PlanDispatch {
  const { scans, sites, loops } = draft;
  const source = formula.span === undefined ? "" : parts.sources.place(formula.span);
  const kernel = shareKernel(
    parts.library,
    draft,
    { text: formula.text, source },
    (used) => kernelName(group, parts.entry.kind, used),
    () => ({ meaning: meaningOf(group, parts.values), schedule: `${shape}, ${draft.schedule}` }),
  );
  const turnOf = (scan: string): number => repeats.findIndex(({ repeat }) => repeat.scan === scan);
  return {
    kernel: kernel.name,
    offsets: use.map(({ offset }) => offset),
    groups: draft.groups,
    ...(draft.cpuGroups === undefined ? {} : { cpuGroups: draft.cpuGroups }),
    ...(loops.isLine === true ? { isLine: true } : {}),
    source,
    makes: last.label ?? storedPath(last, parts) ?? kernel.name,
    ...(scans.length === 0 ? {} : { turns: scans.map(turnOf) }),
    ...(loops.sizes === undefined ? {} : { sizes: loops.sizes }),
    ...(sites.length === 0 ? {} : { sites }),
  };
}

function explainDispatch(
  parts: EntryParts,
  { group, draft, last, formula: { text, span } }: Task,
  offsetOf: (node: Node) => number,
  touchOf: (node: Node, stores: boolean) => PlacedTouch,
): DispatchExplanation {
  const { bounds, values, homes } = parts;
  const { touched, flops } = draft;
  const isLooped = group.loops.length > 0;
  return {
    formula: text === "" ? meaningOf(group, values) : text,
    span,
    shape: shapeOf(homes.get(last)?.layout.order ?? group.axes, bounds),
    runs: isLooped ? sumOverTurns(group.loops, bounds, () => 1) : 1,
    flops: isLooped
      ? sumOverTurns(group.loops, bounds, (inTurn) => operationsOf(group, values, inTurn))
      : flops,
    bytes: bytesOf(touched, (node) => wordsIn(homes.get(node))),
    reads: placedValues(parts, touched, false, offsetOf),
    makes: placedValues(parts, touched, true, offsetOf),
    touches: touched.map(({ node, stores }) => touchOf(node, stores)),
  };
}

/** What a kernel stores or reads, but what moves from turn to turn of a loop. */
function placedValues(
  { homes }: EntryParts,
  touched: WrittenGroup["touched"],
  stored: boolean,
  offsetOf: (node: Node) => number,
): readonly PlacedValue[] {
  return touched.flatMap(({ node, stores }) => {
    const home = homes.get(node);
    if (stores !== stored || home === undefined || home.from !== undefined) return [];
    const { layout, arena, halves } = home;
    const value = { node, arena, offset: offsetOf(node), strides: layout.strides, count: layout.count };
    return [halves === true ? { ...value, halves } : value];
  });
}

function wordsIn(home: Home | undefined): number {
  return home === undefined ? 0 : wordsOf(home);
}

function axisOf({ name, size, id }: Axis, parts: EntryParts): PlanAxis {
  const plain: PlanAxis = { name, size: sizeOfDay(size, parts.bounds) };
  return id in parts.facts.vocabularies ? { ...plain, vocabulary: id } : plain;
}

function inputOf(
  parts: EntryParts,
  input: Entry["inputs"][number],
  { work, integers, slots }: Placed,
): PlanInput {
  const { arena, layout } = homeOfInput(input, undefined, parts.bounds);
  const slot = `input ${input.name}`;
  const plain: PlanInput = {
    name: input.name,
    axes: input.axes.map((axis) => axisOf(axis, parts)),
    type: input.type,
    arena,
    offset: (arena === "work" ? work : integers).offsets.get(slot) ?? 0,
    strides: input.axes.map((axis) => strideOf(layout, axis)),
    ...(input.indexes === undefined ? {} : { indexes: axisOf(input.indexes, parts) }),
    ...(input.initial === undefined ? {} : { initial: input.initial }),
    ...(input.rates === undefined ? {} : { rates: input.rates }),
    ...(input.template === undefined ? {} : { template: input.template }),
  };
  const length = parts.values.nodes.find(
    (node) => node.kind === "leaf" && node.leaf.kind === "length" && node.leaf.input === input.name,
  );
  if (length === undefined || length.kind !== "leaf" || length.leaf.kind !== "length") return plain;
  const { axis: id } = length.leaf;
  const axis = input.axes.find((one) => one.id === id);
  if (axis === undefined) throw new InternalError(`\`${input.name}\` has no axis ${id}`, length.span);
  const others = homeOfInput(input, id, parts.bounds).layout;
  const offset = integers.offsets.get(slots.of(length).slot) ?? 0;
  return {
    ...plain,
    lengths: { axis: axis.name, offset, strides: others.order.map((one) => strideOf(others, one)) },
  };
}

function outputOf(
  parts: EntryParts,
  outputs: readonly [Output, ...Output[]],
  offsetOf: (node: Node) => number,
): readonly PlanOutput[] {
  const [{ role, name, node, order, part = [], indexes, combine }] = outputs;
  if (isLasting(role) || role === "scan") return [];
  const along = part.map(({ axis }) => axis);
  const axes = order.map((axis): PlanAxis => {
    const plain = axisOf(axis, parts);
    return hasAxis(along, axis) ? { ...plain, inParts: true } : plain;
  });
  const places = outputs.map(({ node: own }) => {
    const home = parts.homes.get(own);
    if (home === undefined) throw new InternalError(`the output \`${name}\` is nowhere`, own.span);
    const strides = order.map((axis) => strideOf(home.layout, axis));
    return { arena: home.arena, offset: offsetOf(own), strides };
  });
  const labels = indexes === undefined ? {} : { indexes: axisOf(indexes, parts) };
  const combined = combine === undefined ? {} : { combine };
  return [{ role, name, axes, type: node.type, places, ...labels, ...combined }];
}
