/** The file of a playground that is shown: what is typed is kept, and what other pages of the site change comes in. */
import type { LSPClient } from "@codemirror/lsp-client";
import { Annotation, Transaction } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { LibraryFile, PlaygroundCompiler, PlaygroundFiles } from "./compiler.ts";
import { openDraft, type Draft } from "./draft.ts";
import { openEditors } from "./editors.ts";
import { openClient } from "./weft-editor.ts";

/** How long nothing is typed before it is kept, in ms. */
const pause = 300;

/** Of changes that are kept already. */
const elsewhere = Annotation.define<true>();

export interface ShownFile {
  readonly client: LSPClient;
  readonly path: () => string | undefined;
  readonly view: () => EditorView | undefined;
  readonly files: () => PlaygroundFiles;
  /** Shows a spec or a file of the library; where there is none of this path the first spec. */
  readonly show: (path: string | undefined) => Promise<void>;
  /** Keeps what is typed, at once. */
  readonly keep: () => Promise<void>;
  readonly isKept: () => boolean;
  /** Does something with the files, in its turn, and shows what they are then. */
  readonly change: (work: () => Promise<PlaygroundFiles>) => Promise<void>;
}

export interface ShownFileOptions {
  readonly parent: HTMLElement;
  readonly compiler: Pick<PlaygroundCompiler, "edit">;
  readonly files: PlaygroundFiles;
  readonly library: readonly LibraryFile[];
  /** The folder that the specs lie in. */
  readonly rootUri: string;
  /** Ctrl+S, ⌘S. */
  readonly save: () => void;
  /** Another file is to be shown, because a name of it is followed. */
  readonly follow: (path: string) => Promise<void>;
  /** The files, or which of them is shown, are others. */
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
}

export function openShownFile(options: ShownFileOptions): ShownFile {
  const { compiler, library } = options;
  let { files } = options;
  let shown: { readonly path: string; readonly uri: string } | undefined;
  let view: EditorView | undefined;
  /** None of what can't be written. */
  let draft: Draft | undefined;
  let timer: number | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** One after the other, so that each knows what the one before has done. */
  const inOrder = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
  const later = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void keep().catch(options.failed), pause);
  };
  const take = (now: PlaygroundFiles): void => {
    files = now;
    const spec = files.specs.find(({ path }) => path === shown?.path);
    if (draft !== undefined && spec !== undefined) {
      const changes = draft.take(spec.text);
      const annotations = [elsewhere.of(true), Transaction.addToHistory.of(false)];
      if (changes !== undefined) view?.dispatch({ changes, annotations });
    }
    if (draft?.isChanged() === true) later();
    options.changed();
  };
  const keepNow = async (): Promise<void> => {
    clearTimeout(timer);
    const sent = view && draft?.send(view.state.sliceDoc());
    if (shown === undefined || sent === undefined) return;
    try {
      take(await compiler.edit(shown.path, sent.text, sent.before));
    } catch (error) {
      draft?.failed();
      throw error;
    }
  };
  const keep = (): Promise<void> => inOrder(keepNow);
  const showNow = (path: string | undefined): void => {
    const spec = files.specs.find((each) => each.path === path);
    const file = spec ?? library.find((each) => each.path === path) ?? files.specs[0];
    if (file !== undefined && file.path === shown?.path) return;
    shown = file;
    draft = undefined;
    view = undefined;
    editors.close();
    if (file !== undefined) {
      const isReadOnly = library.some(({ uri }) => uri === file.uri);
      if (!isReadOnly) draft = openDraft(file.text);
      view = editors.show({ ...file, name: file.path, isReadOnly });
    }
    options.changed();
  };

  const client = openClient(
    {
      texts: () => [...files.specs, ...library],
      display: async (uri) => {
        const file = [...files.specs, ...library].find((each) => each.uri === uri);
        if (file === undefined) return null;
        await options.follow(file.path);
        return view ?? null;
      },
      change: (uri, text) => {
        const spec = files.specs.find((each) => each.uri === uri);
        if (spec !== undefined) change(() => compiler.edit(spec.path, text, spec.text)).catch(options.failed);
      },
    },
    options.rootUri,
  );
  const editors = openEditors({
    parent: options.parent,
    client,
    save: options.save,
    changed: ({ transactions }) => {
      for (const each of transactions)
        if (each.docChanged && each.annotation(elsewhere) === undefined) draft?.edit(each.changes);
      if (draft?.isChanged() === true) later();
    },
  });
  const change = (work: () => Promise<PlaygroundFiles>): Promise<void> =>
    inOrder(async () => {
      await keepNow();
      take(await work());
      const isGone = draft?.isChanged() === false && !files.specs.some(({ path }) => path === shown?.path);
      if (isGone) showNow(undefined);
      // Mistakes may be others where data, or what is imported, are.
      if (shown !== undefined)
        client.notification("textDocument/didSave", { textDocument: { uri: shown.uri } });
    });

  return {
    client,
    path: () => shown?.path,
    view: () => view,
    files: () => files,
    show: (path) =>
      inOrder(async () => {
        await keepNow();
        showNow(path);
      }),
    keep,
    isKept: () => draft?.isChanged() !== true,
    change,
  };
}
