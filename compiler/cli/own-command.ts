/** How this command is started from where the user is, for what messages tell to type next. */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { basename, delimiter, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { shellWord } from "../../runtime/shell.ts";
import { packageRoot } from "./package-root.ts";

/** What a start of the command is told by. */
export interface Start {
  /** The module that is run, `compiler/cli.ts` or `dist/compiler/cli.js`. */
  readonly module: string;
  /** The program that runs it, and what comes before the module. */
  readonly program: readonly [executable: string, ...words: string[]];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Something that starts this very program when it is typed here: each is tried on the disk, and the words of this start are the last resort. */
export function ownCommand(start: Start = thisStart()): string {
  return (
    fromPath(start) ?? fromNearPackages(start) ?? fromCheckout(start) ?? fromCache(start) ?? literal(start)
  );
}

function thisStart(): Start {
  const { url } = import.meta;
  const module = fileURLToPath(new URL(url.endsWith(".ts") ? "../cli.ts" : "../cli.js", url));
  const words = "Deno" in globalThis ? ["run", "-A"] : process.execArgv;
  const program = [process.execPath, ...words] as const;
  return { module, program, folder: process.cwd(), environment: process.env };
}

/** The user's own path: npm puts folders of packages before it, which the user's shell doesn't have. */
function foldersOf(environment: Start["environment"]): readonly string[] {
  const path = environment["PATH"] ?? environment["Path"] ?? "";
  return path
    .split(delimiter)
    .filter((folder) => !/(^|[\\/])(node_modules[\\/]\.bin|node-gyp-bin)$/.test(folder));
}

/** `weft`, where that is the first of its name. */
function fromPath({ module, environment }: Start): string | undefined {
  const first = foldersOf(environment).find((folder) => existsSync(join(folder, binName)));
  return first !== undefined && leadsTo(first, module) ? "weft" : undefined;
}

/** `npx weft`, which takes it from the nearest `node_modules` that has it. */
function fromNearPackages({ module, folder }: Start): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const bin = join(at, "node_modules", ".bin");
    if (existsSync(join(bin, binName))) return leadsTo(bin, module) ? "npx weft" : undefined;
    if (dirname(at) === at) return undefined;
  }
}

/** A script of this package's own, by npm, from below its folder. */
function fromCheckout({ folder, environment }: Start): string | undefined {
  const root = packageRoot();
  const { npm_lifecycle_event: script, npm_package_json: described, INIT_CWD: shell = folder } = environment;
  const isOwn = described !== undefined && realOf(described) === realOf(join(root, "package.json"));
  const way = relative(root, shell);
  const isBelow = way !== ".." && !way.startsWith(join("..", "/")) && !isAbsolute(way);
  return isOwn && isBelow && (script === "weft" || script === "start") ? "npm run -s weft --" : undefined;
}

/** npx keeps a package that isn't installed in a folder of its own, and writes there what it was asked for. */
function fromCache({ module }: Start): string | undefined {
  const [, folder] = /^(.*[\\/]_npx[\\/][^\\/]+)[\\/]node_modules[\\/]/.exec(module) ?? [];
  if (folder === undefined) return undefined;
  try {
    const content = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      readonly _npx?: { readonly packages?: readonly string[] };
    };
    const packages = content._npx?.packages ?? [];
    if (packages.length === 0) return undefined;
    return `npx ${packages.map((name) => `-p ${shellWord(name)}`).join(" ")} weft`;
  } catch {
    return undefined;
  }
}

/** `node --import tsx compiler/cli.ts`, with the shorter way to each file. */
function literal({ module, program: [executable, ...words], folder, environment }: Start): string {
  const name = basename(executable).replace(/\.exe$/i, "");
  const first = foldersOf(environment).find((each) => existsSync(join(each, basename(executable))));
  const isFirst =
    first !== undefined && realOf(join(first, basename(executable))) === realOf(resolve(executable));
  const path = relative(folder, module);
  const near = path.startsWith("..") && path.length > module.length ? module : path;
  return [isFirst ? name : executable, ...words, near].map(shellWord).join(" ");
}

/** Windows has scripts in the place of links. */
const binName = process.platform === "win32" ? "weft.cmd" : "weft";

function leadsTo(folder: string, module: string): boolean {
  const real = realOf(module);
  if (process.platform !== "win32") return realOf(join(folder, binName)) === real;
  const inside = ["node_modules/weft-lang", "../weft-lang"];
  return inside.some((place) => realOf(join(folder, place, "dist/compiler/cli.js")) === real);
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
