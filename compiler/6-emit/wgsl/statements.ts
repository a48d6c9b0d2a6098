/** Prints the statements of a kernel in WGSL, a line each, indented by two spaces a block. */
import { InternalError } from "../../source/internal-error.ts";
import { wgslOperation } from "../../operators/wgsl.ts";
import { wgslType } from "../../operators/wgsl-literals.ts";
import { addSizes, divideSizes, literalSize, sizeValue } from "../../sizes/size.ts";
import {
  typeOf,
  type Expression,
  type Extent,
  type LoopBinding,
  type Statement,
} from "../../5-schedule/loops.ts";
import { atTurn, fold } from "../loops-rewrite.ts";
import { gridOf, sides } from "../loops-walk.ts";
import type { Context } from "./context.ts";
import { hoist, printExpression, printPlace, storedType, wordsOfHalves } from "./expressions.ts";

export interface Body {
  readonly lines: readonly string[];
  /** What the entry point is given. */
  readonly ids: readonly string[];
}

const groupId = "@builtin(workgroup_id) group: vec3u";

export function printStatements(context: Context, statements: readonly Statement[]): Body {
  const line = context.kernel.isLine === true ? printLine(context) : { lines: [], ids: [] };
  const lines = printSequence(context, statements);
  const mentions = (name: string): boolean =>
    [...context.ids.values()].some((text) => text.includes(`(${name}.`));
  const declared = [...context.ids].map(([name, text]) => `let ${name} = ${text};`);
  const ids = [
    ...(mentions("group") ? [groupId] : []),
    ...line.ids,
    ...(mentions("lane") ? ["@builtin(local_invocation_id) lane: vec3u"] : []),
  ];
  return { lines: [...line.lines, ...declared, ...lines], ids };
}

function inParentheses(text: string): string {
  return text.includes(" ") ? `(${text})` : text;
}

/** Where in the line of workgroups this one stands, and from that its place along each side. What is behind the end of the line does nothing. */
function printLine(context: Context): Body {
  const [line, groups] = [context.locals.fresh("line"), context.locals.fresh("groups")];
  const grid = gridOf(context.kernel);
  const counts = sides.flatMap((side) => {
    const { extent, variables } = grid.get(side) ?? { extent: undefined, variables: [] };
    const [variable] = variables;
    const count = extent && variable !== undefined ? printExtent(context, variable, extent) : "1";
    return count === "1" ? [] : [[side, inParentheses(count)] as const];
  });
  const before: string[] = [];
  for (const [at, [side, count]] of counts.entries()) {
    const place = before.length === 0 ? line : `${line} / ${inParentheses(before.join(" * "))}`;
    context.sides.set(side, at === counts.length - 1 ? place : `${place} % ${count}`);
    before.push(count);
  }
  const position = `let ${line} = i32(group.x + group.y * ${groups}.x);`;
  const lines = [position, `if ${line} >= ${before.join(" * ")} {`, "  return;", "}"];
  return { lines, ids: [groupId, `@builtin(num_workgroups) ${groups}: vec3u`] };
}

/** Statements in one scope. Bound loops have no scope of their own, so one beside others that declares names gets a block. */
function printSequence(context: Context, statements: readonly Statement[]): string[] {
  return statements.flatMap((statement) => {
    const isBound =
      statement.kind === "loop" && statement.binding !== "serial" && statement.binding !== "unrolled";
    const isAlone = statements.length === 1 || !isBound || !statement.body.some(declares);
    return isAlone ? printStatement(context, statement) : ["{", ...printBlock(context, [statement]), "}"];
  });
}

function declares({ kind }: Statement): boolean {
  return kind === "let" || kind === "variable";
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? "" : `  ${line}`));
}

/** The statement's lines, after those that its expressions asked for. */
function printStatement(context: Context, statement: Statement): string[] {
  const outer = context.pending;
  context.pending = [];
  const lines = statementLines(context, statement);
  const before = context.pending;
  context.pending = outer;
  return [...before, ...lines];
}

