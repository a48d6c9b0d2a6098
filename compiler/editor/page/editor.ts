/** The page `/edit` of `weft serve`: the spec in an editor, beside the page of its package. */
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { formatDocument, languageServerExtensions, LSPClient } from "@codemirror/lsp-client";
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
import { fetchSpec, openTransport, saveSpec, type SavedSpec } from "./connection.ts";
import { showMeanings } from "./shown.ts";
import { tell } from "./told.ts";

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

const status = element("state");
const choices = element("choices");
const loadIt = element("load");
const keepMine = element("keep");

/** So that saving changes no line that wasn't. */
const breaksOf = (text: string): string => (/(?<!\r)\n/.test(text) ? "\n" : "\r\n");

const brackets = ["(", "[", "{", '"'];
const weft = EditorState.languageData.of(() => [
  { commentTokens: { line: "//" }, closeBrackets: { brackets } },
]);

async function begin(): Promise<void> {
  const spec = await fetchSpec();
  /** What the file has, as far as is known here. */
  let saved = spec.text;
  /** What somebody else wrote into it since. */
  let other: SavedSpec | undefined;
  let said = "";

  const client = new LSPClient({
    // Trying edits takes a while where the machine is busy, as it is while it trains.
    timeout: 60_000,
    notificationHandlers: { "textDocument/publishDiagnostics": tell },
    extensions: languageServerExtensions(),
  });

  const isChanged = (): boolean => view.state.sliceDoc() !== saved;
  const show = (): void => {
    choices.hidden = other === undefined;
    const state = isChanged() ? "not saved yet" : "saved";
    status.textContent = said || (other === undefined ? state : "the file was changed elsewhere");
    document.title = `${isChanged() ? "• " : ""}${spec.name}`;
  };
  const save = async (before: string): Promise<void> => {
    const text = view.state.sliceDoc();
    try {
      other = await saveSpec(text, before);
      if (other === undefined) saved = text;
      said = "";
    } catch (error) {
      said = `not saved: ${error instanceof Error ? error.message : String(error)}`;
    }
    show();
  };
  /** What was written elsewhere is to be looked at first. */
  const saveUnless = (): void => {
    if (other === undefined) void save(saved);
  };
  const take = ({ text }: SavedSpec): void => {
    saved = text;
    other = undefined;
    said = "";
    const { doc } = view.state;
    if (text !== view.state.sliceDoc()) view.dispatch({ changes: { from: 0, to: doc.length, insert: text } });
    show();
  };
  /** Another editor may have written the file: it is shown, unless something that isn't saved would be lost. */
  const look = async (): Promise<void> => {
    const now = await fetchSpec();
    if (now.text === saved) return;
    if (isChanged() && now.text !== view.state.sliceDoc()) {
      other = now;
      show();
    } else take(now);
  };

  const saveKey = {
    key: "Mod-s",
    preventDefault: true,
    run: () => {
      saveUnless();
      return true;
    },
  };
  const view = new EditorView({
    parent: element("editor"),
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
      EditorView.updateListener.of(({ docChanged }) => docChanged && show()),
      client.plugin(spec.uri, "weft"),
      showMeanings(client),
    ],
  });

  const lost = (): void => {
    client.disconnect();
    said = "`weft serve` has ended, or can’t be reached: copy what isn’t saved, and load the page anew";
    show();
  };
  client.connect(await openTransport(lost));
  new EventSource("/weft-live").addEventListener("message", () => void look().catch(lost));
  element("save").addEventListener("click", saveUnless);
  element("layout").addEventListener("click", () => void formatDocument(view));
  loadIt.addEventListener("click", () => {
    if (other !== undefined) take(other);
    view.focus();
  });
  keepMine.addEventListener("click", () => {
    if (other !== undefined) void save(other.text);
    view.focus();
  });
  addEventListener("beforeunload", (event) => {
    if (isChanged()) event.preventDefault();
  });
  show();
  view.focus();
}

begin().catch((error: unknown) => {
  status.textContent = error instanceof Error ? error.message : String(error);
});
