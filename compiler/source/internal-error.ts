import type { Span } from "./spans.ts";

/** A fault of the compiler itself, never of the program; the span tells which line of the program set it off. */
export class InternalError extends Error {
  readonly span: Span | undefined;

  constructor(message: string, span?: Span) {
    super(
      `internal error: ${message}${span === undefined ? "" : ` (at ${span.file}, offset ${span.start})`}`,
    );
    this.name = "InternalError";
    this.span = span;
  }
}

/** For the branch that the type system proves unreachable. */
export function unreachable(value: never): never {
  throw new InternalError(`unexpected ${JSON.stringify(value)}`);
}
