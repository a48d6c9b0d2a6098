/** Prints the expressions of a kernel in WGSL, with parentheses only where the language or the order needs them. */
import { InternalError } from "../../source/internal-error.ts";
import type { ElementType } from "../../operators/operator.ts";
import { leastInt, withinInt } from "../../operators/reference.ts";
import { operators } from "../../operators/table.ts";
import { normalFunctions } from "../../operators/random.ts";
import { wgslOperation } from "../../operators/wgsl.ts";
import { wgslConstant, wgslType } from "../../operators/wgsl-literals.ts";
import type { Size } from "../../sizes/size.ts";
import {
  dayKey,
  typeInArena,
  typeOf,
  type Expression,
  type Memory,
  type Width,
} from "../../5-schedule/loops.ts";
import { fold, quarters } from "../loops-rewrite.ts";
import { offsetMember, siteMember, turnMember, useChunk, type Context } from "./context.ts";

/** How tight the text's outermost operation binds; WGSL mixes `&&` and `||` with nothing. */
export type Level = "or" | "and" | "compare" | "add" | "multiply" | "unary" | "primary";
const tightness: Readonly<Record<Level, number>> = {
  or: 0,
  and: 1,
  compare: 2,
  add: 3,
  multiply: 4,
  unary: 5,
  primary: 6,
};

interface Text {
  readonly text: string;
  readonly level: Level;
}

function primary(text: string): Text {
  return { text, level: "primary" };
}

function within(value: Text, level: Level): string {
  return tightness[value.level] >= tightness[level] ? value.text : `(${value.text})`;
}

/** The text of the expression, to stand alone. */
export function printExpression(context: Context, expression: Expression): string {
  return bare(print(context, fold(expression)).text);
}

/** Without the parentheses around the whole, if that is what the outer ones are. */
function bare(text: string): string {
  let depth = 0;
  for (const [at, character] of [...text].entries()) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (depth === 0) return at > 0 && at === text.length - 1 ? bare(text.slice(1, -1)) : text;
  }
  return text;
}

function print(context: Context, expression: Expression): Text {
  switch (expression.kind) {
    case "literal":
      return literalText(expression.value, expression.type);
    case "variable":
      return primary(context.locals.of(expression.name));
    case "size":
      return printSize(context, expression.size);
    case "setting":
      return printSetting(context, expression.name, expression.type);
    case "turn":
      return primary(turnMember(context, expression.name));
    case "groups_before":
    case "groups_after":
      throw new InternalError(`kernel ${context.kernel.name} asks which workgroups a call makes`);
    case "load":
      return printLoad(context, expression);
    case "apply":
      return printApply(context, expression);
    case "index_quotient":
      return infix(context, "/", expression.of, expression.by);
    case "index_remainder":
      return infix(context, "%", expression.of, expression.by);
    case "splat":
      return primary(`${wgslType(typeOf(expression), 4)}(${print(context, expression.of).text})`);
    case "component": {
      const member = (["x", "y", "z", "w"] as const)[expression.lane];
      return primary(`${within(print(context, expression.of), "primary")}.${member}`);
    }
    case "vector": {
      const components = expression.components.map((component) => print(context, component).text);
      return primary(`${wgslType(typeOf(expression), 4)}(${components.join(", ")})`);
    }
    case "dot":
      return primary(
        `dot(${print(context, expression.left).text}, ${print(context, expression.right).text})`,
      );
    case "random": {
      context.used.draws.add(expression.distribution);
      for (const wanted of expression.distribution === "normal" ? normalFunctions : []) {
        context.used.functions.set(`${wanted.operator}${wanted.width}`, wanted);
      }
      const [seed, step] = ["seed", "step"].map((name) => dayMember(context, name, "uint"));
      const position = print(context, expression.position).text;
      const counter = `vec4u(${seed}, ${step}, u32(${siteMember(context, expression.site)}), u32(${position}))`;
      return primary(`random_${expression.distribution}(${counter})`);
    }
  }
}

