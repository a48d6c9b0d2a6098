/** How the command tells what went wrong, whoever's fault it is. */
import { reasonOf, WeftError } from "../../runtime/errors.ts";
import { InternalError } from "../source/internal-error.ts";
import type { Span } from "../source/spans.ts";
import { positionAt } from "../source/spans.ts";
import { CommandError, type ExitCode } from "./command-error.ts";
import { packageVersion } from "./package-root.ts";
import { paintFor } from "./terminal.ts";
import { textRead } from "./texts-read.ts";

/** The lines for the terminal: no stack trace, except for a fault of the compiler, which is ours to find. */
export function describeFailure(error: unknown): string {
  const paint = paintFor(process.stderr);
  if (error instanceof CommandError) {
    const place = error.span === undefined ? "" : `${placeOf(error.span)}: `;
    return `${paint("error", "error")}: ${place}${error.message}`;
  }
  if (error instanceof WeftError) return `${paint("error", "error")}: ${error.message}`;
  if (isSystemError(error)) {
    const { path, syscall, message } = error;
    // Deno throws where the standard output fails, and names no call.
    const place = syscall === undefined ? "the output can't be written" : path;
    return `${paint("error", "error")}: ${place === undefined ? message : `${place}: ${reasonOf(error)}`}`;
  }
  const span = error instanceof InternalError ? error.span : undefined;
  const place = span === undefined ? "" : `\nIt came up at ${placeOf(span)}.`;
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return (
    `${paint("error", "internal error")}: this is a fault of the compiler, not of your spec.${place}\n` +
    `Please report it with the spec, the command and these lines:\n\n` +
    `weft ${packageVersion()}, Node ${process.version}, ${process.platform} ${process.arch}\n${detail}`
  );
}

/** 2 for bad usage, 1 for all else. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommandError) return error.exitCode;
  return error instanceof WeftError && error.kind === "input" ? 2 : 1;
}

/** A file that can't be read or written, a program that can't be started: the operating system says why. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && /^E[A-Z]+$/.test(String(error.code));
}

function placeOf(span: Span): string {
  const text = textRead(span.file);
  if (text === undefined) return `${span.file}, offset ${span.start}`;
  const { line, column } = positionAt(text, span.start);
  return `${span.file}:${line}:${column}`;
}
