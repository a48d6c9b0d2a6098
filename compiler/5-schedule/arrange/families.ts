/**
 * Parameters that an optimizer treats alike are updated as one: their values, their states and their gradients lie one after the
 * other, and one kernel runs over all of them. A family is found by the form of its formulas.
 */
import { gradientOf } from "../../3-graph/graph.ts";
import type { Axis, Entry, GraphParameter, Node, Output } from "../../3-graph/graph.ts";
import { literalSize } from "../../sizes/size.ts";
import { countOf, fixedValue, highOf, layOut, type Bounds } from "../layout.ts";
import { alignment, packed, vector } from "../memory.ts";
import { sameAxes } from "../../3-graph/positions.ts";
import { nodesOf, numberAfter } from "../reads.ts";
import type { Home } from "../homes.ts";

export interface Member {
  readonly path: string;
  readonly axes: readonly Axis[];
  readonly count: number;
  /** The next values, by what follows the parameter's path: nothing, or `/adamw.m`. */
  readonly outputs: ReadonlyMap<string, Output>;
  readonly gradients: readonly Node[];
}

/** A leaf that stands for the values of several parameters, states or gradients, one after the other. */
export interface Block {
  readonly name: string;
  readonly home: Home;
  /** Of parameters or states. */
  readonly paths: readonly string[];
  /** Gradients, and where each begins in the block. */
  readonly nodes: ReadonlyMap<Node, number>;
}

export type Blocks = ReadonlyMap<Node, Block>;

/**
 * The families of a training step's parameters; members of whole bindings come first and those of whole vectors next, so that no gap parts them.
 * `wholes` are leaves that stand for what strips make, and `passing` gradients that have no memory.
 */
export function findFamilies(
  entry: Entry,
  parameters: readonly GraphParameter[],
  bounds: Bounds,
  wholes: ReadonlySet<Node>,
  passing: ReadonlySet<Node>,
): readonly (readonly Member[])[] {
  const families = new Map<string, Member[]>();
  const next = nextValues(entry);
  for (const { path, axes } of parameters) {
    const outputs = next.get(path) ?? new Map<string, Output>();
    const isFixed = axes.every(({ size }) => fixedValue(size, bounds) === highOf(size, bounds));
    if (!outputs.has("") || !isFixed) continue;
    const gradients: Node[] = [];
    const forms = [...outputs]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { node }]) => `${name} = ${formOf(node, path, axes, wholes, gradients)}`);
    if (forms.some((form) => form.includes("?")) || gradients.some((node) => passing.has(node))) continue;
    const member: Member = { path, axes, count: countOf(axes, bounds), outputs, gradients };
    const key = forms.join("; ");
    const alike = families.get(key);
    if (alike === undefined) families.set(key, [member]);
    else alike.push(member);
  }
  // A binding can begin at the first ones.
  const rank = ({ count }: Member): number => (count % alignment === 0 ? 0 : count % vector === 0 ? 1 : 2);
  return [...families.values()].map((members) => [...members].sort((a, b) => rank(a) - rank(b)));
}

/** By a parameter's path its next value and those of its states, by what follows the path. */
function nextValues({ outputs }: Entry): ReadonlyMap<string, ReadonlyMap<string, Output>> {
  const found = new Map<string, Map<string, Output>>();
  for (const output of outputs) {
    if (output.role !== "parameter" && output.role !== "state") continue;
    const { name, role } = output;
    const end = role === "parameter" ? name.length : name.indexOf("/");
    // A layer's state is no parameter's.
    if (end < 0) continue;
    const path = name.slice(0, end);
    const own = found.get(path) ?? new Map<string, Output>();
    found.set(path, own.set(name.slice(end), output));
  }
  return found;
}

/** A formula of one position, in which `?` stands for what depends on the position itself. */
function formOf(
  node: Node,
  path: string,
  axes: readonly Axis[],
  wholes: ReadonlySet<Node>,
  gradients: Node[],
): string {
  const known = new Map<Node, string>();
  const visit = (of: Node): string => {
    const found = known.get(of);
    if (found !== undefined) return found;
    const form = form1(of);
    known.set(of, `(${known.size})`);
    return form;
  };
  const form1 = (of: Node): string => {
    if (of.axes.length === 0) return `#${of.id}`;
    if (!sameAxes(of.axes, axes)) return "?";
    if (of.kind === "leaf" && !wholes.has(of)) {
      if (of.leaf.kind === "constant") return String(of.leaf.value);
      const isOwn = of.leaf.kind === "parameter" || of.leaf.kind === "state";
      const name = isOwn && "path" in of.leaf ? of.leaf.path : "";
      return name === path || name.startsWith(`${path}/`) ? `@${name.slice(path.length)}` : "?";
    }
    if (of.kind === "map" && of.label?.startsWith(gradientOf) !== true)
      return `${of.operator}(${of.arguments.map(visit).join(",")})`;
    if (!gradients.includes(of)) gradients.push(of);
    return `gradient ${gradients.indexOf(of)}`;
  };
  return visit(node);
}

