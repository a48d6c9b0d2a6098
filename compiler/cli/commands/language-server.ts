/** Answers an editor's requests about the specs that it has open. What the answers are is in `compiler/editor`. */
import type { Connection, InitializeParams, InitializeResult, Location } from "vscode-languageserver/node";
import {
  CodeActionKind,
  DidChangeWatchedFilesNotification,
  LSPErrorCodes,
  ResponseError,
  TextDocuments,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { inlayHintsIn } from "../../editor/hints.ts";
import { coloursIn, legend } from "../../editor/colours.ts";
import { completionsAt } from "../../editor/completion.ts";
import { hoverAt } from "../../editor/hover.ts";
import { layoutEdits } from "../../editor/layout.ts";
import { definitionAt, isDeclaration, usesAt } from "../../editor/navigation.ts";
import { foldsIn, symbolsIn } from "../../editor/outline.ts";
import { fixesIn, problemsIn } from "../../editor/problems.ts";
import { renameableAt, renameEdits } from "../../editor/rename.ts";
import type { View } from "../../editor/view.ts";
import { occurrenceAt } from "../../editor/view.ts";
import type { Diagnostic } from "../../source/diagnostic.ts";
import { diagnose } from "./diagnose.ts";
import type { OpenSpec } from "./open-specs.ts";
import { openSpec, pathOf } from "./open-specs.ts";
import { packageVersion } from "../package-root.ts";
import { foldersOf, specsAround } from "./workspace.ts";

/** How long nothing is typed before mistakes are told, in ms. */
const pause = 250;

const capabilities: InitializeResult["capabilities"] = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  hoverProvider: true,
  completionProvider: { triggerCharacters: [".", "["] },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  documentFormattingProvider: true,
  renameProvider: { prepareProvider: true },
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  inlayHintProvider: true,
  semanticTokensProvider: { legend, full: true },
};

/** What was found out about a document; a change of another one that is open may change it. */
interface Known {
  readonly revision: number;
  readonly open: OpenSpec;
  diagnostics: Promise<readonly Diagnostic[]> | undefined;
}

/** The specs that an editor has open. */
interface Session {
  readonly openAt: (path: string) => TextDocument | undefined;
  /** What `use` makes of a document. A fault of ours is logged, and costs this answer only, which is `otherwise`. */
  readonly answer: <Answer>(
    uri: string,
    otherwise: Answer,
    use: (now: Known) => Answer | Promise<Answer>,
  ) => Promise<Answer>;
  readonly diagnosticsOf: (now: Known) => Promise<readonly Diagnostic[]>;
  /** Something that specs read is another: mistakes are told anew after a pause. */
  readonly changed: () => void;
  /** Tells nothing more. */
  readonly stop: () => void;
}

/** Serves until the connection ends. Call what it returns where the connection is closed before: nothing is told then. */
export function serveLanguage(connection: Connection): () => void {
  const session = openSession(connection);
  let watches = false;
  let folders: readonly string[] = [];

  connection.onInitialize((parameters: InitializeParams): InitializeResult => {
    folders = foldersOf(parameters);
    watches = parameters.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    return { capabilities, serverInfo: { name: "weft", version: packageVersion() } };
  });
  connection.onInitialized(() => {
    const watchers = [{ globPattern: "**/*.weft" }];
    if (watches) void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  });
  connection.onShutdown(() => session.stop());
  connection.onDidChangeWatchedFiles(session.changed);
  answerAboutText(connection, session);
  answerAboutNames(connection, session, () => folders);
  connection.listen();
  return session.stop;
}

function openSession(connection: Connection): Session {
  const documents = new TextDocuments(TextDocument);
  const known = new Map<string, Known>();
  let revision = 0;
  let timer: NodeJS.Timeout | undefined;
  /** A connection that was closed lets nothing more be sent. */
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    clearTimeout(timer);
  };

  const openAt = (path: string): TextDocument | undefined =>
    documents.all().find(({ uri }) => pathOf(uri) === path);

  const knownOf = (uri: string): Known | undefined => {
    const document = documents.get(uri);
    const before = known.get(uri);
    if (document === undefined || before?.revision === revision) return document && before;
    const open = openSpec(document, openAt, before?.open);
    const diagnostics = open === before?.open ? before.diagnostics : undefined;
    const now: Known = { revision, open, diagnostics };
    known.set(uri, now);
    return now;
  };

  const diagnosticsOf = (now: Known): Promise<readonly Diagnostic[]> => {
    const { spec, isLibrary } = now.open;
    now.diagnostics ??= isLibrary
      ? Promise.resolve([])
      : diagnose(spec).then(({ diagnostics }) => diagnostics);
    return now.diagnostics;
  };

  const tellAll = async (): Promise<void> => {
    for (const { uri, version } of documents.all()) {
      const found = await answer(uri, undefined, async (now) => ({
        now,
        problems: problemsIn(now.open.view, await diagnosticsOf(now)),
      }));
      // What was changed since is told of after the next pause.
      if (isStopped) return;
      if (found?.now.revision !== revision || documents.get(uri) === undefined) continue;
      await connection.sendDiagnostics({ uri, version, diagnostics: [...found.problems] });
    }
  };

  const changed = (): void => {
    revision += 1;
    clearTimeout(timer);
    timer = setTimeout(() => void tellAll(), pause);
  };

  const answer = async <Answer>(
    uri: string,
    otherwise: Answer,
    use: (now: Known) => Answer | Promise<Answer>,
  ): Promise<Answer> => {
    try {
      const now = knownOf(uri);
      return now === undefined ? otherwise : await use(now);
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      if (isStopped) return otherwise;
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      connection.console.error(`weft ${packageVersion()}: a fault of the compiler: ${text}`);
      return otherwise;
    }
  };

  documents.onDidChangeContent(changed);
  documents.onDidSave(() => {
    // Other files, such as data, may be there by now.
    known.clear();
    changed();
  });
  documents.onDidClose(({ document: { uri } }) => {
    known.delete(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
    changed();
  });
  documents.listen(connection);
  return { openAt, answer, diagnosticsOf, changed, stop };
}

