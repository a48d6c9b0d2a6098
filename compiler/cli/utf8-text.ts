/** The text of a file's bytes. */
import type { Span } from "../source/spans.ts";
import { CommandError } from "./command-error.ts";

/**
 * Without a byte order mark. Throws, with the line, where the bytes aren't UTF-8: they would be lost where the text is written again.
 * `span` names the file in a spec.
 */
export function utf8Text(bytes: Uint8Array, name: string, span?: Span): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new CommandError(1, whyNotUtf8(bytes, name), span);
  }
}

function whyNotUtf8(bytes: Uint8Array, name: string): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return `${name} isn't UTF-8 text: its first bytes are those of UTF-16; save it as UTF-8`;
  }
  const whole = new TextEncoder().encode(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  const at = bytes.findIndex((byte, place) => whole[place] !== byte);
  const line = bytes.subarray(0, at).filter((byte) => byte === 0x0a).length + 1;
  return `${name}:${line}: the byte 0x${(bytes[at] ?? 0).toString(16)} isn't UTF-8 text; save it as UTF-8`;
}
