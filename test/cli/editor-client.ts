/** An editor's side of the Language Server Protocol, with the server in this process or in one of its own. */
import type { Readable, Writable } from "node:stream";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import type {
  Position,
  ProtocolConnection,
  PublishDiagnosticsParams,
  TextEdit,
} from "vscode-languageserver/node";
import {
  createConnection,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  LogMessageNotification,
  ProposedFeatures,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { serveLanguage } from "../../compiler/cli/commands/language-server.ts";

export interface EditorClient {
  readonly connection: ProtocolConnection;
  readonly open: (uri: string, text: string) => Promise<void>;
  /** Replaces the whole text. */
  readonly change: (uri: string, text: string) => Promise<void>;
  readonly close: (uri: string) => Promise<void>;
  /** The next diagnostics that come for a document. */
  readonly told: (uri: string) => Promise<PublishDiagnosticsParams>;
  /** What the server has logged: its faults. */
  readonly logged: readonly string[];
  /** `exit` ends the server's process, too. */
  readonly end: (exit?: boolean) => Promise<void>;
}

export async function connect(input: Readable, output: Writable, folder?: string): Promise<EditorClient> {
  const connection = createProtocolConnection(
    new StreamMessageReader(input),
    new StreamMessageWriter(output),
  );
  const logged: string[] = [];
  const waiting = new Map<string, ((params: PublishDiagnosticsParams) => void)[]>();
  connection.onNotification(LogMessageNotification.type, ({ message }) => void logged.push(message));
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    for (const resolve of waiting.get(params.uri)?.splice(0) ?? []) resolve(params);
  });
  connection.listen();
  const rootUri = folder === undefined ? null : pathToFileURL(folder).href;
  await connection.sendRequest(InitializeRequest.type, { processId: null, rootUri, capabilities: {} });
  await connection.sendNotification(InitializedNotification.type, {});
  let version = 1;
  return {
    connection,
    logged,
    open: (uri, text) =>
      connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId: "weft", version: ++version, text },
      }),
    change: (uri, text) =>
      connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version: ++version },
        contentChanges: [{ text }],
      }),
    close: (uri) =>
      connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } }),
    told: (uri) =>
      new Promise((resolve) => {
        waiting.set(uri, [...(waiting.get(uri) ?? []), resolve]);
      }),
    end: async (exit = false) => {
      await connection.sendRequest(ShutdownRequest.type);
      if (exit) await connection.sendNotification(ExitNotification.type);
      connection.dispose();
    },
  };
}

/** A server in this process, and the folder that the editor has open. */
export function connectHere(folder?: string): Promise<EditorClient> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const reader = new StreamMessageReader(toServer);
  serveLanguage(createConnection(ProposedFeatures.all, reader, new StreamMessageWriter(toClient)));
  return connect(toClient, toServer, folder);
}

/** A text with a place, which `‸` marks: the text without the mark, and its position. */
export function marked(text: string): {
  readonly text: string;
  readonly position: { readonly line: number; readonly character: number };
} {
  const at = text.indexOf("‸");
  const lines = text.slice(0, at).split(/\r\n|\n/);
  return {
    text: text.slice(0, at) + text.slice(at + 1),
    position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
  };
}

/** A document that a test opens. */
export const uri = "file:///specs/a.weft";

/** The answer to a request about it. */
export function ask<Answer>(client: EditorClient, request: string, more: object = {}): Promise<Answer> {
  return client.connection.sendRequest(`textDocument/${request}`, { textDocument: { uri }, ...more });
}

/** The place in a text where a piece begins, and `more` characters on. */
export function placeIn(text: string, piece: string, more = 0): Position {
  const at = text.indexOf(piece);
  if (at < 0) throw new Error(`${piece} isn't there`);
  return TextDocument.create(uri, "weft", 1, text).positionAt(at + more);
}

export function applied(text: string, edits: readonly TextEdit[]): string {
  return TextDocument.applyEdits(TextDocument.create(uri, "weft", 1, text), [...edits]);
}
