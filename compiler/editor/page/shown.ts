/** What the text means, shown in it: its colours, and the axes and counts behind names. */
import { LSPPlugin, type LSPClient } from "@codemirror/lsp-client";
import { RangeSetBuilder, StateEffect, StateField, type Extension } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  ViewPlugin,
  WidgetType,
  type DecorationSet,
  type ViewUpdate,
} from "@codemirror/view";
import type { InlayHint, SemanticTokens } from "vscode-languageserver";

/** How long nothing is typed before the text is looked at anew, in ms. */
const pause = 100;

const show = StateEffect.define<DecorationSet>();

const shown = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, { changes, effects }) => {
    const now = effects.find((effect) => effect.is(show));
    return now === undefined ? before.map(changes) : now.value;
  },
  provide: (field) => EditorView.decorations.from(field),
});

class Hint extends WidgetType {
  readonly text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }

  override eq(other: Hint): boolean {
    return other.text === this.text;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement("span");
    element.className = "hint";
    element.textContent = this.text;
    return element;
  }
}

/** Asks the language server after each pause. */
export function showMeanings(client: LSPClient): Extension {
  const asks = ViewPlugin.fromClass(
    class {
      #timer: number | undefined;
      readonly #view: EditorView;

      constructor(view: EditorView) {
        this.#view = view;
        void client.initializing.then(() => this.#later());
      }

      update({ docChanged }: ViewUpdate): void {
        if (docChanged) this.#later();
      }

      destroy(): void {
        clearTimeout(this.#timer);
      }

      #later(): void {
        clearTimeout(this.#timer);
        this.#timer = window.setTimeout(() => askAndShow(client, this.#view).catch(console.error), pause);
      }
    },
  );
  return [shown, asks];
}

async function askAndShow(client: LSPClient, view: EditorView): Promise<void> {
  const plugin = LSPPlugin.get(view);
  if (plugin === null || !client.connected) return;
  client.sync();
  const { doc } = view.state;
  const textDocument = { uri: plugin.uri };
  const range = { start: { line: 0, character: 0 }, end: plugin.toPosition(doc.length) };
  const [tokens, hints] = await Promise.all([
    client.request<object, SemanticTokens | null>("textDocument/semanticTokens/full", { textDocument }),
    client.request<object, readonly InlayHint[] | null>("textDocument/inlayHint", { textDocument, range }),
  ]);
  // What was changed since is asked for after the next pause.
  if (!view.state.doc.eq(doc)) return;
  const types = client.serverCapabilities?.semanticTokensProvider?.legend.tokenTypes ?? [];
  const marks = marksOf(tokens?.data ?? [], types, plugin);
  const notes = (hints ?? []).map(({ position, label, paddingLeft }) => {
    const text = `${paddingLeft === true ? " " : ""}${typeof label === "string" ? label : ""}`;
    const at = plugin.fromPosition(position);
    return { from: at, to: at, value: Decoration.widget({ widget: new Hint(text), side: 1 }) };
  });
  const builder = new RangeSetBuilder<Decoration>();
  const inOrder = [...marks, ...notes].sort(
    (a, b) => a.from - b.from || a.value.startSide - b.value.startSide,
  );
  for (const { from, to, value } of inOrder) builder.add(from, to, value);
  view.dispatch({ effects: show.of(builder.finish()) });
}

interface Placed {
  readonly from: number;
  readonly to: number;
  readonly value: Decoration;
}

/** Five numbers a token: lines and characters from the one before, length, type, modifiers (LSP 3.17, Semantic Tokens). */
function marksOf(data: readonly number[], types: readonly string[], plugin: LSPPlugin): readonly Placed[] {
  const marks: Placed[] = [];
  let line = 0;
  let character = 0;
  for (let at = 0; at < data.length; at += 5) {
    const [lines = 0, characters = 0, length = 0, type = 0, modifiers = 0] = data.slice(at, at + 5);
    line += lines;
    character = lines === 0 ? character + characters : characters;
    const from = plugin.fromPosition({ line, character });
    const isOwn = (modifiers & 1) !== 0 ? " declared" : "";
    marks.push({ from, to: from + length, value: Decoration.mark({ class: `${types[type]}${isOwn}` }) });
  }
  return marks;
}
