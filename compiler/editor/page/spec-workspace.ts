/** The files that the language server may speak of, those that no editor shows among them. */
import { LSPPlugin, Workspace, type LSPClient, type WorkspaceFile } from "@codemirror/lsp-client";
import { ChangeSet, Text, type TransactionSpec } from "@codemirror/state";
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

class ShownFile implements WorkspaceFile {
  readonly languageId = "weft";
  readonly uri: string;
  readonly view: EditorView;
  version: number;
  doc: Text;

  constructor(uri: string, view: EditorView, version: number) {
    this.uri = uri;
    this.view = view;
    this.version = version;
    this.doc = view.state.doc;
  }

  getView(): EditorView {
    return this.view;
  }
}

const withoutView = ({ uri, text }: NamedText): WorkspaceFile => ({
  uri,
  languageId: "weft",
  version: 0,
  doc: Text.of(text.split(/\r\n?|\n/)),
  getView: () => null,
});

export class SpecWorkspace extends Workspace {
  #shown: readonly ShownFile[] = [];
  /** The server wants higher ones, also of a file that is shown anew. */
  #version = 0;
  /** What the server was told of files that aren't shown, by their uri. */
  readonly #told = new Map<string, string>();
  readonly #files: SpecFiles;

  constructor(client: LSPClient, files: SpecFiles) {
    super(client);
    this.#files = files;
  }

  override get files(): WorkspaceFile[] {
    const others = this.#files.texts().filter(({ uri }) => this.#shownAt(uri) === undefined);
    return [...this.#shown, ...others.map(withoutView)];
  }

  #shownAt(uri: string): ShownFile | undefined {
    return this.#shown.find((file) => file.uri === uri);
  }

  override getFile(uri: string): WorkspaceFile | null {
    const hidden = (): NamedText | undefined => this.#files.texts().find((file) => file.uri === uri);
    const shown = this.#shownAt(uri);
    if (shown !== undefined) return shown;
    const text = hidden();
    return text === undefined ? null : withoutView(text);
  }

  override syncFiles(): { file: WorkspaceFile; prevDoc: Text; changes: ChangeSet }[] {
    this.#tellUnsaved();
    return this.#shown.flatMap((file) => {
      const plugin = LSPPlugin.get(file.view);
      if (plugin === null || plugin.unsyncedChanges.empty) return [];
      const update = { file, prevDoc: file.doc, changes: plugin.unsyncedChanges };
      file.doc = file.view.state.doc;
      file.version = ++this.#version;
      plugin.clear();
      return [update];
    });
  }

  #tellUnsaved(): void {
    const unsaved = this.#files.texts().filter((file) => file.isUnsaved === true && !this.#shownAt(file.uri));
    for (const [uri, told] of [...this.#told])
      if (!unsaved.some((file) => file.uri === uri && file.text === told)) this.#forget(uri);
    for (const file of unsaved) {
      if (this.#told.has(file.uri)) continue;
      this.client.didOpen({ ...withoutView(file), version: ++this.#version });
      this.#told.set(file.uri, file.text);
    }
  }

  #forget(uri: string): void {
    if (this.#told.delete(uri)) this.client.didClose(uri);
  }

  override openFile(uri: string, _: string, view: EditorView): void {
    this.#forget(uri);
    const file = new ShownFile(uri, view, ++this.#version);
    this.#shown = [...this.#shown, file];
    this.client.didOpen(file);
  }

  override closeFile(uri: string): void {
    this.#shown = this.#shown.filter((file) => file.uri !== uri);
    this.client.didClose(uri);
  }

  override connected(): void {
    for (const file of this.#shown) this.client.didOpen(file);
  }

  override updateFile(uri: string, update: TransactionSpec): void {
    const shown = this.#shownAt(uri);
    if (shown !== undefined) return shown.view.dispatch(update);
    const file = this.#files.texts().find((each) => each.uri === uri);
    if (file === undefined || update.changes === undefined) return;
    const { doc } = withoutView(file);
    const now = ChangeSet.of(update.changes, doc.length).apply(doc);
    this.#files.change(uri, now.sliceString(0, now.length, breaksOf(file.text)));
  }

  override displayFile(uri: string): Promise<EditorView | null> {
    return this.#files.display(uri);
  }
}
