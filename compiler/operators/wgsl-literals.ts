import type { ElementType } from "./record.ts";
import { largest } from "./reference.ts";

const names = { real: "f32", int: "i32", bool: "bool" } as const satisfies Record<ElementType, string>;
const vectors = { real: "vec4f", int: "vec4i", bool: "vec4<bool>" } as const satisfies Record<
  ElementType,
  string
>;

/** The WGSL type of one value, or of four. */
export function wgslType(type: ElementType, width: 1 | 4): string {
  return width === 1 ? names[type] : vectors[type];
}

/**
 * A WGSL literal with every digit that it needs. Integers are wrapped so that the least one, which has no literal of
 * its own, can be said.
 */
export function wgslConstant(value: number, type: ElementType, width: 1 | 4 = 1): string {
  const scalar = type === "bool" ? String(value !== 0) : type === "int" ? integer(value) : decimal(value);
  return width === 1 ? scalar : `${vectors[type]}(${scalar})`;
}

function integer(value: number): string {
  return value === -(2 ** 31) ? "(-2147483647i - 1i)" : value < 0 ? `(${value}i)` : `${value}i`;
}

function decimal(value: number): string {
  const text = shortest(Math.fround(value));
  const literal = /[.e]/.test(text) ? `${text}f` : `${text}.0f`;
  return value < 0 ? `(${literal})` : literal;
}

/** The fewest digits that are rounded to this f32, without going beyond the largest. */
function shortest(value: number): string {
  for (let digits = 1; digits < 17; digits++) {
    const near = Number(value.toPrecision(digits));
    if (Math.fround(near) === value && Math.abs(near) <= largest) return String(near);
  }
  return String(value);
}
