/** The editor of a spec: CodeMirror, as a client of the language server. */
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { jumpToDefinition, languageServerExtensions, LSPClient } from "@codemirror/lsp-client";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension, type StateEffect } from "@codemirror/state";
import {
  crosshairCursor,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  type ViewUpdate,
} from "@codemirror/view";
import { colourScheme } from "./colour-scheme.ts";
import { indentation } from "./indent.ts";
import { plainHtml } from "./plain-html.ts";
import { showMeanings } from "./shown.ts";
import { breaksOf, openSpecWorkspace, type SpecFiles } from "./spec-workspace.ts";
import { tell } from "./told.ts";

export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

const brackets = ["(", "[", "{", '"'];
const weft = EditorState.languageData.of(() => [
  { commentTokens: { line: "//" }, closeBrackets: { brackets }, indentOnInput: /^\s*[)\]}]$/ },
]);

/** `rootUri` is the folder whose specs may name each other's names. */
export function openClient(files: SpecFiles, rootUri?: string): LSPClient {
  return new LSPClient({
    ...(rootUri === undefined ? {} : { rootUri }),
    // Trying edits takes a while where the machine is busy, as it is while it trains.
    timeout: 60_000,
    workspace: (client) => openSpecWorkspace(client, files),
    notificationHandlers: { "textDocument/publishDiagnostics": tell },
    extensions: languageServerExtensions(),
    sanitizeHTML: plainHtml,
  });
}

export interface EditedSpec {
  readonly name: string;
  /** How the language server calls it. */
  readonly uri: string;
  readonly text: string;
  readonly isReadOnly?: boolean;
}

export interface EditorOptions {
  readonly parent: HTMLElement;
  readonly spec: EditedSpec;
  readonly client: LSPClient;
  /** Ctrl+S, ⌘S. */
  readonly save: () => void;
  /** Is called after each change of the text. */
  readonly changed: (update: ViewUpdate) => void;
}

/** How a text was shown before. */
export interface Left {
  readonly state: EditorState;
  readonly scroll: StateEffect<unknown>;
}

/** Other extensions change a text that is read-only, too, as laying it out does. */
const readOnly: readonly Extension[] = [
  EditorState.readOnly.of(true),
  EditorState.changeFilter.of(() => false),
];

/** Ctrl and a click, ⌘ and a click. */
const followWithMouse = EditorView.domEventHandlers({
  mousedown: (event, view) => {
    const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);
    if (event.button !== 0 || !(isMac ? event.metaKey : event.ctrlKey)) return false;
    const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
    if (at === null) return false;
    event.preventDefault();
    view.dispatch({ selection: { anchor: at }, userEvent: "select.pointer" });
    return jumpToDefinition(view);
  },
});

/** `left` is how the same text was shown before. */
export function openEditor({ parent, spec, client, save, changed }: EditorOptions, left?: Left): EditorView {
  const saveKey = {
    key: "Mod-s",
    preventDefault: true,
    run: () => {
      save();
      return true;
    },
  };
  if (left !== undefined) return new EditorView({ parent, state: left.state, scrollTo: left.scroll });
  return new EditorView({
    parent,
    doc: spec.text,
    extensions: [
      weft,
      EditorState.lineSeparator.of(breaksOf(spec.text)),
      lineNumbers(),
      lintGutter(),
      history(),
      drawSelection(),
      crosshairCursor(),
      highlightActiveLine(),
      highlightSpecialChars(),
      highlightSelectionMatches(),
      bracketMatching(),
      indentation,
      indentOnInput(),
      closeBrackets(),
      keymap.of([
        saveKey,
        ...closeBracketsKeymap,
        ...completionKeymap,
        ...lintKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...defaultKeymap,
      ]),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": spec.name, spellcheck: "false" }),
      EditorView.updateListener.of((update) => update.docChanged && changed(update)),
      followWithMouse,
      ...(spec.isReadOnly === true ? readOnly : []),
      colourScheme,
      client.plugin(spec.uri, "weft"),
      showMeanings(client),
    ],
  });
}
