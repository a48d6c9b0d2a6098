/** `weft playground FILE…`: a site with the whole compiler in it. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { reasonOf } from "../../../runtime/errors.ts";
import { shellWord } from "../../../runtime/shell.ts";
import { CommandError } from "../command-error.ts";
import { packageVersion, readTexts } from "../package-root.ts";
import { npmFolder, workFolder, type Site } from "../playground-site.ts";
import { formatBytes, log } from "../terminal.ts";
import { unfinishedIn } from "../unfinished.ts";
import { bundlePlayground } from "./bundle-playground.ts";
import { demoFiles, filesOfSpecs } from "./playground-files.ts";
import { playgroundPage } from "./playground-page.ts";

export interface PlaygroundOptions {
  readonly out: string;
}

/** Which files a site has, for the page. */
const siteFile = "site.json";

/**
 * Writes the site of the specs, with the specs that they import and their data, or that of a first spec. Throws where a spec or its data
 * have mistakes, where a page can't read the data, and where the folder holds something else.
 */
export async function playgroundCommand(paths: readonly string[], { out }: PlaygroundOptions): Promise<void> {
  requireRoom(out);
  const files = paths.length === 0 ? demoFiles() : await filesOfSpecs(paths);
  log("bundling the compiler");
  const own = [...files].map(([path, bytes]) => ({ path, name: nameOf(path), bytes }));
  const site: Site = {
    compiler: {
      "package.json": JSON.stringify({ version: packageVersion() }),
      ...readTexts("compiler/std", "compiler/std/", ".weft"),
      ...readTexts("runtime", "runtime/", ".ts"),
    },
    files: own.map(({ path, name }) => ({
      path,
      address: name.split("/").map(encodeURIComponent).join("/"),
    })),
  };
  const content = new Map<string, string | Uint8Array>([
    ["index.html", playgroundPage],
    ...(await bundlePlayground()),
    [siteFile, JSON.stringify(site)],
  ]);
  writeSite(out, [...content, ...own.map(({ name, bytes }) => [name, bytes] as const)]);
  const sizeOf = (contents: readonly (string | Uint8Array)[]): string =>
    formatBytes(contents.reduce((sum, each) => sum + each.length, 0));
  process.stdout.write(
    `wrote ${out}: ${content.size} files, ${sizeOf([...content.values()])}, and ${sizeOf(own.map(({ bytes }) => bytes))} of specs and data\n` +
      `a static server shows it, at localhost or by https: npx http-server ${shellWord(out)}\n`,
  );
}

/** Where a file of the disk in memory lies in the site. */
function nameOf(path: string): string {
  return path.startsWith(npmFolder)
    ? `files/npm${path.slice(npmFolder.length)}`
    : `files/work${path.slice(workFolder.length)}`;
}

/** A site that is there is written anew. */
function requireRoom(out: string): void {
  if (!existsSync(out)) return;
  if (!statSync(out).isDirectory()) throw new CommandError(2, `${out} is a file: name a folder with --out`);
  if (!existsSync(join(out, siteFile)) && readdirSync(out).length > 0)
    throw new CommandError(2, `${out} isn't empty and holds no playground: name another folder with --out`);
}

/** Whole, or not at all. */
function writeSite(
  out: string,
  content: readonly (readonly [name: string, content: string | Uint8Array])[],
): void {
  const place = resolve(out);
  const part = unfinishedIn(dirname(place), basename(place));
  try {
    for (const [name, bytes] of content) {
      mkdirSync(dirname(join(part, name)), { recursive: true });
      writeFileSync(join(part, name), bytes);
    }
    rmSync(place, { recursive: true, force: true });
    renameSync(part, place);
  } catch (error) {
    throw new CommandError(1, `${out} can't be written: ${reasonOf(error)}`);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}
