/** `weft lsp` */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serveLanguage } from "./language-server.ts";

/** Speaks the Language Server Protocol over the standard input and output until the editor ends it. */
export function lspCommand(): void {
  serveLanguage(createConnection(ProposedFeatures.all, process.stdin, process.stdout));
}
