/** What Node has as globals, and the compiler reads. */
import { Buffer } from "buffer";
import { workFolder } from "../../playground-site.ts";

interface Stream {
  readonly isTTY: false;
  readonly write: (text: string) => boolean;
}

const listeners = new Set<(text: string) => void>();

/** Calls `take` with all that is printed from now on. */
export function onPrinted(take: (text: string) => void): void {
  listeners.add(take);
}

const stream: Stream = {
  isTTY: false,
  write: (text) => {
    for (const take of listeners) take(text);
    return true;
  },
};

const process = {
  cwd: (): string => workFolder,
  env: {},
  platform: "browser",
  arch: "wasm",
  version: "",
  execPath: "",
  pid: 1,
  stdout: stream,
  stderr: stream,
};

export { Buffer, process };
export default process;
