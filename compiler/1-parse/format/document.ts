/** A text with the places at which it may be broken into lines (Wadler 2003, "A prettier printer"). */
export type Document =
  | string
  /** One after the other. */
  | { readonly kind: "sequence"; readonly parts: readonly Document[] }
  /** On one line where it fits, else broken at all of its own places. */
  | { readonly kind: "group"; readonly of: Document }
  /** Lines that begin inside of it are so much further to the right. */
  | { readonly kind: "indent"; readonly of: Document }
  /** Lines that begin inside of it begin in the column where it does, or so much beside it. */
  | { readonly kind: "align"; readonly by: number; readonly of: Document }
  /** A place to break; on one line it reads so. */
  | { readonly kind: "place"; readonly flat: string }
  /** Lines that are laid out already. */
  | { readonly kind: "lines"; readonly lines: readonly string[] };

export const space: Document = { kind: "place", flat: " " };
const nothing: Document = { kind: "place", flat: "" };

export function sequence(...parts: readonly Document[]): Document {
  return { kind: "sequence", parts };
}

export function group(...parts: readonly Document[]): Document {
  return { kind: "group", of: sequence(...parts) };
}

export function indent(...parts: readonly Document[]): Document {
  return { kind: "indent", of: sequence(...parts) };
}

export function align(by: number, ...parts: readonly Document[]): Document {
  return { kind: "align", by, of: sequence(...parts) };
}

/** The parts with the same between each two. */
export function join(parts: readonly Document[], between: Document): Document {
  return sequence(...parts.flatMap((part, at) => (at === 0 ? [part] : [between, part])));
}

/** `(a, b)`, broken with one part a line. */
export function enclosed(open: string, parts: readonly Document[], close: string): Document {
  if (parts.length === 0) return open + close;
  return group(open, indent(nothing, join(parts, sequence(",", space))), nothing, close);
}

/** `{ a, b }` on as few lines as it fits. */
export function filled(parts: readonly Document[]): Document {
  const rest = parts.map((part, at) => group(space, part, at + 1 < parts.length ? "," : ""));
  return group("{", indent(...rest), space, "}");
}

interface Piece {
  readonly indentation: number;
  readonly flat: boolean;
  readonly document: Document;
}

/** The lines of a document that begins `column` characters to the right, in lines of at most `width` where that can be. */
export function render(document: Document, width: number, column = 0): readonly string[] {
  const lines: string[] = [];
  let line = " ".repeat(column);
  const stack: Piece[] = [{ indentation: column, flat: false, document }];
  for (let piece = stack.pop(); piece !== undefined; piece = stack.pop()) {
    const { indentation, flat, document: part } = piece;
    if (typeof part === "string") {
      line += part;
      continue;
    }
    switch (part.kind) {
      case "sequence":
        for (const inner of [...part.parts].reverse()) stack.push({ indentation, flat, document: inner });
        break;
      case "group": {
        const fits = flat || roomFor(part.of, stack, width - line.length) >= 0;
        stack.push({ indentation, flat: fits, document: part.of });
        break;
      }
      case "indent":
        stack.push({ indentation: indentation + 2, flat, document: part.of });
        break;
      case "align":
        stack.push({ indentation: Math.max(line.length + part.by, 0), flat, document: part.of });
        break;
      case "place":
        if (flat) line += part.flat;
        else {
          lines.push(line.trimEnd());
          line = " ".repeat(indentation);
        }
        break;
      case "lines":
        for (const inner of part.lines) {
          lines.push(line.trimEnd());
          line = " ".repeat(indentation) + inner;
        }
        break;
    }
  }
  return [...lines, line.trimEnd()];
}

/** How much is left of the room after a document on one line, and what stands after it up to a break. Negative: too much. */
function roomFor(document: Document, after: readonly Piece[], room: number): number {
  let left = room;
  let next = after.length;
  const stack: { readonly flat: boolean; readonly document: Document }[] = [{ flat: true, document }];
  while (left >= 0) {
    let piece = stack.pop();
    if (piece === undefined) {
      next -= 1;
      piece = after[next];
      if (piece === undefined) return left;
    }
    const { flat, document: part } = piece;
    if (typeof part === "string") left -= part.length;
    else if (part.kind === "sequence")
      for (const inner of [...part.parts].reverse()) stack.push({ flat, document: inner });
    else if (part.kind === "place") {
      if (!flat) return left;
      left -= part.flat.length;
    } else if (part.kind === "lines") return left;
    else stack.push({ flat, document: part.of });
  }
  return left;
}
