/**
 * Runs a program of the compiler in Deno: `npm start` and `npm run weft`. Deno takes TypeScript as it is, and starts and compiles in half of the
 * time that Node takes with a loader. What is missing of the packages is installed: those that the compiler needs, or all, where no program
 * is named, which `npm test` does.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

/** Runs a program with this one's input and output, and ends with its exit code where that isn't 0. */
function run(program, parameters, options = {}) {
  const { status } = spawnSync(program, parameters, { cwd: root, stdio: "inherit", ...options });
  if (status !== 0) process.exit(status ?? 1);
}

/** Deno's executable in its npm package: its own script puts it there where npm was told to run none. */
function denoExecutable() {
  const folder = join(root, "node_modules", "deno");
  const executable = join(folder, process.platform === "win32" ? "deno.exe" : "deno");
  if (!existsSync(executable)) run(process.execPath, [join(folder, "install.cjs")]);
  return executable;
}

if (major < 20 || (major === 20 && minor < 6)) {
  console.error(`weft needs Node 20.6 or later; this is ${process.version}`);
  process.exit(1);
}
// Ctrl-C reaches the program, too: this one waits for its end.
process.on("SIGINT", () => undefined);
const [program, ...words] = process.argv.slice(2);
const isForTests = program === undefined;
if (!existsSync(join(root, "node_modules", isForTests ? "tsx" : "deno"))) {
  const installing = ["ci", ...(isForTests ? [] : ["--omit=dev"]), "--no-audit", "--no-fund"];
  console.error(`installing the npm packages (npm ${installing.join(" ")})`);
  run("npm", installing, { shell: process.platform === "win32" });
}
if (program !== undefined) {
  const env = { ...process.env, DENO_NO_UPDATE_CHECK: "1" };
  run(denoExecutable(), ["run", "-A", program, ...words], { env });
}
