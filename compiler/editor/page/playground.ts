/** The page of a playground: specs in an editor, beside the page of their package, both made in this browser. */
import { formatDocument } from "@codemirror/lsp-client";
import type { EditorView } from "@codemirror/view";
import { wrap } from "comlink";
import type { Outcome, PlaygroundCompiler, PlaygroundFiles, PlaygroundSpec } from "./compiler.ts";
import { listenForFiles, showFiles, type FileActions } from "./files-panel.ts";
import { openPreview } from "./preview-frame.ts";
import { openService } from "./service.ts";
import { compilerTransport } from "./transport.ts";
import { element, openClient, openEditor } from "./weft-editor.ts";

/** How long nothing is typed before it is kept, in ms. */
const pause = 300;

const status = element("state");
const choice = element("spec");
const compileIt = element("compile");
const downloadIt = element("download");

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function begin(): Promise<void> {
  await openService();
  const worker = new Worker("./compiler.js", { type: "module" });
  const failed = new Promise<never>((_, fail) => {
    worker.addEventListener("error", ({ message }) =>
      fail(new Error(`compiler.js can’t be loaded: ${message}`)),
    );
  });
  const compiler = wrap<PlaygroundCompiler>(worker);
  const preview = openPreview();
  const client = openClient();
  client.connect(compilerTransport(compiler, say));

  let files: PlaygroundFiles = await Promise.race([compiler.open(), failed]);
  let spec: PlaygroundSpec | undefined;
  let view: EditorView | undefined;
  /** What is typed and not kept yet. */
  let timer: number | undefined;
  let isBuilding = false;
  /** Whether it was asked for once more meanwhile. */
  let isStale = false;

  const show = (said = ""): void => {
    const kept = files.unkept === undefined ? "kept in this browser" : `not kept: ${files.unkept}`;
    const changed =
      spec !== undefined && files.specs.some((each) => each.path === spec?.path && each.isChanged);
    say(said || (changed ? kept : ""));
    document.title = spec?.path ?? "weft";
  };
  const take = (now: PlaygroundFiles): void => {
    files = now;
    showFiles(files, actions);
    const options = files.specs.map(({ path }) => new Option(path, path, false, path === spec?.path));
    choice.replaceChildren(...options);
    show();
  };
  const keep = async (): Promise<void> => {
    if (timer === undefined || spec === undefined || view === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    take(await compiler.write({ [spec.path]: view.state.sliceDoc() }));
  };
  const build = async (): Promise<void> => {
    await keep();
    if (spec === undefined) return;
    isStale = isBuilding;
    if (isBuilding) return;
    isBuilding = true;
    compileIt.setAttribute("aria-disabled", "true");
    const { path } = spec;
    try {
      say("compiling");
      const outcome: Outcome = await compiler.build(path);
      if (!isStale) preview.show(outcome);
      show("trouble" in outcome ? "not compiled: what is wrong is told beside" : "");
    } catch (error) {
      show(reasonOf(error));
    } finally {
      isBuilding = false;
      compileIt.removeAttribute("aria-disabled");
    }
    if (isStale) await build();
  };
  const openSpec = async (path: string | undefined): Promise<void> => {
    await keep();
    spec = files.specs.find((each) => each.path === path) ?? files.specs[0];
    view?.destroy();
    view = undefined;
    if (spec !== undefined) {
      history.replaceState(null, "", `#${encodeURIComponent(spec.path)}`);
      view = openEditor({
        parent: element("editor"),
        spec: { ...spec, name: spec.path },
        client,
        save: () => void build(),
        changed: () => {
          clearTimeout(timer);
          timer = window.setTimeout(() => void keep(), pause);
        },
      });
    }
    take(files);
    preview.clear();
    await build();
  };
  /** What the editor shows is another text, or gone. */
  const reopen = async (now: PlaygroundFiles): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    take(now);
    await openSpec(spec?.path);
  };
  const actions: FileActions = {
    add: async (added) => {
      await keep();
      const contents = [...added].map(
        async (file) =>
          [file.webkitRelativePath || file.name, new Uint8Array(await file.arrayBuffer())] as const,
      );
      const now = await compiler.write(Object.fromEntries(await Promise.all(contents)));
      if (now.specs.some(({ path, text }) => path === spec?.path && text !== view?.state.sliceDoc()))
        await reopen(now);
      else take(now);
    },
    begin: async (name) => {
      await keep();
      const now = await compiler.begin(name);
      if ("trouble" in now) return now.trouble;
      take(now);
      void openSpec(`${name.replace(/\.weft$/, "")}.weft`);
      return undefined;
    },
    remove: async (path) => {
      await keep();
      const now = await compiler.remove(path);
      if (path === spec?.path) await reopen(now);
      else take(now);
    },
    reset: async () => reopen(await compiler.reset()),
  };

  listenForFiles(actions);
  compileIt.addEventListener("click", () => void build());
  element("layout").addEventListener("click", () => view && void formatDocument(view));
  choice.addEventListener("change", () => {
    if (choice instanceof HTMLSelectElement) void openSpec(choice.value);
  });
  addEventListener("hashchange", () => void openSpec(specInAddress()));
  downloadIt.addEventListener("click", () => {
    void download(compiler, () => keep().then(() => spec?.path), preview.show).then(show, (error: unknown) =>
      show(reasonOf(error)),
    );
  });
  addEventListener("visibilitychange", () => void keep());
  addEventListener("beforeunload", (event) => {
    if (timer !== undefined) event.preventDefault();
    void keep();
  });
  await openSpec(specInAddress());
  view?.focus();
}

/** What the address has behind `#`: a spec's path, so that links lead to specs. */
function specInAddress(): string {
  const fragment = location.hash.slice(1);
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function say(text: string): void {
  status.textContent = text;
}

/** Gives the browser the zipped package to save; the promise is of what is to be said then. */
async function download(
  compiler: Pick<PlaygroundCompiler, "download">,
  pathOf: () => Promise<string | undefined>,
  tell: (outcome: Outcome) => void,
): Promise<string> {
  const path = await pathOf();
  if (path === undefined) return "";
  say("compiling the package");
  const archive = await compiler.download(path);
  if ("trouble" in archive) {
    tell(archive);
    return "not compiled: what is wrong is told beside";
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([archive.content], { type: "application/zip" }));
  link.download = archive.name;
  link.click();
  URL.revokeObjectURL(link.href);
  return `${archive.name} is downloaded`;
}

begin().catch((error: unknown) => say(reasonOf(error)));
