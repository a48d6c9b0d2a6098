/** `npm start`: installs the packages where they are missing, then shows the whole way from specs/gpt.weft to a text. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const [major = 0] = process.versions.node.split(".").map(Number);

/** Runs a program with this one's input and output, and ends with its exit code where that isn't 0. */
function run(program, parameters) {
  // Ctrl-C reaches the program, too: this one waits for its end.
  process.on("SIGINT", () => undefined);
  const shell = process.platform === "win32";
  const { status } = spawnSync(program, parameters, { cwd: root, stdio: "inherit", shell });
  if (status !== 0) process.exit(status ?? 1);
}

if (major < 20) {
  console.error(`weft needs Node 20 or later; this is ${process.version}`);
  process.exit(1);
}
if (!existsSync(join(root, "node_modules", ".package-lock.json"))) {
  console.log("installing the npm packages (npm ci)");
  run("npm", ["ci", "--no-audit", "--no-fund"]);
}
run(process.execPath, ["--import", "tsx", join("compiler", "cli", "start.ts"), ...process.argv.slice(2)]);
