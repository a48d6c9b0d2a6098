/** The compiler in a worker of a playground's page: it answers the page as `weft serve` and `weft lsp` do, over a disk in memory. */
import { expose } from "comlink";
import { zipSync } from "fflate";
import type { Archive, Outcome, PlaygroundCompiler, PlaygroundFiles } from "../../editor/page/compiler.ts";
import { openPostedConnection } from "../commands/posted-connection.ts";
import { firstFiles } from "../commands/init.ts";
import { CommandError, Stopped } from "../command-error.ts";
import { describeFailure } from "../failures.ts";
import { makePackage, makePackageData } from "../packages/package.ts";
import { planSpec, type PlannedSpec } from "../packages/planned.ts";
import { compilerFolder, workFolder, type Site } from "../playground-site.ts";
import { readSpec } from "../spec.ts";
import { openKeptFiles } from "./kept.ts";
import { fileAt, filesBelow, putFile, removeAt } from "./node/disk.ts";
import { onPrinted } from "./node/globals.ts";
import { openPreviews } from "./preview.ts";

const base = new URL("./", location.href).href;
const kept = openKeptFiles(base);
const previews = openPreviews(base);
/** The site's own files below the work folder. */
const original = new Map<string, Uint8Array<ArrayBuffer>>();

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const textOf = (content: Uint8Array): string => new TextDecoder().decode(content);
const placeOf = (path: string): string => `${workFolder}/${path}`;

async function fetched(address: string): Promise<Response> {
  const response = await fetch(new URL(address, base));
  if (!response.ok) throw new Error(`${address} can't be fetched: ${response.status} ${response.statusText}`);
  return response;
}

/** Lays the site's files on the disk, and over them what was changed. */
async function openDisk(): Promise<void> {
  const site: Site = await (await fetched("site.json")).json();
  for (const [path, text] of Object.entries(site.compiler))
    putFile(`${compilerFolder}/${path}`, bytesOf(text));
  const coming = site.files.map(async ({ path, address }) => {
    const content = new Uint8Array(await (await fetched(address)).arrayBuffer());
    putFile(path, content);
    if (path.startsWith(placeOf(""))) original.set(path.slice(placeOf("").length), content);
  });
  await Promise.all(coming);
  for (const [path, content] of await kept.read()) {
    if (content === undefined) removeAt(placeOf(path));
    else putFile(placeOf(path), content);
  }
}

const opened = openDisk();

function listFiles(): PlaygroundFiles {
  const paths = filesBelow(workFolder).map((place) => place.slice(placeOf("").length));
  const all = paths.map((path) => {
    const content = fileAt(placeOf(path))?.content ?? new Uint8Array();
    const uri = `file://${placeOf(path).split("/").map(encodeURIComponent).join("/")}`;
    return { path, uri, content, isChanged: !isSame(content, original.get(path)) };
  });
  const isSpec = ({ path }: { readonly path: string }): boolean => path.endsWith(".weft");
  const trouble = kept.trouble();
  return {
    specs: all.filter(isSpec).map(({ content, ...spec }) => ({ ...spec, text: textOf(content) })),
    others: all
      .filter((file) => !isSpec(file))
      .map(({ path, content, isChanged }) => ({ path, bytes: content.length, isChanged })),
    ...(trouble === undefined ? {} : { unkept: trouble }),
  };
}

function isSame(content: Uint8Array, other: Uint8Array | undefined): boolean {
  return content.length === other?.length && content.every((byte, at) => byte === other[at]);
}

async function planned(path: string): Promise<PlannedSpec> {
  await opened;
  return planSpec(readSpec(path), {}, "schedule");
}

/** What is wrong is what the command would print. */
async function orTrouble<Result>(
  work: () => Promise<Result>,
): Promise<Result | { readonly trouble: string }> {
  try {
    return await work();
  } catch (error) {
    return { trouble: error instanceof Stopped ? error.told : describeFailure(error) };
  }
}

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<PlaygroundFiles> {
  for (const [path, content] of Object.entries(files)) {
    const bytes = typeof content === "string" ? bytesOf(content) : content.slice();
    putFile(placeOf(path), bytes);
    await (isSame(bytes, original.get(path)) ? kept.forget(path) : kept.keep(path, bytes));
  }
  return listFiles();
}

/** What was made of a file's text before: most files of a package are the runtime's. */
const scripts = new Map<string, string>();

async function build(path: string): Promise<Outcome> {
  const plan = await planned(path);
  const files = await makePackage(plan, false);
  if (files["index.html"] === undefined)
    return {
      trouble: `${path} has no page: it has no \`train\` and no \`generate\` block, and no \`model\``,
    };
  const columns = await makePackageData(plan);
  const { scriptOf } = await import("../../6-emit/scripts.ts");
  const made: Record<string, string> = {};
  for (const [name, text] of Object.entries(files)) {
    if (!name.endsWith(".ts") || typeof text !== "string") continue;
    const script = scripts.get(text) ?? scriptOf(text);
    scripts.set(text, script);
    made[name.replace(/\.ts$/, ".js")] = script;
  }
  return { address: await (await previews).lay({ ...files, ...made }, columns) };
}

async function pack(path: string): Promise<Archive> {
  const plan = await planned(path);
  const files = await makePackage(plan, true);
  const columns = await makePackageData(plan);
  const { name } = plan.spec;
  const all = [...Object.entries(files), ...columns].map(
    ([file, content]) =>
      [`${name}/${file}`, typeof content === "string" ? bytesOf(content) : content] as const,
  );
  return { name: `${name}.zip`, content: new Uint8Array(zipSync(Object.fromEntries(all))) };
}

const listeners = new Set<(message: string) => void>();
const connection = openPostedConnection((message) => {
  for (const take of listeners) take(message);
});

const compiler: PlaygroundCompiler = {
  open: async () => {
    await opened;
    return listFiles();
  },
  write: async (files) => {
    await opened;
    return write(files);
  },
  begin: (name) =>
    orTrouble(async () => {
      await opened;
      const files = firstFiles(name.replace(/\.weft$/, ""));
      const present = Object.keys(files).find((path) => fileAt(placeOf(path)) !== undefined);
      if (present !== undefined)
        throw new CommandError(2, `${present} is there already: choose another name`);
      return write(files);
    }),
  remove: async (path) => {
    await opened;
    removeAt(placeOf(path));
    await (original.has(path) ? kept.keep(path, undefined) : kept.forget(path));
    return listFiles();
  },
  reset: async () => {
    for (const path of (await kept.read()).keys()) await kept.forget(path);
    removeAt(workFolder);
    for (const [path, content] of original) putFile(placeOf(path), content);
    return listFiles();
  },
  build: (path) => orTrouble(() => build(path)),
  download: (path) => orTrouble(() => pack(path)),
  tell: (message) => void opened.then(() => connection.take(message)),
  listen: (message, line) => {
    listeners.add(message);
    onPrinted(line);
  },
};

expose(compiler);
