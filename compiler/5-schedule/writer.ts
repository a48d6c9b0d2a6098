/**
 * Writes one kernel: statements in nested scopes, names, ranges of variables, and the addresses of values. What is computed lands in
 * the outermost scope whose variables it needs, so that nothing is repeated inside a loop without need.
 */
import type { Node } from "../3-graph/graph.ts";
import type { ElementType } from "../operators/operator.ts";
import type { ArenaName } from "../../runtime/plan.ts";
import { symbolSize, type Size } from "../sizes/size.ts";
import { InternalError } from "../source/internal-error.ts";
import {
  apply,
  integer,
  quotient,
  remainder,
  sizeExpression,
  variable,
  vectorOfLanes,
} from "./expressions.ts";
import { fixedValue, highOf, sizeOfDay, type Bounds, type Layout } from "./layout.ts";
import { addLinear, hasLane, isMultiple, lane, linearKey, scaleLinear, splitByDivisor } from "./linear.ts";
import { constantLinear, variableLinear, type Linear, type Range } from "./linear.ts";
import type { Expression, Memory, Statement, Width } from "./loops.ts";
import { identifierOf, uniqueName } from "./names.ts";
import type { Repeat } from "./scans.ts";

export interface Value {
  readonly expression: Expression;
  readonly type: ElementType;
  readonly width: Width;
  /** The innermost scope whose variables it needs. */
  readonly depth: number;
}

/** Where each axis is read; a node is read at the positions of its axes. */
export type Place = ReadonlyMap<string, Linear>;

export interface Home {
  readonly arena: ArenaName;
  readonly layout: Layout;
  /**
   * Where it begins, from the offset that the dispatch gives: `at` of the day, or as an input says, and the turn of a loop, in steps of
   * `stride`.
   */
  readonly from?: { readonly at: Size | Node; readonly stride: number; readonly scan?: string };
}

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
}

export interface Writer {
  readonly bounds: Bounds;
  readonly names: Set<string>;
  readonly scopes: Scope[];
  readonly ranges: Map<string, Range>;
  readonly depths: Map<string, number>;
  readonly digits: Map<string, Digit>;
  /** Loops around by their scans, and the names of their turns. */
  readonly repeats: ReadonlyMap<string, Repeat>;
  readonly turns: Map<string, string>;
  /** Names of the offsets, by node. */
  readonly offsets: Map<Node, string>;
  readonly accesses: Access[];
  /** Variables of which more than addresses is wanted. */
  readonly pinned: Set<string>;
  /** How many places read a node: what several read is named. */
  readonly uses: ReadonlyMap<Node, number>;
  /** Where values lie that have a place in memory. */
  readonly homes: ReadonlyMap<Node, Home>;
  /** What this kernel makes: read from registers, or made again, never from memory. */
  readonly own: ReadonlySet<Node>;
  /** The size of the day over which a variable runs, as text. */
  readonly extents: Map<string, string>;
  /** Whether a vector may begin at any element, as on the CPU, or at multiples of four. */
  readonly anywhere: boolean;
  /** The value of a node that this kernel has in a register at this place. */
  local: (node: Node, at: Place) => Value | undefined;
  /** A whole number that takes part in an address. */
  readonly integerAt: (writer: Writer, node: Node, at: Place) => Linear;
}

export function newWriter(
  bounds: Bounds,
  uses: ReadonlyMap<Node, number>,
  homes: ReadonlyMap<Node, Home>,
  own: ReadonlySet<Node>,
  repeats: ReadonlyMap<string, Repeat>,
  integerAt: Writer["integerAt"],
): Writer {
  return {
    bounds,
    names: new Set(),
    scopes: [{ statements: [], cache: new Map() }],
    ranges: new Map(),
    depths: new Map(),
    digits: new Map(),
    repeats,
    turns: new Map(),
    offsets: new Map(),
    accesses: [],
    pinned: new Set(),
    uses,
    homes,
    own,
    extents: new Map(),
    anywhere: false,
    local: () => undefined,
    integerAt,
  };
}

