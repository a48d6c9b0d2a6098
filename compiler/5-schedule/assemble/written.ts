/** Writes the kernels of groups: one for all that are alike, and what of it each group's dispatch needs. */
import type { Node } from "../../3-graph/graph.ts";
import type { PlanDispatch, PlanExtent } from "../../../runtime/plan.ts";
import { InternalError } from "../../source/internal-error.ts";
import { nameTurn } from "../writer/addresses.ts";
import { likenessOf, type Likeness, type Surroundings } from "./alike.ts";
import type { Cut } from "../arrange/cut.ts";
import { cutsOf } from "../arrange/cuts.ts";
import type { Group } from "../arrange/fuse.ts";
import { mostWorkgroups, nestLoops, once, type Draft } from "../kernels/grid.ts";
import { writeGroup } from "../kernels/write.ts";
import { highOf, type Bounds } from "../layout.ts";
import type { Kernel } from "../loops.ts";
import { operationsOf } from "./operations.ts";
import { structureOf, type KernelLoops } from "./share.ts";
import { integerAt } from "../writer/values.ts";
import { newWriter } from "../writer/writer.ts";

/** Offsets, turns and their sizes, and sites: what a dispatch has room for. */
const mostWords = 64;

/** What a kernel reads or stores. */
export interface Touch {
  readonly node: Node;
  readonly stores: boolean;
  /** Whether each access is of four elements. */
  readonly isVector: boolean;
}

/** The kernel of a group. */
export interface WrittenGroup {
  readonly loops: KernelLoops;
  /** Of kernels that differ in names only: the same text. */
  readonly structure: string;
  /** Whose places the dispatch gives, in the kernel's order. */
  readonly placed: readonly Node[];
  readonly touched: readonly Touch[];
  /** The loops around whose turns it wants, by their scans. */
  readonly scans: readonly string[];
  /** The sites of its random numbers. */
  readonly sites: readonly string[];
  readonly groups: PlanDispatch["groups"];
  readonly cpuGroups: PlanDispatch["groups"] | undefined;
  /** `8 rows x 2 vectors a thread`. */
  readonly schedule: string;
  /** Scalar operations of a run, at the bounds. */
  readonly flops: number;
}

/** A kernel, and where in the lists of a likeness stands what its groups have of their own. */
interface Known {
  readonly written: WrittenGroup;
  readonly placed: readonly number[];
  readonly touched: readonly number[];
  readonly scans: readonly number[];
  readonly sites: readonly number[];
}

/** What was written so far, by the text of what it was written from. */
export type WrittenKernels = Map<string, Known>;

export function writeKernel(group: Group, surroundings: Surroundings, known: WrittenKernels): WrittenGroup {
  const cuts = cutsOf(group, surroundings.values, surroundings.bounds);
  const likeness = likenessOf(group, surroundings, cuts);
  const found = known.get(likeness.key);
  if (found !== undefined) return translate(found, likeness, group);
  const written = write(group, surroundings, cuts);
  const { nodes, scans, sites } = likeness;
  known.set(likeness.key, {
    written,
    placed: written.placed.map((node) => nodes.indexOf(node)),
    touched: written.touched.map(({ node }) => nodes.indexOf(node)),
    scans: written.scans.map((scan) => scans.indexOf(scan)),
    sites: written.sites.map((site) => sites.indexOf(site)),
  });
  return written;
}

