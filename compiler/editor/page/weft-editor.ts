/** The editor of a spec: CodeMirror, as a client of the language server. */
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { languageServerExtensions, LSPClient } from "@codemirror/lsp-client";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  crosshairCursor,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { showMeanings } from "./shown.ts";
import { tell } from "./told.ts";

export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

/** So that saving changes no line that wasn't. */
const breaksOf = (text: string): string => (/(?<!\r)\n/.test(text) ? "\n" : "\r\n");

const brackets = ["(", "[", "{", '"'];
const weft = EditorState.languageData.of(() => [
  { commentTokens: { line: "//" }, closeBrackets: { brackets } },
]);

export function openClient(): LSPClient {
  return new LSPClient({
    // Trying edits takes a while where the machine is busy, as it is while it trains.
    timeout: 60_000,
    notificationHandlers: { "textDocument/publishDiagnostics": tell },
    extensions: languageServerExtensions(),
  });
}

export interface EditorOptions {
  readonly parent: HTMLElement;
  /** `uri` is how the language server calls it. */
  readonly spec: { readonly name: string; readonly uri: string; readonly text: string };
  readonly client: LSPClient;
  /** Ctrl+S, ⌘S. */
  readonly save: () => void;
  /** Is called after each change of the text. */
  readonly changed: () => void;
}

export function openEditor({ parent, spec, client, save, changed }: EditorOptions): EditorView {
  const saveKey = {
    key: "Mod-s",
    preventDefault: true,
    run: () => {
      save();
      return true;
    },
  };
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
      EditorView.updateListener.of(({ docChanged }) => docChanged && changed()),
      client.plugin(spec.uri, "weft"),
      showMeanings(client),
    ],
  });
}
