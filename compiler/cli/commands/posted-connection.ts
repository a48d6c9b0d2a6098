/** A connection of the language server whose messages come and go one by one, without a stream between. */
import { createConnection, Emitter, ProposedFeatures } from "vscode-languageserver/node";
import type { Disposable, Message, MessageReader, MessageWriter } from "vscode-languageserver/node";
import { serveLanguage } from "./language-server.ts";

export interface PostedConnection {
  /** A message of the editor, as JSON. Throws where it is none. */
  readonly take: (message: string) => void;
  readonly close: () => void;
}

/** Serves until it is closed; `send` gets the server's messages as JSON. */
export function openPostedConnection(send: (message: string) => void): PostedConnection {
  const came = new Emitter<Message>();
  const closed = new Emitter<void>();
  const nothing = (): Disposable => ({ dispose: () => undefined });
  const reader: MessageReader = {
    onError: nothing,
    onClose: closed.event,
    onPartialMessage: nothing,
    listen: (callback) => came.event(callback),
    dispose: () => came.dispose(),
  };
  const writer: MessageWriter = {
    onError: nothing,
    onClose: closed.event,
    write: async (message) => send(JSON.stringify(message)),
    end: () => undefined,
    dispose: () => undefined,
  };
  const connection = createConnection(ProposedFeatures.all, reader, writer);
  const stop = serveLanguage(connection);
  return {
    take: (text) => {
      const message = JSON.parse(text);
      // It would end this process, which serves others, too.
      if (message.method !== "exit") came.fire(message);
    },
    close: () => {
      stop();
      closed.fire();
      connection.dispose();
    },
  };
}
