/** The compiler in a worker of a playground's page: it answers the page as `weft serve` and `weft lsp` do, over a disk in memory. */
import { expose } from "comlink";
import { zipSync } from "fflate";
import { parse } from "../../1-parse/parse.ts";
import type { Archive, Link, Outcome, PlaygroundCompiler } from "../../editor/page/compiler.ts";
import { openPostedConnection } from "../commands/posted-connection.ts";
import { firstFiles } from "../commands/init.ts";
import { CommandError, Stopped } from "../command-error.ts";
import { describeFailure } from "../failures.ts";
import { makePackage, makePackageData } from "../packages/package.ts";
import { planSpec, type PlannedSpec } from "../packages/planned.ts";
import { compilerFolder, type Site } from "../playground-site.ts";
import { readSpec } from "../spec.ts";
import { fileAt, filesBelow, putFile } from "./node/disk.ts";
import { onPrinted } from "./node/globals.ts";
import { openPreviews } from "./preview.ts";
import { openProject, placeOf, uriOf, type Project } from "./project.ts";
import { unzipFiles } from "./unzip.ts";

const base = new URL("./", location.href).href;
const previews = openPreviews(base);

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const textOf = (content: Uint8Array): string => new TextDecoder().decode(content);

async function fetched(address: string): Promise<Response> {
  const response = await fetch(new URL(address, base));
  if (!response.ok) throw new Error(`${address} can't be fetched: ${response.status} ${response.statusText}`);
  return response;
}

/** Lays the site's files on the disk, and over them what was changed. */
async function openDisk(link: Link | undefined, changed: () => void): Promise<Project> {
  const site: Site = await (await fetched("site.json")).json();
  for (const [path, text] of Object.entries(site.compiler))
    putFile(`${compilerFolder}/${path}`, bytesOf(text));
  const own = new Map<string, Uint8Array<ArrayBuffer>>();
  const coming = site.files.map(async ({ path, address }) => {
    const content = new Uint8Array(await (await fetched(address)).arrayBuffer());
    if (path.startsWith(placeOf(""))) own.set(path.slice(placeOf("").length), content);
    else putFile(path, content);
  });
  await Promise.all(coming);
  return openProject(base, own, link, changed);
}

let begin: (project: Promise<Project>) => void = () => undefined;
const opened = new Promise<Project>((done) => (begin = done));

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

/** What has a mistake may have a page without it. */
const shown: ReadonlySet<string> = new Set(["train", "generate", "model", "model-copy", "broken"]);

/** As far as its own text tells: what it imports has no page of its. */
function hasPage(path: string): boolean {
  const text = textOf(fileAt(placeOf(path))?.content ?? new Uint8Array());
  return parse({ name: path, text }, []).declarations.some(({ kind }) => shown.has(kind));
}

const listeners = new Set<(message: string) => void>();
const connection = openPostedConnection((message) => {
  for (const take of listeners) take(message);
});

const library = `${compilerFolder}/compiler/std`;

const compiler: PlaygroundCompiler = {
  open: async (link, changed) => {
    begin(openDisk(link, changed));
    return (await opened).list();
  },
  list: async () => (await opened).list(),
  library: async () => {
    await opened;
    return filesBelow(library).map((place) => ({
      path: `std${place.slice(library.length)}`,
      uri: uriOf(place),
      text: textOf(fileAt(place)?.content ?? new Uint8Array()),
    }));
  },
  edit: async (path, text, before) => (await opened).edit(path, text, before),
  write: async (files) => (await opened).write(files),
  begin: (name) =>
    orTrouble(async () => {
      const project = await opened;
      const files = firstFiles(name.replace(/\.weft$/, ""));
      const present = Object.keys(files).find((path) => fileAt(placeOf(path)) !== undefined);
      if (present !== undefined)
        throw new CommandError(2, `${present} is there already: choose another name`);
      return project.write(files);
    }),
  remove: async (path) => (await opened).remove(path),
  reset: async () => (await opened).reset(),
  changes: async () => (await opened).changes(),
  adopt: async (isSure) => (await opened).adopt(isSure),
  build: (path) => orTrouble(() => build(path)),
  hasPage: async (path) => {
    await opened;
    return hasPage(path);
  },
  download: (path) => orTrouble(() => pack(path)),
  downloadAll: async () => ({
    name: "files.zip",
    content: new Uint8Array(zipSync({ ...(await opened).contents() })),
  }),
  unzip: (name, content) => orTrouble(async () => ({ files: unzipFiles(name, content) })),
  tell: (message) => void opened.then(() => connection.take(message)),
  listen: (message, line) => {
    listeners.add(message);
    onPrinted(line);
  },
};

expose(compiler);
