/** The files that the language server may speak of, those that no editor shows among them. */
import { LSPPlugin, type LSPClient, type Workspace, type WorkspaceFile } from "@codemirror/lsp-client";
import { ChangeSet, Text } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";

/** A file as the language server calls it. */
export interface NamedText {
  readonly uri: string;
  readonly text: string;
  /** Whether the language server can't read it from the disk. */
  readonly isUnsaved?: boolean;
}

/** What the page does with files that aren't shown. */
export interface SpecFiles {
  /** All that are known. */
  readonly texts: () => readonly NamedText[];
  /** Shows one in an editor; null where it isn't known. */
  readonly display: (uri: string) => Promise<EditorView | null>;
  /** One that isn't shown gets another text, because a name of it was changed. */
  readonly change: (uri: string, text: string) => void;
}

/** So that changes leave lines alone that they aren't about. */
export const breaksOf = (text: string): string => (/(?<!\r)\n/.test(text) ? "\n" : "\r\n");

interface ShownFile extends WorkspaceFile {
  readonly view: EditorView;
}

const withoutView = ({ uri, text }: NamedText): WorkspaceFile => ({
  uri,
  languageId: "weft",
  version: 0,
  doc: Text.of(text.split(/\r\n?|\n/)),
  getView: () => null,
});

export function openSpecWorkspace(client: LSPClient, { texts, display, change }: SpecFiles): Workspace {
  let shown: readonly ShownFile[] = [];
  /** The server wants higher ones, also of a file that is shown anew. */
  let version = 0;
  /** What the server was told of files that aren't shown, by their uri. */
  const told = new Map<string, string>();

  const shownAt = (uri: string): ShownFile | undefined => shown.find((file) => file.uri === uri);
  const textAt = (uri: string): NamedText | undefined => texts().find((file) => file.uri === uri);
  const forget = (uri: string): void => {
    if (told.delete(uri)) client.didClose(uri);
  };
  const tellUnsaved = (): void => {
    const unsaved = texts().filter(({ uri, isUnsaved }) => isUnsaved === true && !shownAt(uri));
    for (const [uri, text] of [...told])
      if (!unsaved.some((file) => file.uri === uri && file.text === text)) forget(uri);
    for (const file of unsaved) {
      if (told.has(file.uri)) continue;
      client.didOpen({ ...withoutView(file), version: ++version });
      told.set(file.uri, file.text);
    }
  };
  const getFile = (uri: string): WorkspaceFile | null => {
    const text = textAt(uri);
    return shownAt(uri) ?? (text === undefined ? null : withoutView(text));
  };

  return {
    client,
    get files() {
      const others = texts().filter(({ uri }) => shownAt(uri) === undefined);
      return [...shown, ...others.map(withoutView)];
    },
    getFile,
    requestFile: async (uri) => getFile(uri),
    syncFiles: () => {
      tellUnsaved();
      return shown.flatMap((file) => {
        const plugin = LSPPlugin.get(file.view);
        if (plugin === null || plugin.unsyncedChanges.empty) return [];
        const update = { file, prevDoc: file.doc, changes: plugin.unsyncedChanges };
        file.doc = file.view.state.doc;
        file.version = ++version;
        plugin.clear();
        return [update];
      });
    },
    openFile: (uri, languageId, view) => {
      forget(uri);
      const { doc } = view.state;
      const file = { uri, languageId, version: ++version, doc, view, getView: () => view };
      shown = [...shown, file];
      client.didOpen(file);
    },
    closeFile: (uri) => {
      shown = shown.filter((file) => file.uri !== uri);
      client.didClose(uri);
    },
    connected: () => {
      for (const file of shown) client.didOpen(file);
    },
    disconnected: () => undefined,
    updateFile: (uri, update) => {
      const file = textAt(uri);
      const { view } = shownAt(uri) ?? {};
      if (view !== undefined) return view.dispatch(update);
      if (file === undefined || update.changes === undefined) return;
      const { doc } = withoutView(file);
      const now = ChangeSet.of(update.changes, doc.length).apply(doc);
      change(uri, now.sliceString(0, now.length, breaksOf(file.text)));
    },
    displayFile: display,
  };
}
