/** Finds a WebGPU adapter as Deno sees it, and installs a software one where a package manager can. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { denoExecutable } from "./deno.ts";

/**
 * The adapter's description, `undefined` when Deno finds none. Takes 0.1 to 1 s.
 * On Linux only Vulkan counts: Deno would also take OpenGL, which is slow and which Dawn can't use.
 */
function findAdapter(): string | undefined {
  const program = `const adapter = await navigator.gpu?.requestAdapter();
    console.log(adapter ? adapter.info.description || adapter.info.vendor || "unnamed" : "");`;
  const backend = process.platform === "linux" ? { DENO_WEBGPU_BACKEND: "vulkan" } : {};
  const env = { ...backend, ...process.env };
  const result = spawnSync(denoExecutable(), ["eval", program], { encoding: "utf8", env });
  const description = result.stdout.trim();
  return result.status === 0 && description !== "" ? description : undefined;
}

/**
 * Returns the adapter's description, after installing a software adapter where there is none, apt is the package
 * manager and the user is root; `log` gets a line before each long step.
 * Throws an error that says what to run where it may not install, or where that did not help.
 */
export function ensureAdapter(log: (line: string) => void): string {
  const found = findAdapter();
  if (found !== undefined) return found;
  const system = readSystem();
  const commands = softwareAdapterCommands(system);
  if (system.packageManager !== "apt" || process.getuid?.() !== 0) throw new Error(adviceFor(commands));
  log("no WebGPU adapter found: installing a software one (Mesa's lavapipe, 83 MB) with apt-get");
  const script = commands.join("\n");
  const result = spawnSync("sh", ["-euc", script], {
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (result.status !== 0) throw new Error(`installing it failed:\n${result.stderr}\n${adviceFor(commands)}`);
  const installed = findAdapter();
  if (installed !== undefined) return installed;
  throw new Error(`Deno still finds no WebGPU adapter after\n\n${script}\n`);
}

/** What decides the commands: the package manager, and Debian's release where an old Mesa must be passed over. */
export type System = {
  readonly packageManager: "apt" | "dnf" | "pacman" | "apk" | "none";
  readonly release: string;
};

function readSystem(): System {
  const managers = ["apt", "dnf", "pacman", "apk"] as const;
  const packageManager = managers.find((name) =>
    existsSync(name === "apt" ? "/usr/bin/apt-get" : `/usr/bin/${name}`),
  );
  const text = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  const release = /^VERSION_CODENAME="?(\w+)/m.exec(text)?.[1] ?? "";
  return { packageManager: packageManager ?? "none", release };
}

/**
 * The shell commands, to be run as root, that install a software adapter; none where no packaged one is known.
 * Debian 12 has Mesa 22, which is several times slower and which Dawn refuses, so it takes Mesa 25 from the backports
 * of the mirror that apt already uses.
 */
export function softwareAdapterCommands(system: System): readonly string[] {
  const packages = "mesa-vulkan-drivers";
  if (system.packageManager === "dnf") return [`dnf install -y ${packages}`];
  if (system.packageManager === "pacman") return ["pacman -S --noconfirm vulkan-swrast"];
  if (system.packageManager === "apk") return ["apk add mesa-vulkan-swrast vulkan-loader"];
  if (system.packageManager === "none") return [];
  const install = "apt-get install -y -q --no-install-recommends";
  if (system.release !== "bookworm") return ["apt-get update -q", `${install} ${packages}`];
  const source = "/etc/apt/sources.list.d/bookworm-backports.list";
  return [
    "apt-get update -q",
    `mirror=$(apt-get update --print-uris | sed -n "s#^'\\(.*\\)/dists/bookworm/InRelease'.*#\\1#p" | head -n 1)`,
    `echo "deb $mirror bookworm-backports main" > ${source}`,
    "apt-get update -q",
    `${install} -t bookworm-backports ${packages}`,
  ];
}

function adviceFor(commands: readonly string[]): string {
  if (commands.length === 0)
    return "Deno finds no WebGPU adapter: install your graphics card's driver (on Linux its Vulkan driver)";
  return `Deno finds no WebGPU adapter. A software one comes with these commands, run as root:\n\n${commands.join("\n")}\n`;
}