function literalText(value: number, type: ElementType): Text {
  if (type === "bool") return primary(String(value !== 0));
  const held = type === "int" ? withinInt(value) : value;
  // The least int has no literal of its own.
  if (type === "int" && held === leastInt) return primary(`i32(${held})`);
  const text = wgslConstant(held, type)
    .replace(/^\((.*)\)$/, "$1")
    .replace(/[fi]$/, "");
  return { text, level: text.startsWith("-") ? "unary" : "primary" };
}

function dayMember(context: Context, name: string, wanted: "real" | "int" | "uint"): string {
  const member = context.day.get(dayKey(name, wanted));
  if (member === undefined)
    throw new InternalError(`kernel ${context.kernel.name} reads \`${name}\`, which no call gives`);
  context.used.day = Math.max(context.used.day, member.at + 1);
  const text = `day.${member.member}`;
  if (member.type === wanted) return text;
  return `${wanted === "int" ? "i32" : "u32"}(${text})`;
}

function printSetting(context: Context, name: string, type: ElementType): Text {
  if (type === "bool") return { text: `${dayMember(context, name, "int")} != 0`, level: "compare" };
  return primary(dayMember(context, name, type));
}

/** A polynomial in the sizes of the day and of the turn: `2 * day.seq * day.batch + 1`. */
function printSize(context: Context, size: Size): Text {
  const constantLast = size.terms.toSorted(
    (a, b) => Math.sign(b.symbols.length) - Math.sign(a.symbols.length),
  );
  const texts = constantLast.map(({ symbols, coefficient }) => {
    const factors = symbols.map((symbol) => {
      const ofTurn = context.sizes.get(symbol);
      return ofTurn === undefined ? dayMember(context, symbol, "int") : `at.${ofTurn}`;
    });
    const number = coefficient === 1 && factors.length > 0 ? [] : [String(coefficient)];
    return [...factors, ...number].join(" * ");
  });
  const [term, ...others] = size.terms;
  if (term === undefined) return primary("0");
  const sum = texts.join(" + ").replaceAll("+ -", "- ");
  const level =
    others.length > 0 ? "add" : sum.includes("*") ? "multiply" : sum.startsWith("-") ? "unary" : "primary";
  if (size.divisor === 1) return { text: sum, level };
  return { text: `${within({ text: sum, level }, "multiply")} / ${size.divisor}`, level: "multiply" };
}

const levels: Readonly<Record<string, Level>> = {
  "+": "add",
  "-": "add",
  "*": "multiply",
  "/": "multiply",
  "%": "multiply",
  "==": "compare",
  "!=": "compare",
  "<": "compare",
  "<=": "compare",
  ">": "compare",
  ">=": "compare",
};

function infix(context: Context, symbol: string, left: Expression, right: Expression): Text {
  const level = levels[symbol] ?? "primary";
  const [x, y] = [print(context, left), print(context, right)];
  const first = within(x, level === "compare" ? "add" : level);
  const isWhole = typeOf(left) === "int" && typeOf(right) === "int";
  // Whole numbers may be added and multiplied in any order; reals are kept as the formula has them.
  const isFree = isWhole && ((symbol === "+" && y.level === "add") || (symbol === "*" && isProduct(right)));
  const second = isFree
    ? y.text
    : within(y, level === "add" ? "multiply" : level === "compare" ? "add" : "unary");
  return { text: `${first} ${symbol} ${second.startsWith("-") ? `(${second})` : second}`, level };
}

function isProduct(expression: Expression): boolean {
  return expression.kind === "apply" && expression.operator === "multiply";
}

type Apply = Extract<Expression, { kind: "apply" }>;

