/** The functions beside the kernels: composed operators at each width, and random numbers. Each is made when first called. */
import { InternalError } from "../../source/internal-error.ts";
import type { Builder, ElementType, OperatorName } from "../../operators/operator.ts";
import { operators } from "../../operators/table.ts";
import { randomNormal, randomUniform, seedWord } from "../../operators/wasm-random.ts";
import { fourBytes, signed, unsigned, type ValueType, type WasmFunction } from "./encoder.ts";
import { control, opcode } from "./opcodes.ts";
import {
  callTerm,
  constantTerm,
  createLocals,
  instructionTerm,
  localTerm,
  newLocal,
  pushTerm,
  termBuilder,
  type Term,
} from "./terms.ts";

export interface Functions {
  /** The index of the first one: kernels come before. */
  readonly first: number;
  readonly relaxed: boolean;
  readonly indices: Map<string, number>;
  readonly made: WasmFunction[];
  /** Numbers that lie in memory, by their bytes: where four of each lie. */
  readonly numbers: Map<string, number>;
}

/** Where they begin: nothing else lies below the first arena. */
const numbersAt = 64;

export function createFunctions(kernels: number, relaxed: boolean): Functions {
  return { first: kernels, relaxed, indices: new Map(), made: [], numbers: new Map() };
}

/**
 * A literal of the language. Four times a real is read from memory, which is one instruction of the machine: as a constant of the code
 * it was three of them wherever it stood, and half of what an exponential took.
 */
export function literalTerm(functions: Functions, value: number, type: ElementType, width: 1 | 4): Term {
  const plain = constantTerm(value, type, width);
  if (type !== "real" || width === 1 || value === 0) return plain;
  const key = fourBytes(value, "f32").join();
  const at = functions.numbers.get(key) ?? numbersAt + 16 * functions.numbers.size;
  functions.numbers.set(key, at);
  const load = [opcode("v128.load"), 4, unsigned(at)];
  return { kind: "leaf", type: "v128", code: [control.constInt, signed(0), load], real: value };
}

/** What the module writes to memory. */
export function numbersInMemory({ numbers }: Functions): {
  readonly at: number;
  readonly bytes: readonly number[];
} {
  const four = [...numbers.keys()].flatMap((key) => new Array<string>(4).fill(key));
  return { at: numbersAt, bytes: four.flatMap((key) => key.split(",").map(Number)) };
}

const scalars = { real: "f32", int: "i32", bool: "i32" } as const satisfies Record<ElementType, ValueType>;

export function valueType(type: ElementType, width: 1 | 4): ValueType {
  return width === 4 ? "v128" : scalars[type];
}

/** One operation: instructions, or a call of the operator's own function. `type` is that of the last operand. */
export function operatorTerm(
  functions: Functions,
  operator: OperatorName,
  type: ElementType,
  width: 1 | 4,
  operands: readonly Term[],
): Term {
  const { code, arity, type: signature } = operators[operator];
  if (code.kind === "direct") return code.wasm(termBuilder, { type, width }, ...operands);
  const result = signature(Array.from({ length: arity }, () => "real" as const))?.result;
  if (result === undefined) throw new InternalError(`${operator} isn't composed of reals`);
  const index = functionIndex(functions, `${operator} ${width}`, () =>
    defineFunction(
      functions,
      Array.from({ length: arity }, () => valueType("real", width)),
      (parameters) => {
        const typed = parameters.map((term): Typed => ({ term, type: "real" }));
        return convert(functions, width, code.define(builderOf(functions, width), ...typed), result).term;
      },
    ),
  );
  return callTerm(index, valueType(result, width), operands);
}

/**
 * A random number of a site at a position, or four at the positions of a vector; all operands are ints. Four draws share the seeds of
 * their other words.
 */
export function randomTerm(
  functions: Functions,
  distribution: "uniform" | "normal",
  width: 1 | 4,
  counter: readonly [seed: Term, step: Term, site: Term, position: Term],
): Term {
  const types = ["i32", "i32", "i32", valueType("int", width)] as const;
  const index = functionIndex(functions, `${distribution} ${width}`, () =>
    defineFunction(functions, types, ([seed, step, site, position]) => {
      if (seed === undefined || step === undefined || site === undefined || position === undefined)
        throw new InternalError("a counter has four words");
      const shared = (word: Term): Term => {
        const seeded = seedWord(termBuilder, word, 1);
        return width === 1 ? seeded : instructionTerm("i32x4.splat", [seeded]);
      };
      const own = seedWord(termBuilder, position, width);
      const words = [shared(seed), shared(step), shared(site), own] as const;
      if (distribution === "uniform") return randomUniform(termBuilder, words, width);
      const apply = (operator: OperatorName, value: Term): Term =>
        operatorTerm(functions, operator, "real", width, [value]);
      return randomNormal(termBuilder, apply, words, width);
    }),
  );
  return callTerm(index, valueType("real", width), counter);
}

function functionIndex(functions: Functions, key: string, make: () => WasmFunction): number {
  const known = functions.indices.get(key);
  if (known !== undefined) return known;
  // The functions that this one calls are made first, and come before it.
  const made = make();
  const index = functions.first + functions.made.length;
  functions.made.push(made);
  functions.indices.set(key, index);
  return index;
}

function defineFunction(
  { relaxed }: Functions,
  parameters: readonly ValueType[],
  compute: (parameters: readonly Term[]) => Term,
): WasmFunction {
  const result = compute(parameters.map((type, at) => localTerm(at, type)));
  const locals = createLocals(parameters.length);
  const body = pushTerm({ take: (type) => newLocal(locals, type), relaxed }, result);
  return { parameters, results: [result.type], locals: locals.types, body };
}

interface Typed {
  readonly term: Term;
  readonly type: ElementType;
}

function convert(functions: Functions, width: 1 | 4, { term, type }: Typed, wanted: ElementType): Typed {
  if (type === wanted) return { term, type };
  return { term: operatorTerm(functions, `to_${wanted}`, type, width, [term]), type: wanted };
}

function builderOf(functions: Functions, width: 1 | 4): Builder<Typed> {
  return {
    constant: (value, type = "real") => ({ term: literalTerm(functions, value, type, width), type }),
    apply: (name, ...values) => {
      const signature = operators[name].type(values.map(({ type }) => type));
      if (signature === undefined) throw new InternalError(`${name} is given arguments that don't fit`);
      const converted = values.map((value, at) =>
        convert(functions, width, value, signature.arguments[at] ?? value.type),
      );
      const last = converted.at(-1)?.type ?? "real";
      const operands = converted.map(({ term }) => term);
      return { term: operatorTerm(functions, name, last, width, operands), type: signature.result };
    },
  };
}
