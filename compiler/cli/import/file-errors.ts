/** What is wrong with a file, each with its place: all of it is told at once. */
import { CommandError } from "../command-error.ts";

/** Both from 1 on. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export class FileErrors {
  private readonly found: { readonly place: Place; readonly message: string }[] = [];

  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  add(place: Place, message: string): void {
    // Of many blocks that a line names, each may have the same mistake.
    const isKnown = this.found.some(
      ({ place: { line, column } }) => line === place.line && column === place.column,
    );
    if (!isKnown) this.found.push({ place, message });
  }

  /** Throws where something was found, in the order of the file. */
  require(): void {
    if (this.found.length === 0) return;
    const lines = this.found
      .toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
      .map(({ place: { line, column }, message }) => `${this.file}:${line}:${column}: ${message}`);
    throw new CommandError(1, lines.join("\n"));
  }
}
