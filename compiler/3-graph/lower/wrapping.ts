/** Which whole numbers of positions and sizes may wrap around. */
import { largestInt, leastInt } from "../../operators/reference.ts";
import type { Size } from "../../sizes/size.ts";
import type { Axis, MapNode, SourceNode } from "../graph.ts";
import type { EntryScope, Scope } from "./scope.ts";
import { symbolBounds } from "./symbols.ts";

interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * The number, marked where it may be larger or smaller than 32 bits hold: then it wraps around, and no position in it is what arithmetic
 * without an end would say. What follows from data is never taken for a position.
 */
export function markWrapping(scope: Scope, value: SourceNode): SourceNode {
  if (value.type !== "int" || value.kind !== "map") return value;
  const range = rangeOf(scope, value);
  const fits = range === undefined || (range.low >= leastInt && range.high <= largestInt);
  return fits ? value : scope.entry.builder.map("wrapped", [value]);
}

/** Between which numbers one lies that follows from positions and sizes. */
function rangeOf(scope: Scope, node: SourceNode): Range | undefined {
  const { ranges } = scope.entry;
  if (!ranges.has(node)) ranges.set(node, findRange(scope, node));
  return ranges.get(node);
}

function findRange(scope: Scope, node: SourceNode): Range | undefined {
  if (node.kind === "map") return rangeOfMap(scope, node);
  if (node.kind !== "leaf" || node.type !== "int") return undefined;
  const { leaf } = node;
  switch (leaf.kind) {
    case "constant":
      return { low: leaf.value, high: leaf.value };
    case "position":
      return rangeOfPosition(scope.entry, node.axes);
    case "size":
      return rangeOfSize(scope.entry, leaf.size);
    case "seen": {
      const seen = scope.scans.find(({ scan }) => scan === leaf.scan)?.seen[leaf.index];
      return seen && rangeOf(scope, seen);
    }
    default:
      return undefined;
  }
}

function rangeOfPosition(entry: EntryScope, axes: readonly Axis[]): Range {
  return {
    low: 0,
    high: axes.reduce((most, { size }) => Math.max(most, rangeOfSize(entry, size).high), 1) - 1,
  };
}

function rangeOfSize(entry: EntryScope, { terms, divisor }: Size): Range {
  const ranges = terms.map(({ symbols, coefficient }) =>
    symbols.reduce<Range>((product, symbol) => times(product, symbolBounds(entry, symbol)), {
      low: coefficient / divisor,
      high: coefficient / divisor,
    }),
  );
  return ranges.reduce<Range>(plus, { low: 0, high: 0 });
}

function rangeOfMap(scope: Scope, { operator, arguments: given }: MapNode<SourceNode>): Range | undefined {
  const [a, b = a] = given.map((argument) => rangeOf(scope, argument));
  if (a === undefined || b === undefined) return undefined;
  switch (operator) {
    case "negate":
      return times(a, { low: -1, high: -1 });
    case "add":
      return plus(a, b);
    case "subtract":
      return plus(a, times(b, { low: -1, high: -1 }));
    case "multiply":
      return times(a, b);
    case "quotient": {
      if (b.low < 1) return undefined;
      const ends = [a.low / b.low, a.low / b.high, a.high / b.low, a.high / b.high].map(Math.floor);
      return { low: Math.min(...ends), high: Math.max(...ends) };
    }
    case "modulo":
      return b.low < 1 ? undefined : { low: 0, high: b.high - 1 };
    default:
      return undefined;
  }
}

function plus(a: Range, b: Range): Range {
  return { low: a.low + b.low, high: a.high + b.high };
}

function times(a: Range, b: Range): Range {
  const ends = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
  return { low: Math.min(...ends), high: Math.max(...ends) };
}