/** The order in which parameters and states lie: families together, each kind of state by itself. */
export function ranksOf(families: readonly (readonly Member[])[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  for (const members of families) {
    const names = members[0] === undefined ? [] : [...members[0].outputs.keys()];
    for (const name of names) for (const { path } of members) ranks.set(path + name, ranks.size);
  }
  return ranks;
}

export interface Joined {
  readonly entry: Entry;
  readonly blocks: Blocks;
  /** Where the gradients in blocks lie. */
  readonly homes: ReadonlyMap<Node, Home>;
}

/** Puts one update of a block in the place of its members' updates, wherever these lie one after the other. */
export function joinUpdates(
  entry: Entry,
  families: readonly (readonly Member[])[],
  offsets: ReadonlyMap<string, number>,
  bounds: Bounds,
  chunk: number,
): Joined {
  const blocks = new Map<Node, Block>();
  const homes = new Map<Node, Home>();
  const gone = new Set<Output>();
  const added: Output[] = [];
  if (families.length === 0) return { entry, blocks, homes };
  let next = numberAfter(nodesOf(entry));
  const joining: Joining = { bounds, blocks, homes, nextNumber: () => next++ };
  for (const run of families.flatMap((members) => runsOf(members, offsets, chunk))) {
    const [first] = run;
    if (first === undefined || run.length < 2 || hasSharedGradient(run)) continue;
    added.push(...joinRun(run, first, joining));
    for (const member of run) for (const output of member.outputs.values()) gone.add(output);
  }
  const outputs = [...entry.outputs.filter((output) => !gone.has(output)), ...added];
  return { entry: { ...entry, outputs }, blocks, homes };
}

interface Joining {
  readonly bounds: Bounds;
  readonly blocks: Map<Node, Block>;
  readonly homes: Map<Node, Home>;
  readonly nextNumber: () => number;
}

/** The updates of a block, which are those of its first member with the block in the member's place. */
function joinRun(run: readonly Member[], first: Member, joining: Joining): readonly Output[] {
  const { bounds, blocks, homes, nextNumber } = joining;
  const count = run.reduce((sum, member) => sum + member.count, 0);
  const axis: Axis = { id: `block ${first.path}`, name: "element", size: literalSize(count) };
  const layout = layOut([axis], bounds);
  const leafOf = (name: string, block: Omit<Block, "name">): Node => {
    const base = {
      axes: [axis],
      type: "real",
      span: undefined,
      label: undefined,
      origin: undefined,
    } as const;
    const leaf: Node = { kind: "leaf", id: nextNumber(), leaf: { kind: "parameter", path: name }, ...base };
    blocks.set(leaf, { name, ...block });
    return leaf;
  };
  const stored = new Map<string, Node>();
  for (const name of first.outputs.keys()) {
    const paths = run.map(({ path }) => path + name);
    const shown = name === "" ? "parameter" : name.slice(name.lastIndexOf(".") + 1);
    const arena = name === "" ? "parameters" : "states";
    stored.set(name, leafOf(shown, { home: { arena, layout, lasts: true }, paths, nodes: new Map() }));
  }
  const made = new Map<Node, Node>();
  for (const [at, gradient] of first.gradients.entries()) {
    const nodes = new Map<Node, number>();
    let from = 0;
    for (const member of run) {
      const node = member.gradients[at];
      if (node === undefined) continue;
      nodes.set(node, from);
      homes.set(node, { arena: "work", layout: layOut(member.axes, bounds) });
      from += packed(member.count);
    }
    made.set(gradient, leafOf("gradient", { home: { arena: "work", layout }, paths: [], nodes }));
  }
  const flat = (node: Node): Node => {
    const known = made.get(node);
    if (known !== undefined || node.axes.length === 0) return known ?? node;
    const result = flatten(node);
    made.set(node, result);
    return result;
  };
  const flatten = (node: Node): Node => {
    if (node.kind === "leaf" && (node.leaf.kind === "parameter" || node.leaf.kind === "state"))
      return stored.get(node.leaf.path.slice(first.path.length)) ?? node;
    if (node.kind !== "map") return { ...node, id: nextNumber(), axes: [axis] };
    const all = node.arguments.map(flat);
    const label = withoutPath(node.label, first.path);
    return { ...node, id: nextNumber(), axes: [axis], arguments: all, label };
  };
  return [...first.outputs].map(([name, output]) => ({
    ...output,
    name: first.path + name,
    node: flat(output.node),
    order: [axis],
  }));
}

/** `parameters/adamw.m` */
function withoutPath(label: string | undefined, path: string): string | undefined {
  return label?.startsWith(path) === true ? `parameters${label.slice(path.length)}` : label;
}

function hasSharedGradient(run: readonly Member[]): boolean {
  const all = run.flatMap(({ gradients }) => gradients);
  return new Set(all).size < all.length;
}

/** Members whose every value lies right after the one before, in the same chunk. */
function runsOf(
  members: readonly Member[],
  offsets: ReadonlyMap<string, number>,
  chunk: number,
): readonly (readonly Member[])[] {
  const runs: Member[][] = [];
  for (const member of members) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    const follows =
      before !== undefined &&
      [...member.outputs.keys()].every((name) => {
        const offset = offsets.get(before.path + name);
        const end = offset === undefined ? chunk : offset + before.count;
        return end % chunk !== 0 && end === offsets.get(member.path + name);
      });
    if (follows && run !== undefined) run.push(member);
    else runs.push([member]);
  }
  return runs;
}
