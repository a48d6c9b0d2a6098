/** What the command prints, and in which colours. */
import colors from "yoctocolors";
import type { Diagnostic } from "../source/diagnostic.ts";
import type { Paint, TextOf } from "../source/report.ts";
import { render } from "../source/report.ts";

type Stream = NodeJS.WriteStream;

function isColoured(stream: Stream): boolean {
  return stream.isTTY === true && (process.env["NO_COLOR"] ?? "") === "";
}

/** Colours for a terminal, none for a file or a pipe, or where NO_COLOR is set. */
export function paintFor(stream: Stream): Paint {
  if (!isColoured(stream)) return (_, text) => text;
  return (style, text) => {
    switch (style) {
      case "error":
        return colors.red(text);
      case "warning":
        return colors.yellow(text);
      case "frame":
        return colors.blue(text);
      case "related":
        return colors.cyan(text);
      case "insertion":
        return colors.green(text);
      case "removal":
        return colors.red(text);
    }
  };
}

/** The heading of a part of what is printed. */
export function bold(text: string, stream: Stream = process.stdout): string {
  return isColoured(stream) ? colors.bold(text) : text;
}

export function printDiagnostics(diagnostics: readonly Diagnostic[], textOf: TextOf, stream: Stream): void {
  const paint = paintFor(stream);
  for (const diagnostic of diagnostics) stream.write(`${render(diagnostic, textOf, paint)}\n\n`);
}

/** A line on what goes on, beside the command's result. */
export function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** `3 errors, 1 warning` */
export function countOf(diagnostics: readonly Diagnostic[]): string {
  const counted = (["error", "warning"] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? "" : "s"}`];
  });
  return counted.length === 0 ? "no problems" : counted.join(", ");
}

/** `1.5 MB`, in powers of 1000. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
