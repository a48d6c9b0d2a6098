/** What is wrong with the bytes of a WebAssembly module that an engine refuses, in words that each engine has its own for. */
import { beginningText } from "../checkpoint/beginning-text.ts";

const magic = [0x00, 0x61, 0x73, 0x6d];
/** The magic number and the version. */
const headBytes = 8;

/** Undefined where the sections are all there: what is in one is the engine's to tell. */
export function damageOf(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return "their file is empty";
  if (magic.some((byte, at) => at < bytes.length && bytes[at] !== byte)) {
    const text = beginningText(bytes);
    return text === undefined
      ? "their file is no WebAssembly"
      : `their file is no WebAssembly, but a text that begins with ${JSON.stringify(text)}: what a server or git gives where the file isn't there?`;
  }
  let end = headBytes;
  while (end < bytes.length) {
    const next = sectionEnd(bytes, end);
    if (next === undefined) return cutOff(bytes, 1);
    end = next;
  }
  return end > bytes.length ? cutOff(bytes, end - bytes.length) : undefined;
}

function cutOff({ length }: Uint8Array, missing: number): string {
  return `their file is cut off: it has ${length} bytes, and at least ${missing} more would follow`;
}

/** After the section that begins here: an identifier, its length as LEB128, and its bytes. Undefined where the length itself is cut off. */
function sectionEnd(bytes: Uint8Array, start: number): number | undefined {
  let length = 0;
  for (let at = start + 1, factor = 1; at < bytes.length; at++, factor *= 128) {
    const byte = bytes[at] ?? 0;
    length += (byte & 127) * factor;
    if (byte < 128) return at + 1 + length;
  }
  return undefined;
}