function printApply(context: Context, expression: Apply): Text {
  const { operator, width } = expression;
  const record = operators[operator];
  if (record.code.kind === "composed") context.used.functions.set(`${operator}${width}`, { operator, width });
  if (operator === "noise") context.used.draws.add("uniform");
  const last = expression.arguments.at(-1);
  const form = { type: last === undefined ? expression.type : typeOf(last), width };
  const slots = expression.arguments.map((_, at) => `⟨${at}⟩`);
  const template = wgslOperation(operator, form, ...slots);

  const symbol = /^\(⟨0⟩ (\S+) ⟨1⟩\)$/.exec(template)?.[1];
  const [left, right] = expression.arguments;
  if (symbol !== undefined && left !== undefined && right !== undefined) {
    if (symbol === "&" || symbol === "|") return printLogic(context, symbol, width, left, right);
    const stride = rowStride(context, expression);
    if (stride !== undefined) return stride;
    const [x, y] =
      symbol === "+" || symbol === "-" || symbol === "*" || symbol === "/"
        ? spreadBy(left, right)
        : [left, right];
    return infix(context, symbol, x, y);
  }
  const prefix = /^\(([-!])⟨0⟩\)$/.exec(template)?.[1];
  if (prefix !== undefined && left !== undefined) {
    const value = within(print(context, left), "unary");
    return { text: `${prefix}${value.startsWith("-") ? `(${value})` : value}`, level: "unary" };
  }
  return fill(context, template, expression.arguments);
}

/** WGSL computes a vector with a scalar, so the scalar needn't be spread by hand. */
function spreadBy(left: Expression, right: Expression): readonly [Expression, Expression] {
  if (left.kind === "splat" && right.kind !== "splat") return [left.of, right];
  if (right.kind === "splat" && left.kind !== "splat") return [left, right.of];
  return [left, right];
}

function printLogic(
  context: Context,
  symbol: "&" | "|",
  width: Width,
  left: Expression,
  right: Expression,
): Text {
  const [x, y] = [print(context, left), print(context, right)];
  if (width === 4) return { text: `${within(x, "unary")} ${symbol} ${within(y, "unary")}`, level: "or" };
  const level = symbol === "&" ? "and" : "or";
  const side = (value: Text): string => (value.level === level ? value.text : within(value, "compare"));
  return { text: `${side(x)} ${symbol}${symbol} ${side(y)}`, level };
}

/** `row * 128 + embed` is `row * EMBED + embed` where `embed` runs to 128. */
function rowStride(context: Context, { operator, arguments: [left, right] }: Apply): Text | undefined {
  if (operator !== "add" || left?.kind !== "apply" || left.operator !== "multiply") return undefined;
  if (right?.kind !== "variable") return undefined;
  const [row, stride] = left.arguments;
  const extent = context.extents.get(right.name);
  if (row === undefined || stride?.kind !== "literal" || stride.value !== extent?.count) return undefined;
  context.used.extents.add(right.name);
  const text = `${within(print(context, row), "multiply")} * ${extent.name} + ${context.locals.of(right.name)}`;
  return { text, level: "add" };
}

/** Puts the arguments into a template: bare between parentheses and commas, else in parentheses of their own. */
function fill(context: Context, template: string, values: readonly Expression[]): Text {
  const texts = values.map((value, at) => {
    const text = print(context, value);
    const uses = template.split(`⟨${at}⟩`).length - 1;
    return uses > 1 && value.kind !== "variable" && value.kind !== "literal"
      ? primary(hoist(context, "part", text.text))
      : text;
  });
  const filled = template.replaceAll(/⟨(\d)⟩/g, (_, at: string) => {
    const value = texts[Number(at)] ?? primary("");
    return isArgument(template, at) ? value.text : within(value, "primary");
  });
  if (template === "⟨0⟩") return texts[0] ?? primary(filled);
  return primary(filled);
}

/** Whether the slot stands alone between the commas and parentheses of a call. */
function isArgument(template: string, at: string): boolean {
  return new RegExp(`(\\w|>)\\(([^()]*, )?⟨${at}⟩[,)]`).test(template);
}

/** Names a part before the statement; it has no effect and reads within bounds, so that it may be early. */
export function hoist(context: Context, hint: string, text: string): string {
  const name = context.locals.fresh(hint);
  context.pending.push(`let ${name} = ${text};`);
  return name;
}

type Load = Extract<Expression, { kind: "load" }>;

function printLoad(context: Context, { memory, index, type, width }: Load): Text {
  if (memory.kind === "arena" && memory.halves === true)
    return printLoadOfHalves(context, memory, index, width);
  const place = printPlace(context, memory, index, width);
  const stored = storedType(context, memory);
  if (stored === type) return primary(place);
  if (stored === "int" && type === "bool") {
    return { text: `${place} != ${width === 1 ? "0" : "vec4i(0)"}`, level: "compare" };
  }
  throw new InternalError(`kernel ${context.kernel.name} reads a ${type} where a ${stored} lies`);
}

