/** Texts of the specs that this process has read, by the names that spans have: a failure shows its place without reading anything. */
const texts = new Map<string, string>();

export function keepText(file: string, text: string): void {
  texts.set(file, text);
}

/** Undefined where no spec of that name was read. */
export function textRead(file: string): string | undefined {
  return texts.get(file);
}
