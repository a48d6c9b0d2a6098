/** The first line of the bytes where they begin with a text: so begin pages of HTML and pointers of git's large files. */
export function beginningText(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes.subarray(0, 40));
  return /^[\x20-\x7e\s]{8,}$/.test(text) ? (text.split("\n")[0] ?? text) : undefined;
}
