/** The editor's own parts are light or dark as the page is. */
import { StateField, type Extension } from "@codemirror/state";
import { EditorView, ViewPlugin } from "@codemirror/view";

const dark = matchMedia("(prefers-color-scheme: dark)");

const isDark = StateField.define<boolean>({
  create: () => dark.matches,
  update: () => dark.matches,
  provide: (field) => EditorView.darkTheme.from(field),
});

const changes = ViewPlugin.define((view) => {
  const update = (): void => view.dispatch({});
  dark.addEventListener("change", update);
  return { destroy: () => dark.removeEventListener("change", update) };
});

export const colourScheme: Extension = [isDark, changes];
