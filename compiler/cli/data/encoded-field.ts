/** The numbers of a field in one record, and how a record that doesn't fit is refused. */
import type { CommandError } from "../command-error.ts";
import type { NumberArray } from "./number-array.ts";

export type Refuse = (reason: string) => CommandError;

export interface EncodedField {
  /** Row-major; whole positions of the first axis. */
  readonly values: readonly number[] | NumberArray["values"];
  /** Integers are below it. */
  readonly bound: number;
  /** What stands for 1 in a real field, if not 1. */
  readonly levels?: number;
  /** Whether the number of positions of the first axis differs between records. */
  readonly varies: boolean;
}
