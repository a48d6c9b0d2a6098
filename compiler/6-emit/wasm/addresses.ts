/**
 * Addresses: an index is taken apart into a sum, whose parts are added in the scopes where they are known, so that an inner loop
 * adds only what changes in it. What is left of a literal goes into the instruction.
 */
import type { Size } from "../../sizes/size.ts";
import { sizeKey } from "../../sizes/size.ts";
import type { Expression } from "../../5-schedule/loops.ts";
import { fold } from "../loops-rewrite.ts";
import { bindingOf, currentDepth, dayTerm, hoist, wordTerm, type Context } from "./context.ts";
import { instructionTerm, intTerm, type Term } from "./terms.ts";

/**
 * Below this many bytes no arena begins and nothing is stored. So an address without its literal, if that is less, can't fall below 0.
 */
const largestLiteral = 2 ** 18;

interface Part {
  readonly expression: Expression;
  readonly known: Known | undefined;
  readonly factor: number;
}

/** Equal values have equal keys; it can be computed in the scope `depth`. */
interface Known {
  readonly key: string;
  readonly depth: number;
}

const free = new Set(["add", "subtract", "multiply", "minimum", "maximum", "negate"]);

/** Undefined for what depends on memory or on a register, or might trap. */
function known(context: Context, expression: Expression): Known | undefined {
  switch (expression.kind) {
    case "literal":
      return { key: String(expression.value), depth: 0 };
    case "variable": {
      const { key, depth, register } = bindingOf(context, expression.name);
      return register === undefined ? { key, depth } : undefined;
    }
    case "size":
      return { key: `size ${sizeKey(expression.size)}`, depth: 0 };
    case "turn":
      return { key: `turn ${expression.name}`, depth: 0 };
    case "apply": {
      const { operator, type, width } = expression;
      if (type !== "int" || width !== 1 || !free.has(operator)) return undefined;
      return joined(context, operator, expression.arguments);
    }
    case "index_quotient":
    case "index_remainder":
      return expression.by.kind === "literal" && expression.by.value !== 0
        ? joined(context, expression.kind, [expression.of, expression.by])
        : undefined;
    default:
      return undefined;
  }
}

function joined(context: Context, name: string, parts: readonly Expression[]): Known | undefined {
  const keys: string[] = [];
  let depth = 0;
  for (const part of parts) {
    const one = known(context, part);
    if (one === undefined) return undefined;
    keys.push(one.key);
    depth = Math.max(depth, one.depth);
  }
  return { key: `${name}(${keys.join(", ")})`, depth };
}

/** Adds factor * expression to the parts; returns the literal in it. */
function collect(context: Context, expression: Expression, factor: number, parts: Part[]): number {
  if (expression.kind === "literal") return factor * expression.value;
  if (expression.kind === "apply" && expression.width === 1) {
    const [left, right] = expression.arguments;
    if (left !== undefined && right !== undefined) {
      if (expression.operator === "add" || expression.operator === "subtract") {
        const sign = expression.operator === "add" ? factor : -factor;
        return collect(context, left, factor, parts) + collect(context, right, sign, parts);
      }
      if (expression.operator === "multiply") {
        if (right.kind === "literal") return collect(context, left, factor * right.value, parts);
        if (left.kind === "literal") return collect(context, right, factor * left.value, parts);
      }
    }
  }
  if (expression.kind === "variable") {
    const { term, key } = bindingOf(context, expression.name);
    if (term.kind === "leaf" && /^-?\d+$/.test(key)) return factor * Number(key);
  }
  parts.push({ expression, known: known(context, expression), factor });
  return 0;
}

export interface Address {
  readonly address: Term;
  /** In bytes, to be added by the instruction. */
  readonly offset: number;
}

