/** `weft serve` as a browser meets it: the page of a package, mistakes while the spec is written, and what was saved last. */
import { once } from "node:events";
import { mkdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { withLive } from "../../compiler/cli/commands/live-page.ts";
import { assert, suite } from "../harness.ts";
import { withPage } from "../setup/browser.ts";
import { withFiles } from "./files.ts";
import { statesAt, withServer, type Told } from "./served.ts";
import { runWeft, smallSpec, tales } from "./weft.ts";

const test = suite("weft serve");

/** The status of a path that `fetch` would rewrite. */
const statusOf = async (address: string, path: string): Promise<number> => {
  const { port } = new URL(address);
  const [response] = await once(get({ host: "127.0.0.1", port, path }), "response");
  response.resume();
  return response.statusCode;
};

/** What lets an isolated page have the answer in a frame: without it the editor's page shows none. */
const policyOf = async (address: string): Promise<string> => {
  const { status, headers } = await fetch(address, { redirect: "manual" });
  return `${status} ${headers.get("cross-origin-embedder-policy")}`;
};

test("a page of the newest package, which is told of mistakes and of a newer one", async () => {
  await withFiles({ "a.weft": smallSpec, "tales.txt": tales }, async (folder) => {
    await withServer(folder, async (address) => {
      const page = await fetch(address);
      assert.match(await page.text(), /<h1>a<\/h1>[^]*EventSource/);
      assert.is(page.headers.get("cross-origin-opener-policy"), "same-origin");
      assert.is(await policyOf(address), "302 require-corp");
      const script = await fetch(new URL("page.js", page.url));
      assert.is(script.headers.get("content-type"), "text/javascript; charset=utf-8");

      const states = statesAt(address);
      const next = async (): Promise<Told> => (await states.next()).value as Told;
      const first = await next();
      assert.match(page.url, `/${first.version}/`);
      assert.is(first.trouble, "");
      writeFileSync(join(folder, "a.weft"), smallSpec.replace("softmax[", "softmx["));
      const wrong = await next();
      assert.is(wrong.version, first.version);
      assert.match(
        wrong.trouble,
        /^error W0301: nothing is called `softmx` here; did you mean `softmax`\?\n/,
      );
      writeFileSync(join(folder, "a.weft"), smallSpec.replace("axis embed = 8", "axis embed = 12"));
      const newer = await next();
      assert.is.not(newer.version, first.version);
      assert.is(newer.trouble, "");
      // The page that is open goes on with the package that it is the page of.
      assert.is((await fetch(new URL("model.js", page.url))).status, 200);
      assert.match((await fetch(address)).url, `/${newer.version}/`);
      await states.return(undefined);

      for (const path of ["//", "/a.weft", `/${newer.version}/../../a.weft`, "/../a.weft", "/%"])
        assert.is(await statusOf(address, path), 404, path);
    });
  });
});

test("a spec that is wrong from the beginning, and one without a page, are told in a page that waits", async () => {
  await withFiles({ "a.weft": "weft 1\naxis e = |f|\n", "tales.txt": tales }, async (folder) => {
    await withServer(folder, async (address) => {
      assert.match(await (await fetch(address)).text(), /<h1>a<\/h1>/);
      assert.is(await policyOf(address), "200 require-corp");
      const states = statesAt(address);
      const next = async (): Promise<Told> => (await states.next()).value as Told;
      assert.match((await next()).trouble, /^error W\d+: .*`f`/);
      writeFileSync(join(folder, "a.weft"), "weft 1\naxis e = 3\nfn twice(x: [e]) = 2 * x\n");
      assert.match(
        (await next()).trouble,
        /a\.weft has no page: it has no `train` and no `generate` block, and no `model`/,
      );
      writeFileSync(join(folder, "a.weft"), smallSpec);
      const { version, trouble } = await next();
      assert.match(version, /^a-[0-9a-f]{16}$/);
      assert.is(trouble, "");
      await states.return(undefined);
    });
  });
});

test("a spec that can't be read for a while, and an import that comes later, are told, and then built", async () => {
  const layer = "weft 1\nlayer Gate[d](x: [d]) -> [d] {\n  return sigmoid(x)\n}\n";
  const importing = smallSpec.replace("weft 1", 'weft 1\nimport { Gate } from "parts.weft"');
  await withFiles({ "a.weft": importing, "tales.txt": tales }, async (folder) => {
    await withServer(folder, async (address) => {
      const states = statesAt(address);
      const next = async (): Promise<Told> => (await states.next()).value as Told;
      assert.match((await next()).trouble, /^error W0003: there is no file `parts\.weft`/);
      writeFileSync(join(folder, "parts.weft"), layer);
      const built = await next();
      assert.is(built.trouble, "");
      rmSync(join(folder, "a.weft"));
      mkdirSync(join(folder, "a.weft"));
      assert.equal(await next(), { version: built.version, trouble: "error: there is no file `a.weft`" });
      rmdirSync(join(folder, "a.weft"));
      writeFileSync(join(folder, "a.weft"), smallSpec);
      const { version, trouble } = await next();
      assert.is.not(version, built.version);
      assert.is(trouble, "");
      await states.return(undefined);
    });
  });
});

test("data that are saved are built from, also where there were none", async () => {
  await withFiles({ "a.weft": smallSpec }, async (folder) => {
    await withServer(folder, async (address) => {
      const states = statesAt(address);
      const next = async (): Promise<Told> => (await states.next()).value as Told;
      assert.match((await next()).trouble, "there is no file `tales.txt`");
      writeFileSync(join(folder, "tales.txt"), tales);
      const built = await next();
      assert.is(built.trouble, "");
      writeFileSync(join(folder, "tales.txt"), `${tales}!`);
      const { version, trouble } = await next();
      assert.is.not(version, built.version);
      assert.is(trouble, "");
      await states.return(undefined);
    });
  });
});

test("a spec may have any name", async () => {
  const name = "名 #%41🙂";
  const use = async (address: string): Promise<void> => {
    const page = await fetch(address);
    assert.match(await page.text(), /EventSource/);
    assert.ok(decodeURIComponent(page.url).startsWith(`${address}${name}-`), page.url);
    assert.is((await fetch(new URL("page.js", page.url))).status, 200);
    const outside = `/${encodeURIComponent(`${name}-0123456789abcdef/../..`)}/${encodeURIComponent(name)}.weft`;
    assert.is(await statusOf(address, outside), 404);
  };
  await withFiles({ [`${name}.weft`]: smallSpec, "tales.txt": tales }, (folder) =>
    withServer(folder, use, `${name}.weft`),
  );
});

test("a message is as wide as a phone", async () => {
  const page = `<!doctype html><head></head><body><h1>a</h1></body>`;
  const trouble = `error W0301: nothing is called \`${"softmx".repeat(30)}\` here\n    ^^^`;
  await withPage(
    () => withLive(page, "a-1"),
    async (shown) => {
      await shown.setViewportSize({ width: 390, height: 800 });
      await shown.addInitScript("window.EventSource = class { constructor() { window.source = this; } }");
      await shown.reload();
      await shown.evaluate(
        `source.onmessage({ data: ${JSON.stringify(JSON.stringify({ version: "a-1", trouble }))} })`,
      );
      const bar = shown.locator("[role=status]");
      await bar.waitFor();
      assert.is(await bar.evaluate((box) => box.scrollWidth - box.clientWidth), 0);
      assert.is(await shown.locator("#weft-trouble").textContent(), trouble);
    },
  );
});

test("a page in which a text is written offers a newer package, and one that nobody used shows it", async () => {
  const page = `<!doctype html><body><h1>a</h1><input></body>`;
  const newer = `source.onmessage({ data: JSON.stringify({ version: "a-2", trouble: "" }) })`;
  await withPage(
    (path) => (path === "/" ? "the newest" : withLive(page, "a-1")),
    async (shown) => {
      await shown.addInitScript("window.EventSource = class { constructor() { window.source = this; } }");
      await shown.reload();
      await shown.focus("input");
      await shown.keyboard.type("One day");
      await shown.evaluate(newer);
      assert.ok(await shown.isVisible("text=Show it"));
      assert.is(await shown.inputValue("input"), "One day");
      await shown.reload();
      await shown.evaluate(newer);
      await shown.waitForURL((url) => url.pathname === "/");
    },
  );
});

test("a port that is taken and a file that isn't there end with 2", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? String(address.port) : "";
  await withFiles({ "a.weft": smallSpec, "tales.txt": tales }, async (folder) => {
    const { code, errors } = await runWeft(["serve", "a.weft", "--port", port], folder);
    assert.is(code, 2);
    assert.match(errors, `port ${port} can't be had, another may be by --port`);
    assert.is((await runWeft(["serve", "b.weft"], folder)).code, 2);
  });
  taken.close();
});
