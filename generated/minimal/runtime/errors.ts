/** Everything that the runtime can't do is told by one kind of error, with what went wrong and what to do next. */

export type FailureKind =
  /** No WebGPU, or no adapter. */
  | "adapter"
  /** The device grants less than the plan needs. */
  | "limit"
  /** The device is gone. */
  | "lost"
  /** A kernel that the device refuses, or an error while it runs. */
  | "kernel"
  /** A value, size or name that the caller gave. */
  | "input"
  /** A record or a column of the data. */
  | "data"
  | "checkpoint"
  /** A file or a folder that can't be written. */
  | "file"
  /** A loss that is NaN or infinite. */
  | "number";

export class WeftError extends Error {
  readonly kind: FailureKind;
  /** `specs/gpt.weft:31`, where the failure comes from a formula. */
  readonly source: string | undefined;

  constructor(kind: FailureKind, message: string, source?: string) {
    super(source === undefined ? message : `${source}: ${message}`);
    this.name = "WeftError";
    this.kind = kind;
    this.source = source;
  }
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Why the operating system refused, `no space left on device`, without its code and the call; Deno writes it in its own way. */
export function reasonOf(error: unknown): string {
  return messageOf(error)
    .replace(/^E[A-Z]+: /, "")
    .replace(/, [a-z]+( '.*)?$/, "")
    .replace(/^(.)(.*) \(os error \d+\)$/, (_, first: string, rest: string) => first.toLowerCase() + rest);
}