function printBlock(context: Context, statements: readonly Statement[]): string[] {
  context.locals.open();
  const lines = indent(printSequence(context, statements));
  context.locals.close();
  return lines;
}

function statementLines(context: Context, statement: Statement): string[] {
  switch (statement.kind) {
    case "let":
      return [declaration(context, "let", statement.name, printExpression(context, statement.value))];
    case "variable": {
      const isZero = statement.value.kind === "splat" && isLiteral(statement.value.of, 0);
      const value = isZero ? `${wgslType(statement.type, 4)}()` : printExpression(context, statement.value);
      return [declaration(context, "var", statement.name, value)];
    }
    case "assign":
      return [printAssign(context, statement)];
    case "store":
      return printStore(context, statement);
    case "loop":
      return printLoop(context, statement);
    case "if":
      return printIf(context, statement);
    case "barrier":
      return ["workgroupBarrier();"];
  }
}

function declaration(context: Context, keyword: "let" | "var", name: string, value: string): string {
  return `${keyword} ${context.locals.declare(name)} = ${value};`;
}

function isLiteral(expression: Expression, value: number): boolean {
  return expression.kind === "literal" && expression.value === value;
}

const compound = { add: "+", subtract: "-", multiply: "*" } as const;

/** `place = value;`, or `place += …;` where the value starts from what is there. */
function assignment(context: Context, place: string, there: Expression, value: Expression): string {
  const folded = fold(value);
  if (folded.kind === "apply" && folded.type !== "bool") {
    const [left, right] = folded.arguments;
    const { operator } = folded;
    if (operator === "add" || operator === "subtract" || operator === "multiply") {
      if (left !== undefined && right !== undefined && isSame(left, fold(there))) {
        return `${place} ${compound[operator]}= ${printExpression(context, right)};`;
      }
    }
  }
  return `${place} = ${printExpression(context, value)};`;
}

function isSame(a: Expression, b: Expression): boolean {
  if (a.kind === "variable" && b.kind === "variable") return a.name === b.name;
  if (a.kind !== "load" || b.kind !== "load" || a.width !== b.width) return false;
  const parts = [a, b].map(({ memory, index }) => JSON.stringify([Object.entries(memory).sort(), index]));
  return parts[0] === parts[1];
}

function printAssign(context: Context, { name, value }: Extract<Statement, { kind: "assign" }>): string {
  const there: Expression = { kind: "variable", name, type: typeOf(value), width: 1 };
  return assignment(context, context.locals.of(name), there, value);
}

function printStore(context: Context, statement: Extract<Statement, { kind: "store" }>): string[] {
  const { memory, index, value, width } = statement;
  if (memory.kind === "arena" && memory.halves === true) {
    if (width !== 4)
      throw new InternalError(`kernel ${context.kernel.name} stores half of a word of \`${memory.offset}\``);
    context.used.halves.add("half_bits_4");
    const form = { type: "real", width } as const;
    const text = wgslOperation("half_bits", form, printExpression(context, value));
    const bits = hoist(context, "bits", text);
    const [first, second] = wordsOfHalves(context, memory, index);
    return [`${first} = ${bits}.x | (${bits}.y << 16u);`, `${second} = ${bits}.z | (${bits}.w << 16u);`];
  }
  const place = printPlace(context, memory, index, width);
  const stored = storedType(context, memory);
  const given = typeOf(value);
  const there: Expression = { kind: "load", memory, index, type: given, width };
  if (stored === given) return [assignment(context, place, there, value)];
  if (stored === "int" && given === "bool") {
    return [`${place} = ${wgslType("int", width)}(${printExpression(context, value)});`];
  }
  throw new InternalError(`kernel ${context.kernel.name} stores a ${given} where a ${stored} lies`);
}

