/** Where the Deno executable of the npm package `deno` lies. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The path of Deno's executable. npm may have been told not to run install scripts; the package's own script, which
 * copies the executable from the platform's package and needs no network, is run here then.
 * Throws when the package offers no executable for this platform.
 */
export function denoExecutable(): string {
  const folder = dirname(fileURLToPath(import.meta.resolve("deno/package.json")));
  const executable = join(folder, process.platform === "win32" ? "deno.exe" : "deno");
  if (existsSync(executable)) return executable;
  const result = spawnSync(process.execPath, [join(folder, "install.cjs")], { encoding: "utf8" });
  if (existsSync(executable)) return executable;
  throw new Error(
    `the npm package deno gives no executable for ${process.platform} ${process.arch}: ${result.stderr}`,
  );
}