function write(
  group: Group,
  { bounds, values, homes, repeats }: Surroundings,
  cuts: readonly Cut[],
): WrittenGroup {
  const own = new Set(group.items);
  const draft = writeGroup(group, values, () =>
    newWriter(bounds, values.readers, homes, own, repeats, integerAt, cuts),
  );
  const { writer, cpu } = draft;
  const body = nestLoops(draft);
  const forCpu = cpuForm(draft);
  const sizes = symbolsOfTurns([body, forCpu.cpu?.body], bounds);
  // A kernel has words for each turn where it has the turn's number.
  for (const symbol of sizes) nameTurn(writer, bounds.turns.get(symbol)?.turn.scan ?? "");
  const words = writer.offsets.size + writer.turns.size + sizes.length + writer.sites.size;
  if (words > mostWords)
    throw new InternalError(`a kernel wants ${words} words, and gets ${mostWords}`, group.items[0]?.span);
  const loops: KernelLoops = {
    offsets: [...writer.offsets.values()],
    lanes: draft.lanes,
    ...(isLine(draft.loops, bounds) ? { isLine: true } : {}),
    workgroupMemory: draft.workgroupMemory,
    body,
    ...forCpu,
    ...(writer.turns.size === 0 ? {} : { turns: [...writer.turns.values()] }),
    ...(sizes.length === 0 ? {} : { sizes }),
    ...(writer.sites.size === 0 ? {} : { sites: [...writer.sites.values()] }),
  };
  return {
    loops,
    structure: structureOf(loops),
    placed: [...writer.offsets.keys()],
    touched: touchesOf(draft),
    scans: [...writer.turns.keys()],
    sites: [...writer.sites.keys()],
    groups: groupsOf(draft.loops),
    cpuGroups: cpu === undefined ? undefined : groupsOf(cpu.loops),
    schedule: draft.schedule,
    flops: operationsOf(group, values, bounds),
  };
}

/** Each node once a way, in the order in which they come. */
function touchesOf({ writer }: Draft): readonly Touch[] {
  const touched = new Map<string, Touch>();
  for (const { node, stores, isVector } of writer.accesses) {
    const key = `${node.id} ${stores}`;
    touched.set(key, { node, stores, isVector: isVector && touched.get(key)?.isVector !== false });
  }
  return [...touched.values()];
}

/** The kernel as that of another group which is like the one that it was written for. */
function translate(known: Known, { nodes, scans, sites }: Likeness, group: Group): WrittenGroup {
  const { written } = known;
  const own = <T>(all: readonly T[], at: number | undefined): T => {
    const other = at === undefined ? undefined : all[at];
    if (other === undefined)
      throw new InternalError("a kernel reads what its group doesn't name", group.items[0]?.span);
    return other;
  };
  return {
    ...written,
    placed: known.placed.map((at) => own(nodes, at)),
    touched: written.touched.map(({ stores, isVector }, at) => ({
      node: own(nodes, known.touched[at]),
      stores,
      isVector,
    })),
    scans: known.scans.map((at) => own(scans, at)),
    sites: known.sites.map((at) => own(sites, at)),
  };
}

function cpuForm({ cpu }: Draft): Pick<Kernel, "cpu"> {
  if (cpu === undefined) return {};
  const { workgroupMemory, schedule } = cpu;
  return { cpu: { workgroupMemory, body: nestLoops(cpu), schedule } };
}

/** Whether a side may be longer than a dispatch allows. */
function isLine(loops: Draft["loops"], bounds: Bounds): boolean {
  return loops.some(({ binding, extent: { size, tile } }) => {
    return binding.startsWith("workgroup") && Math.ceil(highOf(size, bounds) / tile) > mostWorkgroups;
  });
}

function groupsOf(loops: Draft["loops"]): PlanDispatch["groups"] {
  const along = (binding: string): PlanExtent =>
    loops.find((loop) => loop.binding === binding)?.extent ?? once;
  return [along("workgroup.x"), along("workgroup.y"), along("workgroup.z")];
}

/** The symbols in a kernel of sizes that are others in each turn, in the order in which they come. */
function symbolsOfTurns(kernel: unknown, { turns }: Bounds): readonly string[] {
  if (turns.size === 0) return [];
  const found = new Set<string>();
  const visit = (part: unknown): void => {
    if (typeof part === "string" && turns.has(part)) found.add(part);
    if (typeof part === "object" && part !== null) for (const inner of Object.values(part)) visit(inner);
  };
  visit(kernel);
  return [...found];
}
