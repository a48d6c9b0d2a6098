/** Expressions of a kernel in WebAssembly. */
import { InternalError } from "../../source/internal-error.ts";
import type { ElementType } from "../../operators/operator.ts";
import { typeInArena, typeOf, type Expression, type Memory, type Width } from "../../5-schedule/loops.ts";
import { fold } from "../loops-rewrite.ts";
import { addressOf, hoistedInt, sizeTerm, type Address } from "./addresses.ts";
import {
  bindingOf,
  dayTerm,
  globalTerm,
  hoist,
  parameter,
  place,
  placeOf16,
  wordTerm,
  type Context,
} from "./context.ts";
import { literalTerm, operatorTerm, randomTerm } from "./functions.ts";
import { constantTerm, instructionTerm, intTerm, localTerm, vectorTerm, type Term } from "./terms.ts";

/** The value of an expression: an i32, an f32 or four of them. */
export function valueOf(context: Context, expression: Expression): Term {
  return termOf(context, fold(expression));
}

function termOf(context: Context, expression: Expression): Term {
  switch (expression.kind) {
    case "literal":
      return constantTerm(expression.value, expression.type, 1);
    case "variable":
      return bindingOf(context, expression.name).term;
    case "size":
      return sizeTerm(context, expression.size);
    case "setting":
      return settingTerm(context, expression.name, expression.type);
    case "turn":
      return turnTerm(context, expression.name);
    case "groups_before":
      return instructionTerm("i32.sub", [localTerm(context.group, "i32"), localTerm(parameter.start, "i32")]);
    case "groups_after": {
      const next = instructionTerm("i32.add", [localTerm(context.group, "i32"), intTerm(1)]);
      return instructionTerm("i32.sub", [localTerm(parameter.end, "i32"), next]);
    }
    case "load":
      return loadTerm(context, expression);
    case "apply": {
      const { operator, width } = expression;
      const last = expression.arguments.at(-1);
      const operands = expression.arguments.map((argument) => termOf(context, argument));
      return operatorTerm(
        context.functions,
        operator,
        last === undefined ? expression.type : typeOf(last),
        width,
        operands,
      );
    }
    case "index_quotient":
    case "index_remainder": {
      const instruction = expression.kind === "index_quotient" ? "i32.div_u" : "i32.rem_u";
      const make = (): Term =>
        instructionTerm(instruction, [termOf(context, expression.of), termOf(context, expression.by)]);
      return hoistedInt(context, expression, make) ?? make();
    }
    case "splat":
      return splatTerm(context, expression.of);
    case "component":
      return componentTerm(typeOf(expression.of), termOf(context, expression.of), expression.lane);
    case "vector":
      return vectorOf(context, expression.components);
    case "dot": {
      const operands = [termOf(context, expression.left), termOf(context, expression.right)];
      const products = instructionTerm("f32x4.mul", operands);
      const lanes = [0, 1, 2, 3].map((lane) => componentTerm("real", products, lane));
      return lanes.reduce((sum, lane) => instructionTerm("f32.add", [sum, lane]));
    }
    case "random":
      return drawTerm(context, expression, 1, termOf(context, expression.position));
  }
}

type Random = Extract<Expression, { kind: "random" }>;

function drawTerm(context: Context, { distribution, site }: Random, width: Width, position: Term): Term {
  const [seed, step] = [dayTerm(context, "seed", "int"), dayTerm(context, "step", "int")];
  return randomTerm(context.functions, distribution, width, [seed, step, siteTerm(context, site), position]);
}

/** The numbers of sites are the last words. */
function siteTerm(context: Context, name: string): Term {
  const { offsets, turns = [], sizes = [], sites = [], name: kernel } = context.kernel;
  const at = sites.indexOf(name);
  if (at < 0) throw new InternalError(`kernel ${kernel} has no site \`${name}\``);
  return wordTerm(context, offsets.length + turns.length + sizes.length + at);
}

/** Four draws of one site at the positions of one vector. */
function drawsOf(context: Context, components: readonly Expression[]): Term | undefined {
  const [first] = components;
  if (first?.kind !== "random" || first.position.kind !== "component") return undefined;
  const { of } = first.position;
  if (of.kind !== "variable") return undefined;
  const isDraw = (one: Expression, lane: number): boolean =>
    one.kind === "random" &&
    one.distribution === first.distribution &&
    one.site === first.site &&
    one.position.kind === "component" &&
    one.position.lane === lane &&
    one.position.of.kind === "variable" &&
    one.position.of.name === of.name;
  return components.every(isDraw) ? drawTerm(context, first, 4, termOf(context, of)) : undefined;
}

