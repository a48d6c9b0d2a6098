import type { ArithmeticName } from "./arithmetic.ts";
import type { ComparisonName } from "./comparison.ts";
import type { ConversionName } from "./conversion.ts";
import type { ExponentialName } from "./exponential.ts";
import type { HalfName } from "./half.ts";
import type { NoiseName } from "./noise.ts";
import type { BuilderOf, OperatorRecord } from "./record.ts";
import type { TrigonometricName } from "./trigonometric.ts";

export type { ElementType, Form, Notation, WasmBuilder } from "./record.ts";

/** The scalar operators; table.ts has the record of each, record.ts says what is in one. */
export type OperatorName =
  | ArithmeticName
  | ComparisonName
  | ConversionName
  | ExponentialName
  | HalfName
  | TrigonometricName
  | NoiseName;

export type Operator = OperatorRecord<OperatorName>;

/** Writes expressions with any operator, over any kind of value. */
export type Builder<Value> = BuilderOf<Value, OperatorName>;