/** The address of an element of so many bytes. `base` is in bytes and known in scope 0. */
export function addressOf(
  context: Context,
  base: { readonly term: Term; readonly key: string },
  index: Expression,
  bytes: 2 | 4,
  termOf: (expression: Expression) => Term,
): Address {
  const parts: Part[] = [];
  const literal = collect(context, fold(index), bytes, parts);
  const offset = offsetOf(literal);
  const fixed = parts.flatMap((part) => (part.known === undefined ? [] : [{ ...part, known: part.known }]));
  fixed.sort((a, b) => a.known.depth - b.known.depth);

  let sum = base.term;
  let key = base.key;
  if (literal !== offset) {
    const apart = literal - offset;
    key = `${key} + ${apart}`;
    const start = sum;
    sum = hoist(context, 0, key, () => instructionTerm("i32.add", [start, intTerm(apart)]));
  }
  for (let from = 0; from < fixed.length;) {
    const depth = fixed[from]?.known.depth ?? 0;
    const group = fixed.slice(from).filter((part) => part.known.depth === depth);
    from += group.length;
    key = [key, ...group.map((part) => `${part.factor} * ${part.known.key}`)].join(" + ");
    const before = sum;
    sum = hoist(context, depth, key, () => {
      const terms = group.map((part) =>
        scaled(valueAt(context, part.expression, part.known, termOf), part.factor),
      );
      return terms.reduce((total, term) => instructionTerm("i32.add", [total, term]), before);
    });
  }
  for (const { expression, known: found, factor } of parts) {
    if (found === undefined) sum = instructionTerm("i32.add", [sum, scaled(termOf(expression), factor)]);
  }
  return { address: sum, offset };
}

/** What of a literal the instruction adds. Neighbours of one address, some of them before it, share what is left. */
function offsetOf(literal: number): number {
  if (literal >= 0 && literal < largestLiteral) return literal;
  return literal < 0 && literal >= -largestLiteral ? literal + largestLiteral : 0;
}

/** The int, computed where it can first be. */
function valueAt(
  context: Context,
  expression: Expression,
  { key, depth }: Known,
  termOf: (expression: Expression) => Term,
): Term {
  return hoist(context, depth, key, () => termOf(expression));
}

/** An int that needs more than a moment (a size of the day, a quotient) in the outermost scope where it is known, else undefined. */
export function hoistedInt(context: Context, expression: Expression, make: () => Term): Term | undefined {
  const found = known(context, expression);
  if (found === undefined || found.depth >= currentDepth(context)) return undefined;
  return hoist(context, found.depth, found.key, make);
}

function scaled(term: Term, factor: number): Term {
  if (factor === 1) return term;
  const power = Math.log2(factor);
  if (Number.isInteger(power)) return instructionTerm("i32.shl", [term, intTerm(power)]);
  return instructionTerm("i32.mul", [term, intTerm(factor)]);
}

/** A polynomial in the sizes of the day and of the turn. */
export function sizeTerm(context: Context, size: Size): Term {
  return hoist(context, 0, `size ${sizeKey(size)}`, () => {
    const terms = size.terms.map(({ symbols, coefficient }) => {
      const [first, ...others] = symbols.map((symbol) => symbolTerm(context, symbol));
      if (first === undefined) return intTerm(coefficient);
      const product = others.reduce((total, one) => instructionTerm("i32.mul", [total, one]), first);
      return coefficient === 1 ? product : instructionTerm("i32.mul", [product, intTerm(coefficient)]);
    });
    const [first = intTerm(0), ...others] = terms;
    const sum = others.reduce((total, one) => instructionTerm("i32.add", [total, one]), first);
    return size.divisor === 1 ? sum : instructionTerm("i32.div_s", [sum, intTerm(size.divisor)]);
  });
}

function symbolTerm(context: Context, symbol: string): Term {
  const { offsets, turns = [], sizes = [] } = context.kernel;
  const at = sizes.indexOf(symbol);
  return at < 0 ? dayTerm(context, symbol, "int") : wordTerm(context, offsets.length + turns.length + at);
}
