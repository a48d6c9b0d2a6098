/**
 * Writes one kernel: statements in nested scopes, names and ranges of variables. What is computed lands in
 * the outermost scope whose variables it needs, so that nothing is repeated inside a loop without need.
 */
import type { Axis, Node } from "../../3-graph/graph.ts";
import type { ByNode } from "../../3-graph/by-node.ts";
import type { Cut } from "../arrange/cut.ts";
import { variable } from "./expressions.ts";
import type { Home, Homes } from "../homes.ts";
import type { Bounds } from "../layout.ts";
import { variableLinear } from "./linear.ts";
import type { Linear, Range } from "./linear.ts";
import type { Expression, Statement, Width } from "../loops.ts";
import { namesOf, uniqueName, type Names } from "../names.ts";
import type { ElementType } from "../../operators/operator.ts";
import type { Repeat } from "../rewrite/repeats.ts";
import { InternalError } from "../../source/internal-error.ts";

export interface Value {
  readonly expression: Expression;
  readonly type: ElementType;
  readonly width: Width;
  /** The innermost scope whose variables it needs. */
  readonly depth: number;
}

/** Where each axis is read; a node is read at the positions of its axes. */
export type Place = ReadonlyMap<string, Linear>;

/** Several axes that one loop runs over, row-major: `weight` positions of the loop are one of the digit. */
interface Digit {
  readonly base: string;
  /** Digits of one group recombine to their base. */
  readonly group: string;
  readonly weight: number;
  /** Undefined for the outermost, which nothing wraps. */
  readonly size: number | undefined;
}

interface Scope {
  readonly statements: Statement[];
  readonly cache: Map<string, Value>;
}

/** An address of the kernel, before loops are bound: what shows which axes can be merged and vectorised. */
export interface Access {
  readonly node: Node;
  readonly address: Linear;
  readonly stores: boolean;
  /** Whether it is one access of four elements. */
  readonly isVector: boolean;
}

/** A position that lies inside an axis for some values of the kernel's variables only. */
export interface Window {
  readonly linear: Linear;
  readonly axis: Axis;
}

export interface Writer {
  readonly bounds: Bounds;
  readonly names: Names;
  readonly scopes: Scope[];
  readonly ranges: Map<string, Range>;
  readonly depths: Map<string, number>;
  readonly digits: Map<string, Digit>;
  /** Loops around by their scans, and the names of their turns. */
  readonly repeats: ReadonlyMap<string, Repeat>;
  readonly turns: Map<string, string>;
  /** Sites of random numbers, and their names in the kernel. */
  readonly sites: Map<string, string>;
  /** Names of the offsets, by node. */
  readonly offsets: Map<Node, string>;
  readonly accesses: Access[];
  /** Positions that are asked whether they lie inside. */
  readonly windows: Window[];
  /** Where loops run through such positions only as lie inside: what is known of a linear form without its constant, by its key. */
  readonly known: Map<string, Range>;
  /** Whether loads are named where they are read, so that several values share each. */
  sharesLoads: boolean;
  /** Variables of which more than addresses is wanted. */
  readonly pinned: Set<string>;
  /** Who reads a node: what is read in several places is named. */
  readonly readers: ByNode<readonly Node[]>;
  /** Where values lie that have a place in memory. */
  readonly homes: Homes;
  /** What this kernel makes: read from registers, or made again, never from memory. */
  readonly own: ReadonlySet<Node>;
  /** The size of the day over which a variable runs, as text. */
  readonly extents: Map<string, string>;
  /** What a kernel for the CPU needn't do. */
  readonly cuts: readonly Cut[];
  /** The outermost scope where memory may be read. */
  outermost: number;
  /** Whether a vector may begin at any element, as on the CPU, or at multiples of four. */
  readonly anywhere: boolean;
  /** The value of a node that this kernel has in a register at this place. */
  local: (node: Node, at: Place) => Value | undefined;
  /** A whole number that takes part in an address. */
  readonly integerAt: (writer: Writer, node: Node, at: Place) => Linear;
}

export function newWriter(
  bounds: Bounds,
  readers: ByNode<readonly Node[]>,
  homes: Homes,
  own: ReadonlySet<Node>,
  repeats: ReadonlyMap<string, Repeat>,
  integerAt: Writer["integerAt"],
  cuts: readonly Cut[],
): Writer {
  return {
    bounds,
    names: namesOf([]),
    scopes: [{ statements: [], cache: new Map() }],
    ranges: new Map(),
    depths: new Map(),
    digits: new Map(),
    repeats,
    turns: new Map(),
    sites: new Map(),
    offsets: new Map(),
    accesses: [],
    windows: [],
    known: new Map(),
    sharesLoads: false,
    pinned: new Set(),
    readers,
    homes,
    own,
    extents: new Map(),
    cuts,
    outermost: 0,
    anywhere: false,
    local: () => undefined,
    integerAt,
  };
}

