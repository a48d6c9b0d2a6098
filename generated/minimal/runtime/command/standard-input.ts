/** What another program, or a pipe, sends to a package's own program: lines, as they come. */
import { standardInput } from "../host.ts";

/** The standard input's lines, without their ends, each as soon as it is there. The signal ends them, also while one is waited for. */
export async function* standardInputLines(signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  // A line with the pixels of a picture comes in thousands of pieces.
  let begun: string[] = [];
  for await (const chunk of piecesThatCome(signal)) {
    const [first = "", ...others] = decoder.decode(chunk, { stream: true }).split("\n");
    begun.push(first);
    for (const next of others) {
      yield begun.join("").replace(/\r$/, "");
      begun = [next];
    }
  }
  const last = begun.join("") + decoder.decode();
  if (last !== "" && !signal.aborted) yield last;
}

async function* piecesThatCome(signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  const stdin = await standardInput();
  const iterator = stdin[Symbol.asyncIterator]();
  let stop: () => void = () => undefined;
  const listener = (): void => stop();
  signal.addEventListener("abort", listener);
  try {
    while (!signal.aborted) {
      // Deno leaves one who waits for a stream that is let go waiting.
      const next = await new Promise<IteratorResult<Uint8Array, unknown> | undefined>((resolve, reject) => {
        stop = () => resolve(undefined);
        iterator.next().then(resolve, reject);
      });
      if (next?.done === true) return;
      if (next !== undefined) yield next.value;
    }
    stdin.destroy();
  } finally {
    signal.removeEventListener("abort", listener);
  }
}
