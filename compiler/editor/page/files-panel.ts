/** The files of a playground: what specs read, and specs. */
import type { PlaygroundFiles } from "./compiler.ts";
import { element } from "./weft-editor.ts";

export interface FileActions {
  readonly add: (files: Iterable<File>) => Promise<void>;
  /** What is wrong with the name; undefined where a spec was begun. */
  readonly begin: (name: string) => Promise<string | undefined>;
  readonly remove: (path: string) => Promise<void>;
  readonly reset: () => Promise<void>;
}

export function showFiles({ specs, others }: PlaygroundFiles, actions: FileActions): void {
  const all = [
    ...specs.map(({ path, text, isChanged }) => ({ path, bytes: new Blob([text]).size, isChanged })),
    ...others,
  ];
  const rows = all.map(({ path, bytes, isChanged }) => {
    const row = document.createElement("tr");
    const name = document.createElement("td");
    name.textContent = path;
    const size = document.createElement("td");
    size.textContent = `${bytes.toLocaleString("en")} bytes${isChanged ? ", changed" : ""}`;
    const action = document.createElement("td");
    const remove = document.createElement("button");
    remove.textContent = "Remove";
    remove.ariaLabel = `Remove ${path}`;
    remove.addEventListener("click", () => {
      if (!isChanged || confirm(`${path} was changed or added here. Remove it?`)) void actions.remove(path);
    });
    action.append(remove);
    row.append(name, size, action);
    return row;
  });
  const list = element("list");
  // Where the button that has the focus is replaced, the one in its place has it.
  const at = [...list.querySelectorAll("button")].findIndex((button) => button === document.activeElement);
  list.replaceChildren(...rows);
  if (at >= 0) list.querySelectorAll("button")[Math.min(at, rows.length - 1)]?.focus();
}

/** What is done with files once, whatever they are. */
export function listenForFiles(actions: FileActions, failed: (error: unknown) => void): void {
  const input = element("add");
  input.addEventListener("change", () => {
    if (!(input instanceof HTMLInputElement)) return;
    actions.add([...(input.files ?? [])]).catch(failed);
    input.value = "";
  });
  addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files") === true) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    const files = event.dataTransfer?.files;
    if (files === undefined || files.length === 0) return;
    event.preventDefault();
    actions.add([...files]).catch(failed);
  });
  const name = element("name");
  element("begin").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!(name instanceof HTMLInputElement)) return;
    void actions.begin(name.value).then((trouble) => {
      name.setCustomValidity(trouble ?? "");
      name.reportValidity();
      if (trouble !== undefined) return;
      name.value = "";
      element("files").hidePopover();
    });
  });
  name.addEventListener("input", () => {
    if (name instanceof HTMLInputElement) name.setCustomValidity("");
  });
  element("reset").addEventListener("click", () => {
    if (confirm("All files are as this site has them then; what you changed and added is lost. Go on?"))
      void actions.reset();
  });
}
