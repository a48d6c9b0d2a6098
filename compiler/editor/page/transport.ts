/** The way of messages between the editor and the language server, where both are in one browser. */
import type { Transport } from "@codemirror/lsp-client";
import { proxy, type Remote } from "comlink";
import type { PlaygroundCompiler } from "./compiler.ts";

/** Lines on what goes on are told to `line`. */
export function compilerTransport(
  compiler: Remote<PlaygroundCompiler>,
  line: (text: string) => void,
): Transport {
  const handlers = new Set<(message: string) => void>();
  const take = (message: string): void => {
    for (const handler of handlers) handler(message);
  };
  void compiler.listen(proxy(take), proxy(line));
  return {
    send: (message) => void compiler.tell(message),
    subscribe: (handler) => void handlers.add(handler),
    unsubscribe: (handler) => void handlers.delete(handler),
  };
}
