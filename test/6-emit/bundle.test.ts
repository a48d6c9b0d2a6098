import { assert, suite } from "../harness.ts";
import { withPage } from "../setup/browser.ts";
import { compileSmall, smallPackage, withWeights } from "./small.ts";

const test = suite("a package in a bundle");
const compiled = withWeights(compileSmall());
const files = await smallPackage(compiled);

function textOf(path: string): string {
  const content = files[path];
  if (typeof content !== "string") throw new Error(`the package has no ${path}`);
  return content;
}

const place = /new URL\("\.\/([^"]+)", import\.meta\.url\)/g;

test("files.js names every file that is read while it runs, as bundlers know one", () => {
  const named = [...textOf("files.js").matchAll(place)].map(([, path]) => path);
  const read = Object.keys(files).filter((path) => /^kernels\/|^tokenizer\.json$|^weights\./.test(path));
  assert.equal(named.toSorted(), read.toSorted());
  const places = [...textOf("runtime/cpu/pool.js").matchAll(place)].map(([, path]) => path);
  assert.equal(places, ["worker.js"]);
  // Turbopack looks for what stands in any other, and fails where it finds no file.
  assert.is(textOf("runtime/cpu/pool.js").split("new URL(").length, 2);
});

test("no other place is one that a bundler would look for, and imports by a variable are left alone", () => {
  for (const path of Object.keys(files)) {
    if (!/^(mod|model|runtime\/(?!command|page).*)\.js$/.test(path) || path === "runtime/cpu/pool.js")
      continue;
    assert.ok(!/new URL\([^)]*import\.meta\.url/.test(textOf(path)), path);
    for (const [call, before] of textOf(path).matchAll(/\bimport\(((?:.(?!\bimport\())*)\)/g))
      if (!/^"/.test(before ?? ""))
        assert.match(call, /^import\(\/\* webpackIgnore: true \*\/ \/\* @vite-ignore \*\/ \w+\)$/);
  }
});

test("package.json has its module and types for those who don't read `exports`, too", () => {
  const { main, types, exports } = JSON.parse(textOf("package.json")) as Record<string, unknown>;
  assert.equal(exports, { ".": { types, default: main } });
});

/** What a bundler makes of the package: its files are elsewhere, under other names, small ones in place of these, and pages have a `process`. */
function readBundled(path: string): string | Uint8Array | undefined {
  if (path === "/index.html") return `<!doctype html><script>globalThis.process = { env: {} };</script>`;
  if (path.startsWith("/assets/")) return files[path.slice("/assets/1234-".length).replaceAll("~", "/")];
  const content = files[path.slice(1)];
  if (!path.endsWith(".js") || typeof content !== "string") return undefined;
  return content.replaceAll(place, (whole: string, name: string) => {
    if (name.endsWith(".js")) return whole;
    const inlined = `data:application/json;base64,${Buffer.from(files[name] ?? "").toString("base64")}`;
    const url = name === "tokenizer.json" ? inlined : `/assets/1234-${name.replaceAll("/", "~")}`;
    return `new URL("${url}", import.meta.url)`;
  });
}

const train = `(async () => {
  const { load } = await import("/mod.js");
  const model = await load({ backend: "cpu", threads: 2 });
  const begun = [model.step, ...(await model.parameter("Next.E")).data.subarray(0, 3)];
  const losses = [];
  for await (const event of model.train({ steps: 3, data: "abcabdabeabf".repeat(60) }))
    if (event.kind === "step") losses.push(event.loss);
  const missing = await model.train({ steps: 6 }).next().catch(String);
  return { begun, losses, missing, backend: model.backend };
})()`;

const isolated = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

test("it runs from there with its weights, on all threads, and says what to do where the data isn't", async () => {
  const { begun, losses, missing, backend } = await withPage(
    readBundled,
    (page) => page.evaluate<{ begun: number[]; losses: number[]; missing: string; backend: string }>(train),
    isolated,
  );
  assert.equal(begun, [0, ...compiled.parameters.subarray(0, 3)]);
  assert.is(losses.length, 3);
  assert.match(backend, "2 threads");
  assert.match(missing, "letters.tokens.bin can't be read: 404 Not Found: build the package again, put");
});

/** What a strict page's own module finds, in its title: pages that allow no eval can't be asked. */
async function titleUnder(policy: string): Promise<string> {
  const program = `import { load } from "/mod.js";
    document.title = await load({ backend: "cpu", threads: 1 }).then(({ backend }) => backend, String);`;
  const read = (path: string): string | Uint8Array | undefined => {
    if (path === "/own.js") return program;
    const page = '<!doctype html><title>…</title><script type="module" src="/own.js"></script>';
    return path === "/index.html" ? page : readBundled(path);
  };
  const headers = { "content-security-policy": `default-src 'self'; ${policy}` };
  return withPage(
    read,
    async (page) => {
      for (;;) {
        const title = await page.title();
        if (title.length > 3) return title;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    headers,
  );
}

test("a page whose Content-Security-Policy is strict runs it, and is told what it must allow", async () => {
  assert.match(await titleUnder("script-src 'self' 'wasm-unsafe-eval'"), /^cpu: WebAssembly SIMD/);
  const failure = await titleUnder("script-src 'self'");
  assert.match(failure, "forbids WebAssembly: it must have 'wasm-unsafe-eval' in its script-src");
});
