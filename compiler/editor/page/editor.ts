/** The page `/edit` of `weft serve`: the spec in an editor, beside the page of its package. */
import { formatDocument } from "@codemirror/lsp-client";
import { fetchSpec, openTransport, saveSpec, type SavedSpec } from "./connection.ts";
import { element, openClient, openEditor } from "./weft-editor.ts";

const status = element("state");
const choices = element("choices");
const loadIt = element("load");
const keepMine = element("keep");

async function begin(): Promise<void> {
  const spec = await fetchSpec();
  /** What the file has, as far as is known here. */
  let saved = spec.text;
  /** What somebody else wrote into it since. */
  let other: SavedSpec | undefined;
  let said = "";

  const client = openClient();

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

  const view = openEditor({ parent: element("editor"), spec, client, save: saveUnless, changed: show });

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