/** Answers that need one spec. */
function answerAboutText(connection: Connection, { answer, diagnosticsOf }: Session): void {
  connection.onHover(({ textDocument: { uri }, position }) =>
    answer(uri, undefined, async (now) => {
      const { view } = now.open;
      return hoverAt(view, view.offsetAt(position), (await now.diagnostics) ?? view.analysis.diagnostics);
    }),
  );
  connection.onCompletion(({ textDocument: { uri }, position }) =>
    answer(uri, [], ({ open: { view } }) => [...completionsAt(view, view.offsetAt(position))]),
  );
  connection.onDocumentSymbol(({ textDocument: { uri } }) =>
    answer(uri, [], ({ open: { view } }) => [...symbolsIn(view)]),
  );
  connection.onFoldingRanges(({ textDocument: { uri } }) =>
    answer(uri, [], ({ open: { view } }) => [...foldsIn(view)]),
  );
  connection.onDocumentFormatting(({ textDocument: { uri } }) =>
    answer(uri, [], ({ open: { view } }) => [...layoutEdits(view)]),
  );
  connection.onCodeAction(({ textDocument: { uri }, range }) =>
    answer(uri, [], async (now) => [...fixesIn(now.open.view, await diagnosticsOf(now), range)]),
  );
  connection.languages.inlayHint.on(({ textDocument: { uri }, range }) =>
    answer(uri, [], ({ open: { view } }) => [...inlayHintsIn(view, range)]),
  );
  connection.languages.semanticTokens.on(({ textDocument: { uri } }) =>
    answer(uri, { data: [] }, ({ open: { view } }) => coloursIn(view)),
  );
}

/** Answers that follow a name through the specs of the open folders. */
function answerAboutNames(
  connection: Connection,
  { answer, openAt }: Session,
  folders: () => readonly string[],
): void {
  /** The other specs that may have the name at an offset, or one of these. */
  const othersOf = ({ open }: Known, offset: number, ...names: readonly string[]): readonly View[] => {
    const found = occurrenceAt(open.view, offset);
    return found === undefined ? [] : specsAround(open, folders(), [found.thing.name, ...names], openAt);
  };

  connection.onDefinition(({ textDocument: { uri }, position }) =>
    answer(uri, undefined, ({ open: { view } }) => definitionAt(view, view.offsetAt(position))),
  );
  connection.onReferences(({ textDocument: { uri }, position, context }) =>
    answer<Location[]>(uri, [], (now) => {
      const { view } = now.open;
      const offset = view.offsetAt(position);
      return usesAt(view, othersOf(now, offset), offset)
        .filter((use) => context.includeDeclaration || !isDeclaration(use))
        .map(({ location }) => location);
    }),
  );
  connection.onDocumentHighlight(({ textDocument: { uri }, position }) =>
    answer(uri, [], ({ open: { view } }) =>
      usesAt(view, [], view.offsetAt(position)).map(({ location: { range } }) => ({ range })),
    ),
  );
  connection.onPrepareRename(({ textDocument: { uri }, position }) =>
    answer(uri, undefined, ({ open: { view } }) => orRefuse(renameableAt(view, view.offsetAt(position)))),
  );
  connection.onRenameRequest(({ textDocument: { uri }, position, newName }) =>
    answer(uri, undefined, (now) => {
      const { view } = now.open;
      const offset = view.offsetAt(position);
      return { changes: orRefuse(renameEdits(view, othersOf(now, offset, newName), offset, newName)) };
    }),
  );
}

/** What isn't to be done is told in the editor's own way. */
function orRefuse<Found>(found: Found | string): Found {
  if (typeof found === "string") throw new ResponseError(LSPErrorCodes.RequestFailed, found);
  return found;
}