/** A fresh writer, for the CPU's way of a kernel: with the offsets of the other way, in their order. */
export function cpuWriter(fresh: Writer, { offsets }: Writer): Writer {
  for (const [node, name] of offsets) fresh.offsets.set(node, name);
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
 * while another thread writes it.
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
  const statements = inScope(writer, () => {
    for (const name of names) writer.depths.set(name, currentDepth(writer));
    write();
  });
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

/**
 * Axes over which `base` runs row-major: `sizes` of all but the outermost, slowest first. Returns a variable for each axis; an
 * address that needs only `base` will say so, others divide.
 */
export function declareDigits(
  writer: Writer,
  base: string,
  names: readonly string[],
  sizes: readonly number[],
): readonly string[] {
  if (names.length === 1) return [base];
  const depth = writer.depths.get(base) ?? 0;
  const range = writer.ranges.get(base);
  const group = `${base}/${sizes.join("/")}`;
  const known = [...writer.digits].filter(([, digit]) => digit.group === group).map(([name]) => name);
  if (known.length > 0) return known;
  return names.map((name, at) => {
    const weight = sizes.slice(at).reduce((product, size) => product * size, 1);
    const size = at === 0 ? undefined : sizes[at - 1];
    const high = size === undefined ? range && Math.floor(range.high / weight) : size - 1;
    const digit = declareVariable(writer, name, depth, high === undefined ? undefined : { low: 0, high });
    writer.digits.set(digit, { base, group, weight, size });
    return digit;
  });
}

/** Says digits by their base where they recombine to it, and names the others. */
function resolveDigits(writer: Writer, linear: Linear): Linear {
  const groups = new Map<string, string>();
  for (const name of linear.factors.keys()) {
    const digit = writer.digits.get(name);
    if (digit !== undefined) groups.set(digit.group, digit.base);
  }
  let result = linear;
  for (const [group, base] of groups) {
    const members = [...writer.digits].filter(([, digit]) => digit.group === group);
    const innermost = members.find(([, digit]) => digit.weight === 1);
    const factorOf = (name: string): number => result.factors.get(name) ?? 0;
    const unit = innermost === undefined ? 0 : factorOf(innermost[0]);
    const recombines = members.every(([name, { weight }]) => factorOf(name) === unit * weight);
    const factors = new Map(result.factors);
    for (const [name] of members) factors.delete(name);
    const rest: Linear = { factors, constant: result.constant };
    const named = members.filter(([name]) => factorOf(name) !== 0);
    const digits = recombines
      ? [variableLinear(base, unit)]
      : named.map(([name]) => scaleLinear(nameDigit(writer, name), factorOf(name)));
    result = addLinear(rest, ...digits);
  }
  // A base may be a digit itself.
  return groups.size === 0 || [...groups.values()].every((base) => !writer.digits.has(base))
    ? result
    : resolveDigits(writer, result);
}

/** A `let` of the digit; its name is another than the digit's, which stays symbolic. */
function nameDigit(writer: Writer, name: string): Linear {
  const digit = writer.digits.get(name);
  if (digit === undefined) throw new InternalError(`\`${name}\` isn't a digit`);
  const base = linearValue(writer, variableLinear(digit.base));
  const whole = quotient(base.expression, integer(digit.weight));
  const expression = digit.size === undefined ? whole : remainder(whole, integer(digit.size));
  const range = writer.ranges.get(name);
  return bindCached(writer, `digit ${name}`, name, { ...base, expression }, range);
}

/** The value of a linear expression: a vector where it mentions the lane. */
export function linearValue(writer: Writer, of: Linear): Value {
  const linear = resolveDigits(writer, of);
  for (const name of of.factors.keys()) writer.pinned.add(name);
  return valueOfResolved(writer, linear);
}

function valueOfResolved(writer: Writer, linear: Linear): Value {
  let depth = 0;
  let sum: Expression | undefined;
  const terms = [...linear.factors].filter(([name]) => name !== lane);
  terms.sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  for (const [name, factor] of terms) {
    const known = writer.depths.get(name);
    if (known === undefined) throw new InternalError(`\`${name}\` isn't a variable of the kernel`);
    depth = Math.max(depth, known);
    const one = variable(name, "int", 1);
    if (sum !== undefined && factor === -1) sum = apply("subtract", sum, one);
    else {
      const product = factor === 1 ? one : apply("multiply", one, integer(factor));
      sum = sum === undefined ? product : apply("add", sum, product);
    }
  }
  if (sum === undefined) sum = integer(linear.constant);
  else if (linear.constant > 0) sum = apply("add", sum, integer(linear.constant));
  else if (linear.constant < 0) sum = apply("subtract", sum, integer(-linear.constant));
  const factor = linear.factors.get(lane);
  if (factor === undefined) return { expression: sum, type: "int", width: 1, depth };
  return { expression: vectorOfLanes(sum, factor), type: "int", width: 4, depth };
}

/** The floored quotient; undefined where lanes differ in it. */
export function quotientOf(writer: Writer, of: Linear, by: number): Linear | undefined {
  const { whole, coarse } = splitByDivisor(of, by, writer.ranges);
  const { of: reduced, by: divisor } = reduceFraction(coarse, by);
  if (divisor === 1) return addLinear(whole, reduced);
  if (reduced.factors.size === 0)
    return addLinear(whole, constantLinear(Math.floor(reduced.constant / divisor)));
  if (hasLane(reduced)) return undefined;
  const digits = digitsOf(writer, reduced, divisor);
  if (digits !== undefined) return addLinear(whole, digits.quotient);
  const value = linearValue(writer, reduced);
  const divided = { ...value, expression: flooring(writer, reduced, value, divisor, "quotient") };
  return addLinear(whole, bindCached(writer, `${linearKey(reduced)} div ${divisor}`, "quotient_", divided));
}

/** The remainder, never negative; undefined where lanes differ in more than the last digit. */
export function remainderOf(writer: Writer, of: Linear, by: number): Linear | undefined {
  const { coarse, fine } = splitByDivisor(of, by, writer.ranges);
  const { of: reduced, by: divisor, common } = reduceFraction(coarse, by);
  if (divisor === 1) return fine;
  if (reduced.factors.size === 0) {
    const rest = reduced.constant - divisor * Math.floor(reduced.constant / divisor);
    return addLinear(fine, constantLinear(rest * common));
  }
  if (hasLane(reduced)) return undefined;
  const digits = digitsOf(writer, reduced, divisor);
  if (digits !== undefined) return addLinear(fine, scaleLinear(digits.remainder, common));
  const value = linearValue(writer, reduced);
  const left = { ...value, expression: flooring(writer, reduced, value, divisor, "modulo") };
  const range = { low: 0, high: divisor - 1 };
  const rest = bindCached(writer, `${linearKey(reduced)} mod ${divisor}`, "rest", left, range);
  return addLinear(fine, scaleLinear(rest, common));
}

/** Without a factor that dividend and divisor share. */
function reduceFraction(of: Linear, by: number): { of: Linear; by: number; common: number } {
  let common = by;
  for (const number of [...of.factors.values(), of.constant]) {
    while (number % common !== 0) common -= 1;
  }
  return { of: scaleLinear(of, 1 / common), by: by / common, common };
}

/** Quotient and remainder of one variable stay symbolic, so that an address that needs both needs neither. */
function digitsOf(
  writer: Writer,
  of: Linear,
  by: number,
): { readonly quotient: Linear; readonly remainder: Linear } | undefined {
  const [only, ...others] = of.factors;
  if (only === undefined || others.length > 0 || only[1] !== 1 || of.constant !== 0) return undefined;
  const [base] = only;
  if ((writer.ranges.get(base)?.low ?? -1) < 0) return undefined;
  const group = `${base}/${by}`;
  let members = [...writer.digits].filter(([, digit]) => digit.group === group).map(([name]) => name);
  if (members.length === 0)
    members = [...declareDigits(writer, base, [`${base}_major`, `${base}_minor`], [by])];
  const [major, minor] = members;
  if (major === undefined || minor === undefined) return undefined;
  return { quotient: variableLinear(major), remainder: variableLinear(minor) };
}

function flooring(
  writer: Writer,
  of: Linear,
  value: Value,
  by: number,
  operator: "quotient" | "modulo",
): Expression {
  const positive = [...of.factors].every(
    ([name, factor]) => factor >= 0 && (writer.ranges.get(name)?.low ?? -1) >= 0,
  );
  if (!positive || of.constant < 0) return apply(operator, value.expression, integer(by));
  const divide = operator === "quotient" ? quotient : remainder;
  return divide(value.expression, integer(by));
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

/** A size of the day or of the turn, named where it isn't a literal. */
export function sizeLinear(writer: Writer, size: Size, value: number | undefined, name: string): Linear {
  if (value !== undefined) return constantLinear(value);
  const ofTurns = linearInTurns(writer, size);
  if (ofTurns !== undefined) return ofTurns;
  const read: Value = { expression: sizeExpression(size), type: "int", width: 1, depth: 0 };
  return bindCached(writer, `size ${JSON.stringify(size)}`, `${name}_size`, read);
}

/** A sum of sizes of the turn: each named with its range, so that multiples of them are seen. */
function linearInTurns(writer: Writer, size: Size): Linear | undefined {
  if (size.divisor !== 1) return undefined;
  const parts: Linear[] = [];
  for (const { symbols, coefficient } of size.terms) {
    const [symbol, ...others] = symbols;
    const range = symbol === undefined ? undefined : writer.bounds.turns.get(symbol);
    if (symbol === undefined) parts.push(constantLinear(coefficient));
    else if (range === undefined || others.length > 0) return undefined;
    else {
      const { low, high } = range;
      const expression = sizeExpression(symbolSize(symbol));
      const read: Value = { expression, type: "int", width: 1, depth: 0 };
      const bound = bindCached(writer, `size ${symbol}`, `${symbol}_now`, read, { low, high });
      parts.push(scaleLinear(bound, coefficient));
    }
  }
  return addLinear(...parts);
}

/** The position of a loop, the same for the whole kernel. */
export function turnOf(writer: Writer, scan: string): Linear {
  const { repeat, name } = nameTurn(writer, scan);
  const range = { low: 0, high: highOf(repeat.axis.size, writer.bounds) - 1 };
  const value: Value = { expression: { kind: "turn", name }, type: "int", width: 1, depth: 0 };
  return bindCached(writer, `turn ${scan}`, `${repeat.axis.name}_now`, value, range);
}

/** The name of a loop's position, which the dispatch gives. */
export function nameTurn(writer: Writer, scan: string): { readonly repeat: Repeat; readonly name: string } {
  const repeat = writer.repeats.get(scan);
  if (repeat === undefined) throw new InternalError(`there is no loop of ${scan}`);
  const known = writer.turns.get(scan);
  if (known !== undefined) return { repeat, name: known };
  const name = uniqueName(new Set(writer.turns.values()), `turn_${identifierOf(repeat.axis.name)}`);
  writer.turns.set(scan, name);
  return { repeat, name };
}

export function addressOf(writer: Writer, { layout, from }: Home, at: Place): Linear {
  const begin: Linear[] = [];
  if (from !== undefined) {
    const { at: size, stride, scan } = from;
    const row =
      "kind" in size
        ? writer.integerAt(writer, size, at)
        : sizeLinear(writer, sizeOfDay(size, writer.bounds), fixedValue(size, writer.bounds), "row");
    begin.push(scaleLinear(row, stride));
    if (scan !== undefined) begin.push(scaleLinear(turnOf(writer, scan), stride));
  }
  const parts = layout.order.map((axis) => {
    const position = at.get(axis.id);
    if (position === undefined) throw new InternalError(`no position along \`${axis.name}\` is given`);
    return scaleLinear(position, layout.strides.get(axis.id) ?? 0);
  });
  return addLinear(...parts, ...begin);
}

export function memoryOf(writer: Writer, node: Node, name: string): Memory {
  let offset = writer.offsets.get(node);
  if (offset === undefined) {
    // Offsets have names of their own: a value and the place where it lies may be called the same.
    offset = uniqueName(new Set(writer.offsets.values()), name);
    writer.offsets.set(node, offset);
  }
  return { kind: "arena", arena: homeOf(writer, node).arena, offset };
}

/** The integer index of an address, `contiguous` where its lanes are four in a row that one access may take. */
export function indexOfAddress(
  writer: Writer,
  address: Linear,
): Value & { readonly contiguous: boolean; readonly linear: Linear } {
  const linear = resolveDigits(writer, address);
  const factors = new Map(linear.factors);
  const step = factors.get(lane);
  factors.delete(lane);
  const base = { factors, constant: linear.constant };
  const contiguous = step === 1 && (writer.anywhere || isMultiple(base, 4));
  const value = valueOfResolved(writer, step === undefined || contiguous ? base : linear);
  return { ...value, contiguous, linear };
}
