import type { ElementType, Signature } from "./record.ts";

/** The type that arguments of these types are brought to: booleans count as integers, integers as reals. */
function promote(types: readonly ElementType[]): ElementType {
  if (types.includes("real")) return "real";
  return types.includes("int") ? "int" : "bool";
}

/** Arithmetic: booleans count as 0 and 1, and integers stay integers unless a real is among them. */
export function arithmetic(types: readonly ElementType[]): Signature {
  const common = promote(types) === "real" ? "real" : "int";
  return { arguments: types.map(() => common), result: common };
}

/** Whatever the arguments, computed in reals. */
export function real(types: readonly ElementType[]): Signature {
  return { arguments: types.map(() => "real"), result: "real" };
}

/** Numbers of any one type are compared, and the result is a boolean. */
export function comparison(types: readonly ElementType[]): Signature {
  const { arguments: common } = arithmetic(types);
  return { arguments: common, result: "bool" };
}

/** Booleans only. */
export function logic(types: readonly ElementType[]): Signature | undefined {
  return types.every((type) => type === "bool") ? { arguments: types, result: "bool" } : undefined;
}

/** A boolean chooses between two values of any one type. */
export function choice([condition, ...values]: readonly ElementType[]): Signature | undefined {
  if (condition !== "bool") return undefined;
  const common = promote(values);
  return { arguments: [condition, ...values.map(() => common)], result: common };
}

/** One value of any type becomes one of `result`. */
export function conversion(result: ElementType): (types: readonly ElementType[]) => Signature {
  return (types) => ({ arguments: types, result });
}

/** Exactly these argument types; a boolean may stand for an integer. */
export function fixed(
  wanted: readonly ElementType[],
  result: ElementType,
): (types: readonly ElementType[]) => Signature | undefined {
  return (types) =>
    types.every((type, i) => type === wanted[i] || (type === "bool" && wanted[i] === "int"))
      ? { arguments: wanted, result }
      : undefined;
}