/** A fresh writer, for the CPU's way of a kernel: with the offsets, turns and sites of the other way, in their order. */
export function cpuWriter(fresh: Writer, { offsets, turns, sites }: Writer): Writer {
  for (const [node, name] of offsets) fresh.offsets.set(node, name);
  for (const [scan, name] of turns) fresh.turns.set(scan, name);
  for (const [site, name] of sites) fresh.sites.set(site, name);
  return { ...fresh, anywhere: true };
}

export function homeOf(writer: Writer, node: Node): Home {
  const home = writer.homes.get(node);
  if (home === undefined) throw new InternalError(`a ${node.kind} node has no place in memory`, node.span);
  return home;
}

/** The value is there before the kernel runs. */
export function isRead(writer: Writer, node: Node): boolean {
  return writer.homes.has(node) && !writer.own.has(node);
}

export function scopeAt(writer: Writer, depth: number): Scope {
  const scope = writer.scopes[depth];
  if (scope === undefined) throw new InternalError(`a kernel has no scope ${depth}`);
  return scope;
}

export function currentDepth(writer: Writer): number {
  return writer.scopes.length - 1;
}

export function say(writer: Writer, ...statements: readonly Statement[]): void {
  scopeAt(writer, currentDepth(writer)).statements.push(...statements);
}

/** Runs `write` in a new innermost scope and returns the statements that it made. */
export function inScope(writer: Writer, write: () => void): readonly Statement[] {
  const scope: Scope = { statements: [], cache: new Map() };
  writer.scopes.push(scope);
  write();
  writer.scopes.pop();
  return scope.statements;
}

/**
 * Statements under a condition, in which all that depends on the place is computed there: what the condition excludes must not be read
 * while another thread writes it. Of the only place there is, all that is read is read there.
 */
export function inGuard(writer: Writer, place: Place, write: () => void): readonly Statement[] {
  const names = new Set<string>();
  const include = (name: string): void => {
    names.add(name);
    const digit = writer.digits.get(name);
    if (digit !== undefined) include(digit.base);
  };
  for (const { factors } of place.values()) for (const name of factors.keys()) include(name);
  const depths = [...names].map((name) => [name, writer.depths.get(name)] as const);
  const { outermost } = writer;
  const statements = inScope(writer, () => {
    if (names.size === 0) writer.outermost = currentDepth(writer);
    for (const name of names) writer.depths.set(name, currentDepth(writer));
    write();
  });
  writer.outermost = outermost;
  for (const [name, depth] of depths) {
    if (depth === undefined) writer.depths.delete(name);
    else writer.depths.set(name, depth);
  }
  return statements;
}

/** Declares an integer variable of the scope that is to be opened next, or of the current one. */
export function declareVariable(
  writer: Writer,
  name: string,
  depth: number,
  range: Range | undefined,
): string {
  const unique = uniqueName(writer.names, name);
  writer.depths.set(unique, depth);
  if (range !== undefined) writer.ranges.set(unique, range);
  return unique;
}

/** Names the value in the outermost scope where it can stand. */
export function bind(writer: Writer, name: string, value: Value): Value {
  const unique = uniqueName(writer.names, name);
  scopeAt(writer, value.depth).statements.push({ kind: "let", name: unique, value: value.expression });
  return { ...value, expression: variable(unique, value.type, value.width) };
}

/** An integer that takes part in positions, named. */
export function bindInteger(writer: Writer, name: string, value: Value, range: Range | undefined): Linear {
  if (value.expression.kind === "variable") {
    writer.depths.set(value.expression.name, value.depth);
    return variableLinear(value.expression.name);
  }
  const unique = declareVariable(writer, name, value.depth, range);
  scopeAt(writer, value.depth).statements.push({ kind: "let", name: unique, value: value.expression });
  return variableLinear(unique);
}

/** An integer that takes part in positions, named once in its scope. */
export function bindCached(writer: Writer, key: string, name: string, value: Value, range?: Range): Linear {
  const scope = scopeAt(writer, value.depth);
  const found = scope.cache.get(key);
  if (found !== undefined && found.expression.kind === "variable")
    return variableLinear(found.expression.name);
  const linear = bindInteger(writer, name, value, range);
  const [bound] = linear.factors.keys();
  if (bound !== undefined) scope.cache.set(key, { ...value, expression: variable(bound, "int", 1) });
  return linear;
}
