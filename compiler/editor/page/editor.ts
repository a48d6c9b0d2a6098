/** The page `/edit` of `weft serve`: the spec in an editor, beside the page of its package, and the files that its names lead into. */
import { formatDocument } from "@codemirror/lsp-client";
import type { EditorView } from "@codemirror/view";
import { fetchSpecs, openTransport, saveSpec, type SavedSpec } from "./connection.ts";
import { openEditors } from "./editors.ts";
import { readFragment, writeFragment } from "./share-link.ts";
import { element, openClient } from "./weft-editor.ts";

const status = element("state");
const choice = element("spec");
const choices = element("choices");

/** A file as it is here. */
interface OpenSpec {
  readonly name: string;
  readonly uri: string;
  readonly isReadOnly: boolean;
  /** What the file has, as far as is known here. */
  saved: string;
  text: string;
  /** What somebody else wrote into it since. */
  other: string | undefined;
  /** Whether it is offered among those to choose from. */
  isListed: boolean;
}

async function begin(): Promise<void> {
  const [first, ...more] = (await fetchSpecs()).map(openSpecOf);
  if (first === undefined) throw new Error("`weft serve` has no spec");
  const specs = [first, ...more];
  let shown = first;
  let view: EditorView | undefined;
  let said = "";

  const unsaved = (): readonly OpenSpec[] => specs.filter(({ text, saved }) => text !== saved);
  const show = (): void => {
    choices.hidden = shown.other === undefined;
    const names = unsaved().map(({ name }) => name);
    const isOnlyShown = names.length === 1 && names[0] === shown.name;
    const state = isOnlyShown ? "not saved yet" : `not saved yet: ${names.join(", ")}`;
    const own = shown.isReadOnly ? "part of weft: to be read only" : "saved";
    const now = names.length === 0 ? own : state;
    status.textContent = said || (shown.other === undefined ? now : "the file was changed elsewhere");
    document.title = `${names.length > 0 ? "• " : ""}${shown.name}`;
    const listed = specs.filter((spec) => spec.isListed || spec === shown || spec.text !== spec.saved);
    choice.replaceChildren(...listed.map(({ name, uri }) => new Option(name, uri, false, uri === shown.uri)));
    choice.hidden = listed.length === 1;
  };
  const display = (spec: OpenSpec): EditorView => {
    if (spec !== shown || view === undefined) {
      shown = spec;
      spec.isListed ||= !spec.isReadOnly;
      view = editors.show(spec);
    }
    show();
    view.focus();
    return view;
  };
  /** The browser's way back leads to the one before. */
  const follow = (spec: OpenSpec): EditorView => {
    if (spec !== shown) history.pushState(null, "", writeFragment({ path: spec.name, packed: undefined }));
    return display(spec);
  };
  const save = async (spec: OpenSpec, before: string): Promise<void> => {
    const { text } = spec;
    try {
      spec.other = await saveSpec(spec.uri, text, before);
      if (spec.other === undefined) spec.saved = text;
      said = "";
    } catch (error) {
      said = `${spec.name} is not saved: ${error instanceof Error ? error.message : String(error)}`;
    }
    show();
  };
  /** What was written elsewhere is to be looked at first. */
  const saveAll = async (): Promise<void> => {
    for (const spec of unsaved()) if (spec.other === undefined) await save(spec, spec.saved);
    const [other] = specs.filter((spec) => spec.other !== undefined);
    if (other !== undefined && shown.other === undefined) follow(other);
    // The language server reads the others from the disk.
    client.notification("textDocument/didSave", { textDocument: { uri: shown.uri } });
  };
  const take = (spec: OpenSpec, text: string): void => {
    spec.saved = text;
    spec.other = undefined;
    said = "";
    if (spec.text !== text) {
      spec.text = text;
      if (spec === shown) view?.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    }
    show();
  };
  /** Another editor may have written a file: it is shown, unless something that isn't saved would be lost. */
  const look = async (): Promise<void> => {
    for (const now of await fetchSpecs()) {
      const spec = specs.find(({ uri }) => uri === now.uri);
      if (spec === undefined) specs.push(openSpecOf(now));
      else if (now.text === spec.saved) continue;
      else if (spec.text !== spec.saved && now.text !== spec.text) spec.other = now.text;
      else take(spec, now.text);
    }
    show();
  };

  const client = openClient({
    texts: () => specs.map(({ uri, text, saved }) => ({ uri, text, isUnsaved: text !== saved })),
    display: async (uri) => {
      const spec = specs.find((each) => each.uri === uri);
      return spec === undefined ? null : follow(spec);
    },
    change: (uri, text) => {
      const spec = specs.find((each) => each.uri === uri);
      if (spec !== undefined) spec.text = text;
      show();
    },
  });
  const editors = openEditors({
    parent: element("editor"),
    client,
    save: () => void saveAll(),
    changed: ({ state }) => {
      shown.text = state.sliceDoc();
      show();
    },
  });
  const named = (): OpenSpec => {
    const { path } = readFragment(location.hash);
    return specs.find(({ name }) => name === path) ?? first;
  };

  const lost = (): void => {
    client.disconnect();
    said = "`weft serve` has ended, or can’t be reached: copy what isn’t saved, and load the page anew";
    show();
  };
  client.connect(await openTransport(lost));
  new EventSource("/weft-live").addEventListener("message", () => void look().catch(lost));
  element("save").addEventListener("click", () => void saveAll());
  element("layout").addEventListener("click", () => view && void formatDocument(view));
  choice.addEventListener("change", () => {
    const spec = specs.find(({ uri }) => choice instanceof HTMLSelectElement && uri === choice.value);
    if (spec !== undefined) follow(spec);
  });
  element("load").addEventListener("click", () => {
    if (shown.other !== undefined) take(shown, shown.other);
    view?.focus();
  });
  element("keep").addEventListener("click", () => {
    if (shown.other !== undefined) void save(shown, shown.other);
    view?.focus();
  });
  addEventListener("popstate", () => display(named()));
  addEventListener("beforeunload", (event) => {
    if (unsaved().length > 0) event.preventDefault();
  });
  first.isListed = true;
  display(named());
}

function openSpecOf({ text, ...spec }: SavedSpec): OpenSpec {
  return { ...spec, text, saved: text, other: undefined, isListed: false };
}

begin().catch((error: unknown) => {
  status.textContent = error instanceof Error ? error.message : String(error);
});