export function storedType(context: Context, memory: Memory): ElementType {
  if (memory.kind === "arena") return typeInArena(memory);
  const shared = context.workgroup.get(memory.name);
  if (shared === undefined)
    throw new InternalError(`kernel ${context.kernel.name} has no memory \`${memory.name}\``);
  return shared.type;
}

/** One number of half precision, or four that begin at a multiple of four. */
function printLoadOfHalves(context: Context, memory: Arena, index: Expression, width: Width): Text {
  context.used.halves.add(width === 4 ? "half_of_bits_4" : "half_of_bits");
  if (width === 4) {
    const [first, second] = wordsOfHalves(context, memory, index);
    const words = [first, second].map((word) => hoist(context, "pair", word));
    const bits = words.flatMap((word) => [word, `${word} >> 16u`]).join(", ");
    return primary(wgslOperation("half_of_bits", { type: "int", width }, `vec4i(${bits})`));
  }
  const two: Expression = { kind: "literal", type: "int", value: 2 };
  const [word] = wordsOfHalves(context, memory, index);
  const odd = print(context, fold({ kind: "index_remainder", of: index, by: two }));
  const bits = odd.text === "0" ? word : `${word} >> (16u * u32(${odd.text}))`;
  return primary(wgslOperation("half_of_bits", { type: "int", width }, bits));
}

type Arena = Extract<Memory, { kind: "arena" }>;

/** The word in which a number of half precision lies, and the one that follows. */
export function wordsOfHalves(
  context: Context,
  { arena, offset }: Arena,
  index: Expression,
): readonly [string, string] {
  const int = (value: number): Expression => ({ kind: "literal", type: "int", value });
  const memory: Memory = { kind: "arena", arena, offset };
  const first: Expression = { kind: "index_quotient", of: index, by: int(2) };
  const second: Expression = {
    kind: "apply",
    operator: "add",
    arguments: [first, int(1)],
    type: "int",
    width: 1,
  };
  return [printPlace(context, memory, first, 1), printPlace(context, memory, second, 1)];
}

/** `work[at.x + i]`, `work[x_at + i]`, `work[x_at + i][2]`: a place in memory of one element or of four. */
export function printPlace(context: Context, memory: Memory, index: Expression, width: Width): string {
  const name =
    memory.kind === "arena" ? useChunk(context, memory.offset).name : context.shared.get(memory.name);
  const isVectors =
    memory.kind === "arena"
      ? context.vectorArenas.has(memory.arena)
      : context.workgroup.get(memory.name)?.width === 4;
  if (!isVectors) {
    if (width === 4)
      throw new InternalError(`kernel ${context.kernel.name} reads four elements of scalar \`${name}\``);
    const base = memory.kind === "arena" ? [offsetMember(context, memory.offset)] : [];
    return `${name}[${sum(context, base, fold(index))}]`;
  }
  const base = memory.kind === "arena" ? [context.quarterOffsets.get(memory.offset) ?? memory.offset] : [];
  const { whole, rest, lane } = quarters(index);
  if (rest === undefined) return `${name}[${sum(context, base, whole)}]${width === 4 ? "" : `[${lane}]`}`;
  const text = print(context, rest);
  const hint = memory.kind === "arena" ? `${memory.offset}_index` : `${memory.name}_index`;
  const place =
    width === 4 || rest.kind === "variable" ? within(text, "primary") : hoist(context, hint, text.text);
  const vector = `${name}[${sum(context, [...base, `(${place} >> 2u)`], whole)}]`;
  return width === 4 ? vector : `${vector}[${place} & 3]`;
}

function sum(context: Context, base: readonly string[], index: Expression): string {
  if (index.kind === "literal" && index.value === 0 && base.length > 0) return base.join(" + ");
  const text = print(context, index);
  return [...base, base.length === 0 ? text.text : within(text, "add")].join(" + ");
}
