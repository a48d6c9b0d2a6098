/** The code of a playground: the page, its service worker, and the compiler, which finds a disk in memory where it asks Node for one. */
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuildOptions, type Plugin } from "esbuild";
import { packageRoot } from "../package-root.ts";

/** By module of Node; one that is only asked for by name has nothing behind it. */
const replaced: Readonly<Record<string, string>> = {
  buffer: "buffer",
  child_process: "programs",
  crypto: "crypto",
  fs: "fs",
  "fs/promises": "programs",
  inspector: "programs",
  os: "programs",
  perf_hooks: "programs",
  process: "globals",
  readline: "programs",
  tty: "programs",
  url: "url",
  zlib: "zlib",
};

const common = {
  bundle: true,
  minify: true,
  legalComments: "none",
  tsconfigRaw: {},
  write: false,
  logLevel: "silent",
  absWorkingDir: packageRoot(),
  outdir: packageRoot(),
} as const satisfies BuildOptions;

/** Each file's content by its name. Throws where one can't be bundled. */
export async function bundlePlayground(): Promise<ReadonlyMap<string, Uint8Array>> {
  const own = fileURLToPath(import.meta.url);
  const folder = join(dirname(own), "../playground");
  const ending = extname(own);
  const bundles = await Promise.all([
    build({
      ...common,
      entryPoints: { playground: join(packageRoot(), "compiler/editor/page/playground.ts") },
      format: "esm",
    }),
    build({
      ...common,
      entryPoints: { compiler: join(folder, `worker${ending}`) },
      format: "esm",
      splitting: true,
      platform: "browser",
      inject: [join(folder, `node/globals${ending}`)],
      define: { "import.meta.url": JSON.stringify("file:///weft/compiler/cli.ts") },
      plugins: [withoutNode(join(folder, "node"), ending)],
    }),
    build({ ...common, entryPoints: { service: join(folder, `service${ending}`) }, format: "iife" }),
  ]);
  return new Map(
    bundles.flatMap(({ outputFiles }) =>
      outputFiles.map(({ path, contents }) => [relative(packageRoot(), path), contents] as const),
    ),
  );
}

/** `folder` has what takes the place of Node's modules, and of others that can't be in a browser. */
function withoutNode(folder: string, ending: string): Plugin {
  const names = Object.keys(replaced);
  // A package has this name, too, which takes the place of Node's module.
  const bare = names.filter((name) => name !== "buffer");
  return {
    name: "without-node",
    setup: ({ onResolve, resolve }) => {
      onResolve({ filter: new RegExp(`^(node:(${names.join("|")})|${bare.join("|")})$`) }, ({ path }) => ({
        path: join(folder, `${replaced[path.replace(/^node:/, "")]}${ending}`),
      }));
      onResolve({ filter: /^(node:)?path$/ }, ({ kind }) =>
        resolve("path-browserify", { kind, resolveDir: folder }),
      );
      onResolve({ filter: /^vscode-languageserver\/node$/ }, ({ kind }) =>
        resolve("vscode-languageserver/browser", { kind, resolveDir: folder }),
      );
      onResolve({ filter: /^prettier$/ }, () => ({ path: join(folder, `prettier${ending}`) }));
      onResolve({ filter: /^\.\.?\/(.*\/)?(deno|chevrotain)\.[jt]s$/ }, ({ path }) => ({
        path: join(folder, `${basename(path, extname(path))}${ending}`),
      }));
    },
  };
}
