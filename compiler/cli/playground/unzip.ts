/** Files of a `.zip` for a playground: fflate's own reader looks at no checksum. */
import { inflateSync } from "fflate";
import { crc32 } from "../../../runtime/checkpoint/crc32.ts";
import { isPath } from "../../editor/page/share-link.ts";
import { CommandError } from "../command-error.ts";

/** How its last record begins (APPNOTE, 4.3.16), which says where the list of files is, and how many bytes it has. */
const lastMark = 0x06054b50;
const lastBytes = 22;

/** How a file's content is written. */
const method = { stored: 0, deflated: 8 };

/** Attributes of files and the looks of folders, which macOS puts into archives. */
const ofSystem = /^__MACOSX\/|(?:^|\/)\.DS_Store$/;

/** Folders, which it may list too, are left out, and what macOS keeps of its own beside the files. Throws where it is damaged, and where a path leads out of the playground's folder. */
export function unzipFiles(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Readonly<Record<string, Uint8Array<ArrayBuffer>>> {
  let files: readonly (readonly [path: string, content: Uint8Array<ArrayBuffer>])[];
  try {
    files = readEntries(bytes).filter(([path]) => !path.endsWith("/") && !ofSystem.test(path));
  } catch {
    throw new CommandError(2, `${name} is no .zip that can be read here, or is damaged`);
  }
  const outside = files.find(([path]) => !isPath(path));
  if (outside !== undefined)
    throw new CommandError(2, `${name} has a file \`${outside[0]}\`, which is no path of a file in a folder`);
  return Object.fromEntries(files);
}

function readEntries(
  bytes: Uint8Array<ArrayBuffer>,
): readonly (readonly [path: string, content: Uint8Array<ArrayBuffer>])[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const word = (at: number): number => view.getUint32(at, true);
  const half = (at: number): number => view.getUint16(at, true);
  let last = bytes.length - lastBytes;
  // A comment may follow; above all of it a read throws.
  while (word(last) !== lastMark) last -= 1;
  let at = word(last + 16);
  return Array.from({ length: half(last + 10) }, () => {
    const [pathBytes, start] = [half(at + 28), word(at + 42)];
    const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + pathBytes));
    const from = start + 30 + half(start + 26) + half(start + 28);
    const content = contentOf(half(at + 10), bytes.slice(from, from + word(at + 20)));
    if (content.length !== word(at + 24) || crc32(content) !== word(at + 16))
      throw new Error(`${path} has other bytes than its checksum is of`);
    at += 46 + pathBytes + half(at + 30) + half(at + 32);
    return [path, content] as const;
  });
}

function contentOf(written: number, content: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (written === method.stored) return content;
  if (written === method.deflated) return new Uint8Array(inflateSync(content));
  throw new Error(`no way ${written} to write a file is known`);
}
