/** The page of a playground: specs in an editor, beside the page of their package, both made in this browser. */
import { formatDocument } from "@codemirror/lsp-client";
import { proxy, wrap } from "comlink";
import type { Archive, Link, Outcome, PlaygroundCompiler } from "./compiler.ts";
import { listenForFiles, showFiles, type FileActions } from "./files-panel.ts";
import { adoptAll, listed, shareLink, tellOfLink } from "./link-panel.ts";
import { openPreview } from "./preview-frame.ts";
import { openService } from "./service.ts";
import { readFragment, unpackChanges, writeFragment } from "./share-link.ts";
import { openShownFile } from "./shown-file.ts";
import { compilerTransport } from "./transport.ts";
import { element } from "./weft-editor.ts";

const status = element("state");
const choice = element("spec");
const compileIt = element("compile");

const notCompiled = "not compiled: what is wrong is told beside";

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function begin(): Promise<void> {
  // Panels stand below the header, which has several rows on a narrow screen.
  new ResizeObserver(([header]) => {
    const height = header?.borderBoxSize[0]?.blockSize ?? 0;
    document.documentElement.style.setProperty("--header", `${height}px`);
  }).observe(element("header"));
  await openService();
  const first = readFragment(location.hash);
  let { packed } = first;
  let link: Link | undefined;
  try {
    link = packed === undefined ? undefined : await unpackChanges(packed);
    if (link !== undefined) tellOfLink(undefined);
  } catch (error) {
    packed = undefined;
    tellOfLink(reasonOf(error));
  }
  const worker = new Worker("./compiler.js", { type: "module" });
  const broken = new Promise<never>((_, fail) => {
    worker.addEventListener("error", ({ message }) =>
      fail(new Error(`compiler.js can’t be loaded: ${message}`)),
    );
  });
  const compiler = wrap<PlaygroundCompiler>(worker);
  const preview = openPreview();
  /** The spec that is compiled, which isn't the one that is shown where a name was followed into another file, or where that has no page. */
  let target: string | undefined;
  /** The spec that was chosen last, though it may have no page. */
  let chosen: string | undefined;
  let isBuilding = false;
  /** Whether it was asked for once more meanwhile. */
  let isStale = false;

  const failed = (error: unknown): void => say(reasonOf(error));
  const files = await Promise.race([
    compiler.open(
      link,
      proxy(() => void file.change(() => compiler.list()).catch(failed)),
    ),
    broken,
  ]);
  const library = await compiler.library();
  const isLibrary = (path: string | undefined): boolean =>
    library.some((each) => each.path === path) && !file.files().specs.some((each) => each.path === path);

  const show = (said = ""): void => {
    const { specs, unkept } = file.files();
    const path = file.path();
    const kept = unkept === undefined ? "kept in this browser" : `not kept: ${unkept}`;
    const isChanged = specs.some((each) => each.path === path && each.isChanged);
    say(said || (isLibrary(path) ? "part of weft: to be read only" : isChanged ? kept : ""));
    document.title = path ?? "weft";
    compileIt.textContent = target === path ? "Compile" : `Compile ${target}`;
  };
  const list = (): void => {
    const now = file.files();
    showFiles(now, actions);
    const optionOf = ({ path }: { readonly path: string }): HTMLOptionElement =>
      new Option(path, path, false, path === file.path());
    const others = document.createElement("optgroup");
    others.label = "the library";
    others.append(...library.map(optionOf));
    choice.replaceChildren(...now.specs.map(optionOf), others);
    if (!now.specs.some(({ path }) => path === target)) target = now.specs[0]?.path;
    show();
  };
  const build = async (): Promise<void> => {
    await file.keep();
    // What was written into the one that was chosen may have given it a page.
    if (
      chosen !== undefined &&
      chosen !== target &&
      chosen === file.path() &&
      (await compiler.hasPage(chosen))
    ) {
      target = chosen;
      preview.clear();
    }
    if (target === undefined) return;
    isStale = isBuilding;
    if (isBuilding) return;
    isBuilding = true;
    compileIt.setAttribute("aria-disabled", "true");
    try {
      say("compiling");
      const outcome: Outcome = await compiler.build(target);
      if (!isStale) preview.show(outcome);
      show("trouble" in outcome ? notCompiled : "");
    } catch (error) {
      show(reasonOf(error));
    } finally {
      isBuilding = false;
      compileIt.removeAttribute("aria-disabled");
    }
    if (isStale) await build();
  };
  const address = (path: string): string => writeFragment({ path, packed });
  /** Shows a spec and compiles it. */
  const choose = async (path: string | undefined): Promise<void> => {
    await file.show(path);
    const shown = file.path();
    if (shown === undefined) return;
    if (!isLibrary(shown)) target = shown;
    history.replaceState({ target }, "", address(shown));
    list();
    preview.clear();
    await build();
  };
  /** What is compiled beside a spec that has nothing for a page to run. */
  const besides = async (path: string): Promise<string | undefined> => {
    if (await compiler.hasPage(path)) return undefined;
    for (const each of file.files().specs) if (await compiler.hasPage(each.path)) return each.path;
    return undefined;
  };
  /** Shows a file, and compiles what was compiled before. */
  const restore = async (path: string, before: string | undefined): Promise<void> => {
    const isThere = file.files().specs.some((each) => each.path === before);
    const wanted = isThere ? before : await besides(path);
    if (wanted === undefined) return choose(path);
    if (!isThere) chosen = path;
    const isShown = target === wanted;
    target = wanted;
    await file.show(path);
    file.view()?.focus();
    if (isShown) return;
    list();
    preview.clear();
    await build();
  };
  /** Shows a file beside what is compiled; the browser's way back leads to the one before. */
  const follow = async (path: string): Promise<void> => {
    if (path !== file.path()) history.pushState({ target }, "", address(path));
    await file.show(path);
    file.view()?.focus();
  };
  /** Shows what is chosen in the list beside what is compiled, unless that is to be compiled instead. */
  const take = async (path: string): Promise<void> => {
    chosen = path;
    const isBeside =
      isLibrary(path) || path === target || (target !== undefined && !(await compiler.hasPage(path)));
    await (isBeside ? follow : choose)(path);
  };
  const actions: FileActions = {
    add: async (added) => {
      const entries: [path: string, content: string | Uint8Array][] = [];
      for (const each of added) {
        const path = each.webkitRelativePath || each.name;
        const content = new Uint8Array(await each.arrayBuffer());
        const isZip = /\.zip$/i.test(path);
        const taken = isZip ? await compiler.unzip(path, content) : { files: { [path]: content } };
        if ("trouble" in taken) return say(taken.trouble);
        entries.push(...Object.entries(taken.files));
      }
      const now = Object.fromEntries(entries);
      await file.keep();
      const { specs, others } = file.files();
      const replaced = [...specs, ...others].filter(({ path, isChanged }) => isChanged && path in now);
      const names = listed(replaced.map(({ path }) => path));
      if (names !== "" && !confirm(`${names} was changed or added here. Replace it?`)) return;
      await file.change(() => compiler.write(now));
    },
    begin: async (name) => {
      let trouble: string | undefined;
      await file.change(async () => {
        const begun = await compiler.begin(name);
        if (!("trouble" in begun)) return begun;
        ({ trouble } = begun);
        return file.files();
      });
      if (trouble === undefined) void choose(`${name.replace(/\.weft$/, "")}.weft`);
      return trouble;
    },
    remove: async (path) => {
      const isCompiled = path === target;
      await file.change(() => compiler.remove(path));
      if (isCompiled) await choose(undefined);
    },
    reset: async () => {
      await file.change(() => compiler.reset());
      await choose(file.path());
    },
  };
  const file = openShownFile({
    parent: element("editor"),
    compiler,
    files,
    library,
    rootUri: "file:///work",
    save: () => void build(),
    follow,
    changed: list,
    failed,
  });
  file.client.connect(
    compilerTransport(compiler, (line) => {
      const said = line.trim();
      // Mistakes, which have several lines, are told beside.
      if (isBuilding && !said.includes("\n")) say(said);
    }),
  );

  /** What a button does; what goes wrong is told. */
  const onClick = (id: string, act: () => Promise<unknown>): void =>
    element(id).addEventListener("click", () => void act().catch(failed));
  listenForFiles(actions, failed);
  onClick("compile", build);
  onClick("all", async () => {
    await file.keep();
    save(await compiler.downloadAll());
  });
  onClick("layout", async () => {
    const view = file.view();
    if (view !== undefined) formatDocument(view);
  });
  onClick("share", async () => {
    await file.keep();
    await shareLink(target ?? "", await compiler.changes());
  });
  onClick("own", async () => {
    location.hash = "";
  });
  onClick("adopt", async () => {
    await file.keep();
    if (await adoptAll(compiler)) location.hash = encodeURIComponent(target ?? "");
  });
  onClick("download", async () => {
    await file.keep();
    if (target === undefined) return;
    say("compiling the package");
    const archive = await compiler.download(target);
    if ("trouble" in archive) preview.show(archive);
    else save(archive);
    show("trouble" in archive ? notCompiled : `${archive.name} is downloaded`);
  });
  choice.addEventListener("change", () => {
    if (!(choice instanceof HTMLSelectElement)) return;
    void take(choice.value).catch(failed);
  });
  addEventListener("popstate", ({ state }) => {
    const now = readFragment(location.hash);
    // Other files are another project.
    if (now.packed !== packed) void file.keep().finally(() => location.reload());
    else void restore(now.path, state?.target).catch(failed);
  });
  addEventListener("visibilitychange", () => void file.keep().catch(failed));
  addEventListener("beforeunload", (event) => {
    if (!file.isKept()) event.preventDefault();
    void file.keep();
  });
  await restore(first.path, history.state?.target);
  file.view()?.focus();
}

function say(text: string): void {
  status.textContent = text;
}

/** Gives it to the browser to save. */
function save({ name, content }: Archive): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/zip" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

begin().catch((error: unknown) => say(reasonOf(error)));