function settingTerm(context: Context, name: string, type: ElementType): Term {
  if (type === "real") return dayTerm(context, name, "real");
  const word = dayTerm(context, name, "int");
  return type === "int" ? word : instructionTerm("i32.ne", [word, intTerm(0)]);
}

/** One value in all four lanes; a mask of a boolean. */
function splatTerm(context: Context, of: Expression): Term {
  const type = typeOf(of);
  if (of.kind === "literal") return literalTerm(context.functions, of.value, type, 4);
  if (of.kind === "load" && type !== "bool" && !isOfHalves(of.memory)) {
    const { address, offset } = placeOf(context, of.memory, of.index);
    return instructionTerm("v128.load32_splat", [address], place(1, offset));
  }
  return spread(termOf(context, of), type);
}

function spread(value: Term, type: ElementType): Term {
  if (type === "real") return instructionTerm("f32x4.splat", [value]);
  return instructionTerm("i32x4.splat", [type === "bool" ? maskOf(value) : value]);
}

/** All bits of a 1, none of a 0. */
function maskOf(value: Term): Term {
  return instructionTerm("i32.sub", [intTerm(0), value]);
}

function componentTerm(type: ElementType, vector: Term, lane: number): Term {
  if (type === "real") return instructionTerm("f32x4.extract_lane", [vector], lane);
  const word = instructionTerm("i32x4.extract_lane", [vector], lane);
  return type === "bool" ? instructionTerm("i32.and", [word, intTerm(1)]) : word;
}

function vectorOf(context: Context, components: readonly Expression[]): Term {
  const dots = dotsOf(context, components);
  if (dots !== undefined) return dots;
  const draws = drawsOf(context, components);
  if (draws !== undefined) return draws;
  const column = columnOf(context, components);
  if (column !== undefined) return column;
  const [first] = components;
  if (first === undefined) throw new InternalError("a vector of nothing");
  const type = typeOf(first);
  const numbers = components.flatMap((component) =>
    component.kind === "literal" ? [type === "bool" ? -Number(component.value !== 0) : component.value] : [],
  );
  if (numbers.length === 4) return vectorTerm(numbers, type === "real" ? "f32" : "i32");
  const replace = type === "real" ? "f32x4.replace_lane" : "i32x4.replace_lane";
  return components.slice(1).reduce(
    (whole, component, at) => {
      const value = termOf(context, component);
      return instructionTerm(replace, [whole, type === "bool" ? maskOf(value) : value], at + 1);
    },
    splatTerm(context, first),
  );
}

/**
 * Four dot products of one vector with four: columns of the four are multiplied by its components and added, which gives
 * the same bits as each dot product by itself.
 */
function dotsOf(context: Context, components: readonly Expression[]): Term | undefined {
  const dots = components.flatMap((component) => (component.kind === "dot" ? [component] : []));
  const [first] = dots;
  if (dots.length !== 4 || first?.left.kind !== "variable") return undefined;
  const { name } = first.left;
  if (dots.some(({ left }) => left.kind !== "variable" || left.name !== name)) return undefined;
  const columnAt = columnsOf(
    context,
    dots.map(({ right }) => right),
  );
  if (columnAt === undefined) return undefined;
  const vector = bindingOf(context, name).term;
  return [0, 1, 2, 3]
    .map((lane) =>
      instructionTerm("f32x4.mul", [shuffled(vector, vector, [lane, lane, lane, lane]), columnAt(lane)]),
    )
    .reduce((sum, product) => instructionTerm("f32x4.add", [sum, product]));
}

/** One lane of each of four named vectors: a column of the four. */
function columnOf(context: Context, components: readonly Expression[]): Term | undefined {
  const parts = components.flatMap((component) => (component.kind === "component" ? [component] : []));
  const [first] = parts;
  if (first === undefined || parts.length !== 4 || parts.some(({ lane }) => lane !== first.lane))
    return undefined;
  if (typeOf(first) === "bool") return undefined;
  const columnAt = columnsOf(
    context,
    parts.map(({ of }) => of),
  );
  return columnAt?.(first.lane);
}

