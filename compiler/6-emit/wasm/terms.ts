/** Expressions on their way to stack code: what is used more than once is computed once and kept in a local. */
import { withinInt } from "../../operators/reference.ts";
import { InternalError } from "../../source/internal-error.ts";
import type { ElementType, WasmBuilder } from "../../operators/operator.ts";
import { fourBytes, signed, unsigned, type Code, type ValueType } from "./encoder.ts";
import { control, opcode, resultOf, type Instruction } from "./opcodes.ts";

export type Term =
  /** A constant or a local, which costs nothing to push again. */
  | {
      readonly kind: "leaf";
      readonly type: ValueType;
      readonly code: Code;
      /** Of a constant real: in fours, of each lane. */
      readonly real?: number;
    }
  | {
      readonly kind: "operation";
      readonly type: ValueType;
      readonly instruction: Instruction | "select" | "call";
      readonly opcode: Code;
      readonly operands: readonly Term[];
      uses: number;
    };

/** Locals of one function. Those whose scope has ended are used again. */
export interface Locals {
  readonly parameters: number;
  readonly types: ValueType[];
  readonly free: Readonly<Record<ValueType, number[]>>;
}

export function createLocals(parameters: number): Locals {
  return { parameters, types: [], free: { i32: [], f32: [], v128: [] } };
}

/** A local that nothing else has used before. */
export function newLocal(locals: Locals, type: ValueType): number {
  locals.types.push(type);
  return locals.parameters + locals.types.length - 1;
}

export function takeLocal(locals: Locals, type: ValueType): number {
  return locals.free[type].pop() ?? newLocal(locals, type);
}

export function releaseLocal(locals: Locals, local: number): void {
  const type = locals.types[local - locals.parameters];
  if (type !== undefined) locals.free[type].push(local);
}

export function getLocal(local: number): Code {
  return [control.getLocal, unsigned(local)];
}

export function setLocal(local: number): Code {
  return [control.setLocal, unsigned(local)];
}

export function localTerm(local: number, type: ValueType): Term {
  return { kind: "leaf", type, code: getLocal(local) };
}

export function intTerm(value: number): Term {
  return { kind: "leaf", type: "i32", code: [control.constInt, signed(value)] };
}

export function vectorTerm(values: readonly number[], type: "f32" | "i32"): Term {
  const bytes = values.map((value) => fourBytes(value, type));
  return { kind: "leaf", type: "v128", code: [control.constVector, bytes] };
}

/** A literal of the language: booleans are 0 and 1 alone and masks in fours; whole numbers beyond 32 bits are the last ones within. */
export function constantTerm(value: number, type: ElementType, width: 1 | 4): Term {
  if (width === 4) {
    const lane = type === "bool" ? -Number(value !== 0) : type === "int" ? withinInt(value) : value;
    const vector = vectorTerm([lane, lane, lane, lane], type === "real" ? "f32" : "i32");
    return type === "real" && vector.kind === "leaf" ? { ...vector, real: value } : vector;
  }
  if (type === "real")
    return { kind: "leaf", type: "f32", code: [control.constReal, fourBytes(value, "f32")] };
  return intTerm(type === "bool" ? Number(value !== 0) : withinInt(value));
}

function operation(
  instruction: Instruction | "select" | "call",
  code: Code,
  type: ValueType,
  operands: readonly Term[],
): Term {
  for (const operand of operands) if (operand.kind === "operation") operand.uses += 1;
  return { kind: "operation", type, instruction, opcode: code, operands, uses: 0 };
}

/** `immediate` are the bytes after the opcode: a lane, a place in memory. */
export function instructionTerm(instruction: Instruction, operands: readonly Term[], immediate?: Code): Term {
  const shorter = shorten(instruction, operands);
  if (shorter !== undefined) return shorter;
  const code = immediate === undefined ? opcode(instruction) : [opcode(instruction), immediate];
  return operation(instruction, code, resultOf(instruction), operands);
}

