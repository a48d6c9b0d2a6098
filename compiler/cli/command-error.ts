import type { Span } from "../source/spans.ts";

/** Why a command ends without a result: 1 for a bad spec or bad data, 2 for bad usage. */
export type ExitCode = 1 | 2;

/** What the user has to know, in whole lines; it is printed without a stack trace. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  /** The place in a spec that it is about. */
  readonly span: Span | undefined;

  constructor(exitCode: ExitCode, message: string, span?: Span) {
    super(message);
    this.name = "CommandError";
    this.exitCode = exitCode;
    this.span = span;
  }
}

/** Ends a command whose diagnostics have been printed already. */
export class Stopped extends Error {
  readonly exitCode: number;
  /** What was printed, without colours; empty where another program printed it. */
  readonly told: string;

  constructor(exitCode: number, told = "") {
    super(`exit code ${exitCode}`);
    this.name = "Stopped";
    this.exitCode = exitCode;
    this.told = told;
  }
}