/** The columns of four vectors that have names; each is made once. */
function columnsOf(context: Context, vectors: readonly Expression[]): ((lane: number) => Term) | undefined {
  const rows = vectors.flatMap((vector) =>
    vector.kind === "variable" ? [bindingOf(context, vector.name)] : [],
  );
  if (rows.some(({ register }) => register !== undefined)) return undefined;
  const [a, b, c, d] = rows.map(({ term }) => term);
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  const depth = Math.max(...rows.map((row) => row.depth));
  const key = rows.map((row) => row.key).join(" ");
  const pairs = (lanes: readonly number[], one: Term, other: Term): Term =>
    hoist(context, depth, `pairs ${lanes.join()} of ${JSON.stringify([one, other])}`, () =>
      shuffled(one, other, lanes),
    );
  return (lane) =>
    hoist(context, depth, `column ${lane} of ${key}`, () => {
      const taken = lane < 2 ? [0, 4, 1, 5] : [2, 6, 3, 7];
      const lanes = lane % 2 === 0 ? [0, 1, 4, 5] : [2, 3, 6, 7];
      return shuffled(pairs(taken, a, b), pairs(taken, c, d), lanes);
    });
}

/** Four of the eight lanes of two vectors. */
function shuffled(one: Term, other: Term, lanes: readonly number[]): Term {
  const bytes = lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte));
  return instructionTerm("i8x16.shuffle", [one, other], bytes);
}

type Load = Extract<Expression, { kind: "load" }>;

function loadTerm(context: Context, { memory, index, type, width }: Load): Term {
  const { address, offset } = placeOf(context, memory, index);
  if (isOfHalves(memory)) {
    const instruction = width === 4 ? "v128.load16x4_u" : "i32.load16_u";
    const bits = instructionTerm(instruction, [address], placeOf16(offset));
    return operatorTerm(context.functions, "half_of_bits", "int", width, [bits]);
  }
  const stored = storedType(context, memory);
  const instruction = width === 4 ? "v128.load" : stored === "real" ? "f32.load" : "i32.load";
  const loaded = instructionTerm(instruction, [address], place(width, offset));
  if ((stored === "real") !== (type === "real")) {
    throw new InternalError(`kernel ${context.kernel.name} reads a ${type} where a ${stored} lies`);
  }
  return type === "bool" ? operatorTerm(context.functions, "to_bool", "int", width, [loaded]) : loaded;
}

export function isOfHalves(memory: Memory): boolean {
  return memory.kind === "arena" && memory.halves === true;
}

/** The type of the words in memory; booleans lie there as 0 and 1. */
export function storedType(context: Context, memory: Memory): "real" | "int" {
  if (memory.kind === "arena") return typeInArena(memory);
  return sharedMemory(context, memory.name).type === "real" ? "real" : "int";
}

function sharedMemory(context: Context, name: string): { readonly type: ElementType; readonly at: number } {
  const shared = context.shared.get(name);
  if (shared === undefined)
    throw new InternalError(`kernel ${context.kernel.name} has no memory \`${name}\``);
  return shared;
}

/** Where an element lies. */
export function placeOf(context: Context, memory: Memory, index: Expression): Address {
  const base =
    memory.kind === "arena"
      ? arenaBase(context, memory.arena, memory.offset)
      : scratchBase(context, sharedMemory(context, memory.name).at);
  const bytes = isOfHalves(memory) ? 2 : 4;
  return addressOf(context, base, index, bytes, (part) => termOf(context, part));
}

interface Base {
  readonly term: Term;
  readonly key: string;
}

/** The positions of loops follow the offsets. */
function turnTerm(context: Context, name: string): Term {
  const { offsets, turns = [], name: kernel } = context.kernel;
  const at = turns.indexOf(name);
  if (at < 0) throw new InternalError(`kernel ${kernel} has no turn \`${name}\``);
  return wordTerm(context, offsets.length + at);
}

/** Where a value begins that a dispatch's offset names, in bytes. */
function arenaBase(
  context: Context,
  arena: Extract<Memory, { kind: "arena" }>["arena"],
  offset: string,
): Base {
  const at = context.kernel.offsets.indexOf(offset);
  if (at < 0) throw new InternalError(`kernel ${context.kernel.name} has no offset \`${offset}\``);
  const key = `${arena} ${offset}`;
  const term = hoist(context, 0, key, () => {
    const elements = instructionTerm("i32.load", [localTerm(parameter.offsets, "i32")], place(1, 4 * at));
    const bytes = instructionTerm("i32.shl", [elements, intTerm(2)]);
    return instructionTerm("i32.add", [globalTerm(arena), bytes]);
  });
  return { term, key };
}

/** A place in the worker's own memory, in bytes from its start. */
export function scratchBase(context: Context, at: number): Base {
  const key = `scratch ${at}`;
  const term = hoist(context, 0, key, () => instructionTerm("i32.add", [globalTerm("scratch"), intTerm(at)]));
  return { term, key };
}
