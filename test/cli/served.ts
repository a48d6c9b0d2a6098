/** `weft serve` as tests run it. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { startWeft } from "./weft.ts";

/** What a page is told. */
export interface Told {
  readonly version: string;
  readonly trouble: string;
}

/** The states that a page is told, one after the other. */
export async function* statesAt(address: string): AsyncGenerator<Told> {
  const response = await fetch(`${address}weft-live`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) return;
    text += value;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      yield JSON.parse(text.slice("data: ".length, end)) as Told;
      text = text.slice(end + 2);
    }
  }
}

/** The address that it prints; what `use` throws goes on after it has ended. */
export async function withServer(
  folder: string,
  use: (address: string, child: ChildProcess) => Promise<void>,
  spec = "a.weft",
): Promise<void> {
  const { child, ended } = startWeft(["serve", spec, "--port", "0"], folder);
  try {
    const output = await Promise.race([once(child.stdout ?? child, "data"), ended]);
    const address = /http:\S+/.exec(Array.isArray(output) ? String(output[0]) : output.errors)?.[0] ?? "";
    await use(address, child);
  } finally {
    child.kill("SIGINT");
    await ended;
  }
}
