/** One editor that shows one file after the other, and shows each again as it was left. */
import { closeReferencePanel } from "@codemirror/lsp-client";
import type { EditorView } from "@codemirror/view";
import { openEditor, type EditedSpec, type EditorOptions, type Left } from "./weft-editor.ts";

export interface Editors {
  readonly show: (spec: EditedSpec) => EditorView;
  readonly close: () => void;
}

export function openEditors(options: Omit<EditorOptions, "spec">): Editors {
  const left = new Map<string, Left>();
  let shown: { readonly uri: string; readonly view: EditorView } | undefined;

  const close = (): void => {
    if (shown === undefined) return;
    const { uri, view } = shown;
    // Its places aren't followed any more.
    closeReferencePanel(view);
    left.set(uri, { state: view.state, scroll: view.scrollSnapshot() });
    view.destroy();
    shown = undefined;
  };
  return {
    show: (spec) => {
      close();
      const before = left.get(spec.uri);
      const isSame = before?.state.sliceDoc() === spec.text;
      const view = openEditor({ ...options, spec }, isSame ? before : undefined);
      shown = { uri: spec.uri, view };
      return view;
    },
    close,
  };
}
