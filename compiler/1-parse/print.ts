import type { Span } from "../source/spans.ts";
import { lineStarts } from "../source/spans.ts";
import type { File } from "./tree.ts";

/** The tree in lines, for `weft dump --after=parse`: a node's kind and place, then its parts indented. */
export function print(file: File, text: string): string {
  const starts = lineStarts(text);
  const lines: string[] = [];

  function place(span: Span): string {
    const line = starts.findLastIndex((start) => start <= span.start);
    return `${line + 1}:${span.start - (starts[line] ?? 0) + 1}`;
  }

  function visit(label: string, value: unknown, depth: number): void {
    const indent = "  ".repeat(depth);
    if (value === undefined) return;
    if (Array.isArray(value)) {
      value.forEach((member: unknown, index) => visit(`${label}[${index}]`, member, depth));
    } else if (isRecord(value)) {
      const parts = Object.entries(value).filter(
        ([key]) => key !== "kind" && !key.toLowerCase().endsWith("span"),
      );
      const scalars = parts.filter(
        ([, part]) => !isRecord(part) && !Array.isArray(part) && part !== undefined,
      );
      const kind = typeof value["kind"] === "string" ? ` ${value["kind"]}` : "";
      const span = isSpan(value["span"]) ? ` ${place(value["span"])}` : "";
      const facts = scalars.map(([key, part]) => ` ${key}=${scalar(part)}`).join("");
      lines.push(`${indent}${label}${kind}${facts}${span}`);
      for (const [key, part] of parts) if (isRecord(part) || Array.isArray(part)) visit(key, part, depth + 1);
    } else {
      lines.push(`${indent}${label} ${scalar(value)}`);
    }
  }

  visit(file.name, { kind: file.kind, edition: file.edition, declarations: file.declarations }, 0);
  return `${lines.join("\n")}\n`;
}

function scalar(value: unknown): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSpan(value: unknown): value is Span {
  return isRecord(value) && typeof value["start"] === "number" && typeof value["file"] === "string";
}