function printIf(context: Context, statement: Extract<Statement, { kind: "if" }>): string[] {
  const head = `if ${printExpression(context, statement.condition)} {`;
  const then = printBlock(context, statement.then);
  const [other, ...others] = statement.otherwise;
  if (other === undefined) return [head, ...then, "}"];
  if (other.kind === "if" && others.length === 0) {
    const nested = printStatement(context, other);
    const [nestedHead = "", ...rest] = nested;
    if (nestedHead.startsWith("if ")) return [head, ...then, `} else ${nestedHead}`, ...rest];
    return [head, ...then, "} else {", ...indent(nested), "}"];
  }
  return [head, ...then, "} else {", ...printBlock(context, statement.otherwise), "}"];
}

const ids: Readonly<Record<Exclude<LoopBinding, "serial" | "unrolled">, string>> = {
  "workgroup.x": "group.x",
  "workgroup.y": "group.y",
  "workgroup.z": "group.z",
  "lane.x": "lane.x",
};

type Loop = Extract<Statement, { kind: "loop" }>;

function printLoop(context: Context, loop: Loop): string[] {
  const { variable, binding, extent, part, body } = loop;
  if (binding === "serial") {
    const from = part === undefined ? "0" : printExpression(context, part.first);
    const to =
      part === undefined ? printExtent(context, variable, extent) : printExpression(context, part.end);
    context.locals.open();
    const name = context.locals.declare(variable);
    const head = `for (var ${name} = ${from}; ${name} < ${to}; ${name}++) {`;
    const lines = printBlock(context, body);
    context.locals.close();
    return [head, ...lines, "}"];
  }
  if (binding === "unrolled") {
    const count = Math.ceil((sizeValue(extent.size) ?? NaN) / extent.tile);
    if (!Number.isInteger(count))
      throw new InternalError(`the unrolled loop over \`${variable}\` has no fixed length`);
    const bodies = Array.from({ length: count }, (_, turn) => atTurn(body, variable, turn));
    const isScoped = body.some(declares);
    return bodies.flatMap((turn) =>
      isScoped ? ["{", ...printBlock(context, turn), "}"] : printSequence(context, turn),
    );
  }
  return printBound(context, loop, ids[binding]);
}

/** A loop over positions of the grid or of the workgroup: its variable is set at the top of the function. */
function printBound(context: Context, { variable, binding, extent, body }: Loop, id: string): string[] {
  const size = sizeValue(extent.size);
  const count = size === undefined ? undefined : Math.ceil(size / extent.tile);
  const isLane = binding === "lane.x";
  const given = context.sides.get(binding) ?? `i32(${id})`;
  const text = count === 1 && !(isLane && context.kernel.lanes > 1) ? "0" : given;
  const name = context.locals.declareAtTop(variable);
  if ((context.ids.get(name) ?? text) !== text) {
    throw new InternalError(`kernel ${context.kernel.name} binds \`${variable}\` to two things`);
  }
  context.ids.set(name, text);
  if (isLane && count !== undefined && count < context.kernel.lanes) {
    return [`if ${name} < ${count} {`, ...printBlock(context, body), "}"];
  }
  return printSequence(context, body);
}

/** How often a loop runs: a number, its name, or ceil(size / tile) of the day. */
function printExtent(context: Context, variable: string, { size, tile }: Extent): string {
  const known = sizeValue(size);
  const extent = context.extents.get(variable);
  if (extent !== undefined) {
    context.used.extents.add(variable);
    return extent.name;
  }
  if (known !== undefined) return String(Math.ceil(known / tile));
  const exact = divideSizes(size, literalSize(tile));
  if (exact?.divisor === 1) return printExpression(context, { kind: "size", size: exact });
  const raised = addSizes(size, literalSize(tile - 1));
  const of: Expression = { kind: "size", size: raised };
  const by: Expression = { kind: "literal", type: "int", value: tile };
  return printExpression(context, { kind: "index_quotient", of, by });
}
