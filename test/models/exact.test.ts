import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPlanned } from "../../compiler/cli/commands/build.ts";
import { denoExecutable } from "../../compiler/cli/deno.ts";
import { planSpec } from "../../compiler/cli/packages/planned.ts";
import { readSpec } from "../../compiler/cli/spec.ts";
import { assert, suite } from "../harness.ts";
import { withPage } from "../setup/browser.ts";

const test = suite("fifty exact steps give the same checkpoint everywhere");

const steps = 50;
const spec = readSpec(fileURLToPath(new URL("../../specs/gpt.weft", import.meta.url)));
const set = { embed: "24", head: "2", seq: "17", depth: "2" };

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The hash of the last checkpoint of the package's own training, run by `program`. */
function trainIn(folder: string, program: readonly [string, ...string[]], threads: number): string {
  const out = mkdtempSync(join(tmpdir(), "weft-exact-"));
  const [command, ...first] = program;
  const flags = ["--steps", String(steps), "--exact", "--backend", "cpu", "--threads", String(threads)];
  try {
    execFileSync(command, [...first, ...flags, "--out", out, "--json"], { cwd: folder, stdio: "pipe" });
    return hashOf(readFileSync(join(out, `step-${steps}.safetensors`)));
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** In Chromium, with what its model says of its backend. */
function trainInPage(
  folder: string,
  threads: number,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly hash: string; readonly backend: string }> {
  const readFile = (path: string): Uint8Array | undefined => {
    const file = join(folder, path);
    return existsSync(file) ? readFileSync(file) : undefined;
  };
  return withPage(
    readFile,
    (page) =>
      page.evaluate<{ hash: string; backend: string }>(`(async () => {
        const { load } = await import("/mod.js");
        const model = await load({ backend: "cpu", exact: true, threads: ${threads} });
        for await (const event of model.train({ steps: ${steps} })) void event;
        const digest = await crypto.subtle.digest("SHA-256", await model.save());
        const hash = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        return { hash, backend: model.backend };
      })()`),
    headers,
  );
}

test("in Deno, Node and Chromium, with one thread and two, with isolation and without", async () => {
  const folder = mkdtempSync(join(tmpdir(), "weft-package-"));
  try {
    await buildPlanned(await planSpec(spec, set, "schedule"), folder, true);
    const deno = [denoExecutable(), "run", "-A", "train.ts"] as const;
    const one = trainIn(folder, deno, 1);
    assert.is(trainIn(folder, deno, 2), one, "Deno, two threads");
    assert.is(trainIn(folder, ["node", "train.js"], 2), one, "Node");
    const isolated = await trainInPage(folder, 2, {
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    assert.is(isolated.hash, one, "Chromium, isolated");
    const alone = await trainInPage(folder, 2, {});
    assert.is(alone.hash, one, "Chromium, one thread");
    assert.match(alone.backend, /isn't cross-origin isolated/);
    assert.not.match(isolated.backend, /isn't cross-origin isolated/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