/**
 * The same value in fewer instructions of the machine. `min` and `max` are seven, for what they make of NaN and of the two zeros; beside
 * a constant that is neither, the operand of `pmin` and `pmax` that comes first does as well, in one.
 */
function shorten(instruction: Instruction, operands: readonly Term[]): Term | undefined {
  const [first, second] = operands;
  if (first === undefined) return undefined;
  if (instruction === "f32x4.floor") {
    return first.kind === "operation" && first.instruction === "f32x4.floor" ? first : undefined;
  }
  if (second === undefined || (instruction !== "f32x4.min" && instruction !== "f32x4.max")) return undefined;
  const short = instruction === "f32x4.min" ? "f32x4.pmin" : "f32x4.pmax";
  if (isNumber(second)) return instructionTerm(short, [first, second]);
  return isNumber(first) ? instructionTerm(short, [second, first]) : undefined;
}

function isNumber(term: Term): boolean {
  return (
    term.kind === "leaf" &&
    term.real !== undefined &&
    !Number.isNaN(term.real) &&
    Math.fround(term.real) !== 0
  );
}

export function callTerm(index: number, result: ValueType, operands: readonly Term[]): Term {
  return operation("call", [control.call, unsigned(index)], result, operands);
}

export const termBuilder: WasmBuilder<Term> = {
  instruction: (name, ...values) => {
    if (name !== "select") return instructionTerm(name, values);
    const [first] = values;
    if (first === undefined) throw new InternalError("select chooses between nothing");
    return operation("select", control.select, first.type, values);
  },
  constant: constantTerm,
  byLane: (compute, ...vectors) =>
    [0, 1, 2, 3].reduce(
      (whole, lane) => {
        const lanes = vectors.map((vector) => instructionTerm("i32x4.extract_lane", [vector], lane));
        return instructionTerm("i32x4.replace_lane", [whole, compute(...lanes)], lane);
      },
      constantTerm(0, "int", 4),
    ),
};

/** How terms become code: which locals may be taken, and whether instructions of relaxed SIMD may be used. */
export interface Target {
  readonly take: (type: ValueType) => number;
  readonly relaxed: boolean;
}

/** Code that leaves the term's value on the stack. */
export function pushTerm(target: Target, root: Term): Code {
  const kept = new Map<Term, number>();
  const push = (term: Term): Code => {
    if (term.kind === "leaf") return term.code;
    const known = kept.get(term);
    if (known !== undefined) return getLocal(known);
    const fused = target.relaxed ? fuse(term) : undefined;
    const { operands, opcode: code } = fused ?? term;
    const whole = [operands.map(push), code];
    if (term.uses < 2) return whole;
    const local = target.take(term.type);
    kept.set(term, local);
    return [whole, control.teeLocal, unsigned(local)];
  };
  return push(root);
}

type Operation = Extract<Term, { kind: "operation" }>;

/**
 * a + b * c and a - b * c in one, where nothing else wants the product. A choice by a mask, whose lanes are all ones or all zeros, is the
 * same by lanes, and one instruction of the machine in place of three.
 */
function fuse({ instruction, operands }: Operation): Pick<Operation, "operands" | "opcode"> | undefined {
  if (instruction === "v128.bitselect") return { operands, opcode: opcode("i32x4.relaxed_laneselect") };
  if (instruction !== "f32x4.add" && instruction !== "f32x4.sub") return undefined;
  const [left, right] = operands;
  if (left === undefined || right === undefined) return undefined;
  if (isProduct(right)) {
    const fused = instruction === "f32x4.add" ? "f32x4.relaxed_madd" : "f32x4.relaxed_nmadd";
    return { operands: [...right.operands, left], opcode: opcode(fused) };
  }
  if (instruction !== "f32x4.add" || !isProduct(left)) return undefined;
  return { operands: [...left.operands, right], opcode: opcode("f32x4.relaxed_madd") };
}

function isProduct(term: Term): term is Operation {
  return term.kind === "operation" && term.instruction === "f32x4.mul" && term.uses === 1;
}
