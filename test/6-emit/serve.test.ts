/** A package's own server, as it is started in Deno. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { denoExecutable } from "../../compiler/cli/deno.ts";
import { withFiles } from "../cli/files.ts";
import { assert, suite } from "../harness.ts";
import { compileSmall, smallPackage } from "./small.ts";

const test = suite("a package's server");

test("it serves the package's files, and says where, how, and why not", async () => {
  await withFiles(await smallPackage(compileSmall()), async (folder) => {
    const words = ["run", "-A", join(folder, "serve.ts")];
    const help = spawnSync(denoExecutable(), [...words, "--help"], { encoding: "utf8" });
    assert.match(help.stdout, "usage: deno run -A serve.ts [FLAGS]\n");
    const server = spawn(denoExecutable(), [...words, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
    try {
      const [line] = await once(server.stdout, "data");
      const address = /http:\S+/.exec(String(line))?.[0] ?? "";
      const { port } = new URL(address);
      const page = await fetch(address);
      assert.equal([page.status, page.headers.get("cross-origin-embedder-policy")], [200, "require-corp"]);
      const files = [
        ["page.js", 200],
        ["none.js", 404],
        ["%zz", 404],
      ] as const;
      for (const [path, status] of files) assert.is((await fetch(address + path)).status, status, path);
      const taken = spawnSync(denoExecutable(), [...words, "--port", port], { encoding: "utf8" });
      assert.is(taken.status, 2);
      assert.match(taken.stderr, `error: port ${port} can't be had, another may be by --port`);
    } finally {
      server.kill();
    }
  });
});
