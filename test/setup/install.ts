/** Installs what the tests need beside npm's packages: a WebGPU adapter, and Debian's Chromium. Used by .ci/run. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { ensureAdapter } from "../../compiler/cli/adapter.ts";

console.log(`WebGPU adapter: ${ensureAdapter(console.log)}`);

if (!existsSync("/usr/bin/chromium")) {
  console.log("installing chromium (414 MB) with apt-get");
  const script = "apt-get update -q && apt-get install -y -q --no-install-recommends chromium";
  const result = spawnSync("sh", ["-euc", script], {
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (result.status !== 0) throw new Error(`installing chromium failed:\n${result.stderr}`);
}
