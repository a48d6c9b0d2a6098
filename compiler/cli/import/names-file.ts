/**
 * A names file: which tensor of another program's file each parameter is, a line a parameter. `docs/import.md` tells what may be written.
 *
 *     line      = left ( "=" [ source { "+" source } ] | "~" )
 *     left      = path [ "[" axis "=" index { "," axis "=" index } "]" ]
 *     source    = tensor [ "[" [ dimension { "," dimension } ] "]" ]
 *     dimension = factor { factor } [ "from" number ]
 *     factor    = axis | number "of" number
 */
import { FileErrors, type Place } from "./file-errors.ts";

/** A part of one dimension of a tensor: one of our axes, or a position of an axis that we lack. */
export type Factor =
  | { readonly kind: "axis"; readonly name: string }
  | { readonly kind: "pick"; readonly at: number; readonly of: number };

/** The slowest factor first. */
export interface Dimension {
  readonly factors: readonly Factor[];
  /** The first position that is taken, where the dimension has more of them than are taken. */
  readonly from?: number;
}

export interface Source {
  readonly tensor: string;
  /** Undefined where it lies as the parameter does. */
  readonly layout?: readonly Dimension[];
  readonly place: Place;
}

/** `[expert = 3]`, or `[gate = forget]`, or `[expert = {e}]` */
export interface FixedAxis {
  readonly axis: string;
  readonly index: string;
}

export interface NamesLine {
  readonly path: string;
  readonly fixed: readonly FixedAxis[];
  /** Nothing where the right side is still blank. */
  readonly value: readonly Source[] | "initial";
  readonly place: Place;
}

/** All lines that can be read; what is wrong with the others is in `errors`. */
export function parseNames(text: string, errors: FileErrors): readonly NamesLine[] {
  return text.split("\n").flatMap((line, at) => {
    const [content = ""] = line.split("//");
    if (content.trim() === "") return [];
    const reader = new LineReader(content, at + 1, errors);
    const read = reader.read();
    return read === undefined ? [] : [read];
  });
}

class LineReader {
  private at = 0;

  private readonly text: string;
  private readonly line: number;
  private readonly errors: FileErrors;

  constructor(text: string, line: number, errors: FileErrors) {
    this.text = text;
    this.line = line;
    this.errors = errors;
  }

  /** Undefined where it has a mistake, which is told. */
  read(): NamesLine | undefined {
    const place = this.place();
    const path = this.word();
    if (path === "")
      return this.refuse("a line begins with the path of a parameter, as in `GPT.W_e = wte.weight`");
    const fixed = this.take("[") ? this.fixedAxes() : [];
    if (fixed === undefined) return undefined;
    if (this.take("~")) return this.atEnd() ? { path, fixed, value: "initial", place } : this.refuseRest();
    if (!this.take("="))
      return this.refuse(
        "after the path comes `=` and the tensor's name in the file, or `~`, for what begins as the spec says",
      );
    if (this.atEnd()) return { path, fixed, value: [], place };
    const value: Source[] = [];
    do {
      const source = this.source();
      if (source === undefined) return undefined;
      value.push(source);
    } while (this.take("+"));
    return this.atEnd() ? { path, fixed, value, place } : this.refuseRest();
  }

  private source(): Source | undefined {
    const place = this.place();
    const tensor = this.word();
    if (tensor === "") return this.refuse("here the name of a tensor of the file is missing");
    if (!this.take("[")) return { tensor, place };
    const layout: Dimension[] = [];
    if (this.take("]")) return { tensor, place, layout };
    for (;;) {
      const dimension = this.dimension();
      if (dimension === undefined) return undefined;
      layout.push(dimension);
      if (this.take("]")) return { tensor, place, layout };
      if (!this.take(",")) return this.refuse("the bracket isn't closed: `]` is missing");
    }
  }

  private dimension(): Dimension | undefined {
    const factors: Factor[] = [];
    for (;;) {
      const start = this.at;
      const word = this.word();
      if (word === "") {
        if (factors.length > 0) return { factors };
        return this.refuse(
          "a dimension is one of our axes, several that it merges, or a position, as in `1 of 3`",
        );
      }
      if (/^\d+$/.test(word)) {
        const of = this.word() === "of" ? this.word() : "";
        if (!/^\d+$/.test(of)) {
          this.at = start;
          return this.refuse(
            `an axis that the parameter lacks is written with its size, as \`0 of ${word}\`, its first position`,
          );
        }
        if (Number(word) >= Number(of)) {
          this.at = start;
          return this.refuse(
            `\`${word} of ${of}\`: positions are counted from 0, so the last one is ${Number(of) - 1}`,
          );
        }
        factors.push({ kind: "pick", at: Number(word), of: Number(of) });
        continue;
      }
      const next = /^\s+(\d+)\s*(?=[,\]])/.exec(this.text.slice(this.at));
      if (word === "from" && factors.length > 0 && next !== null) {
        this.at += next[0].length;
        return { factors, from: Number(next[1]) };
      }
      factors.push({ kind: "axis", name: word });
    }
  }

  private fixedAxes(): readonly FixedAxis[] | undefined {
    const fixed: FixedAxis[] = [];
    for (;;) {
      const axis = this.word();
      const index = axis !== "" && this.take("=") ? this.word() : "";
      if (index === "")
        return this.refuse(
          "before `=` a bracket says which part of the parameter is meant, as in `W[expert = 3]`",
        );
      fixed.push({ axis, index });
      if (this.take("]")) return fixed;
      if (!this.take(",")) return this.refuse("the bracket isn't closed: `]` is missing");
    }
  }

  /** Up to white space or what has a meaning here. */
  private word(): string {
    this.passSpace();
    const [word = ""] = /^(?:[^\s[\]=,+~]|\+(?!\s))*/u.exec(this.text.slice(this.at)) ?? [];
    this.at += word.length;
    return word.normalize("NFC");
  }

  private take(sign: string): boolean {
    this.passSpace();
    if (this.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  private atEnd(): boolean {
    this.passSpace();
    return this.at === this.text.length;
  }

  private passSpace(): void {
    while (/\s/.test(this.text[this.at] ?? "")) this.at += 1;
  }

  private place(): Place {
    this.passSpace();
    return { line: this.line, column: this.at + 1 };
  }

  private refuseRest(): undefined {
    return this.refuse(`here the line should end, \`${this.text.slice(this.at).trim()}\` is too much`);
  }

  private refuse(message: string): undefined {
    this.errors.add(this.place(), message);
  }
}
