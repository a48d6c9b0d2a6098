/** What the page of the editor and `weft serve` say to each other, over HTTP. */
import type { Transport } from "@codemirror/lsp-client";

/** A spec on the disk, or a file of the standard library. */
export interface SavedSpec {
  /** From the folder on that the spec lies in that is shown first. */
  readonly name: string;
  /** Its place as editors name it, `file:…`. */
  readonly uri: string;
  readonly text: string;
  readonly isReadOnly: boolean;
}

/** First the one that is served, then those that may have its names, and the library. */
export async function fetchSpecs(): Promise<readonly SavedSpec[]> {
  const response = await fetch("/edit/specs");
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

/** Writes `text` in the place of `before`. Where the file is another by now, it stays, and its text is what is returned. */
export async function saveSpec(uri: string, text: string, before: string): Promise<string | undefined> {
  const response = await fetch("/edit/spec", { method: "PUT", body: JSON.stringify({ uri, text, before }) });
  if (response.status === 409) return response.text();
  if (!response.ok) throw new Error(await response.text());
  return undefined;
}

/** Messages of the Language Server Protocol: there, one after the other, by POST, and back by an event each. */
export function openTransport(isLost: () => void): Promise<Transport> {
  const address = `/edit/messages?session=${crypto.randomUUID()}`;
  const handlers = new Set<(message: string) => void>();
  const source = new EventSource(address);
  source.addEventListener("message", ({ data }) => {
    for (const handler of handlers) handler(data);
  });
  source.addEventListener("error", () => {
    source.close();
    isLost();
  });
  let sent: Promise<unknown> = Promise.resolve();
  const transport: Transport = {
    send: (message) => {
      sent = sent.then(() => fetch(address, { method: "POST", body: message })).catch(isLost);
    },
    subscribe: (handler) => void handlers.add(handler),
    unsubscribe: (handler) => void handlers.delete(handler),
  };
  return new Promise((ready) => source.addEventListener("open", () => ready(transport), { once: true }));
}
