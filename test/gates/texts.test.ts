import { existsSync } from "node:fs";
import { join } from "node:path";
import { assert, suite } from "../harness.ts";
import { listFiles, readText, refuse, root } from "./files.ts";
import { findMachineNames, findMissingNames } from "./text-rules.ts";

const test = suite("texts name what exists");

test("files and scripts that documents name exist", () => {
  const { scripts } = JSON.parse(readText("package.json").text) as { scripts: Record<string, string> };
  const documents = listFiles().filter((path) => path.endsWith(".md") && !path.startsWith("generated/"));
  const exists = (path: string): boolean => existsSync(join(root, path));
  const missing = documents.flatMap((path) => findMissingNames(readText(path), exists, Object.keys(scripts)));
  refuse(missing);
});

test("a name of nothing is caught", () => {
  const text = `See \`compiler/3-graph/graph.ts\`, \`specs/gone.weft:12\` and \`npm run -s weft -- check specs/gpt.weft:GPT\`,
    \`npm run fly\`, [here](language.md), [there](../gone.md#part), [out](https://example.com/x), \`test/cases/<name>/\`,
    \`gone/elsewhere.ts\`, \`test/lost/*.ts\`.`;
  const files = ["compiler/3-graph/graph.ts", "specs/gpt.weft", "docs/language.md", "test/cases"];
  const missing = findMissingNames({ path: "docs/a.md", text }, (path) => files.includes(path), ["weft"]);
  assert.equal(missing, [
    "docs/a.md: specs/gone.weft",
    "docs/a.md: npm run fly",
    "docs/a.md: test/lost/*.ts",
    "docs/a.md: ../gone.md",
  ]);
});

test("no text names a machine's folder or a host", () => {
  const texts = listFiles().filter((path) => !/\.(png|jpg|wasm|safetensors|bin|woff2?)$/.test(path));
  assert.ok(texts.length > 20, "the gate must see the repository's files");
  refuse(texts.map(readText).flatMap(findMachineNames));
});

test("a machine's folder or host is caught", () => {
  const lock = (key: string): string => `"${key}": "${"https:"}//packages.internal/x.tgz"`;
  assert.is(findMachineNames({ path: "package-lock.json", text: lock("resolved") }).length, 1);
  assert.is(findMachineNames({ path: "package-lock.json", text: lock("url") }).length, 0);
  const text = `"resolved": "${"https:"}//packages.internal/x.tgz"\nread /${"home"}/someone/data\nsee https://www.w3.org/TR/WGSL`;
  assert.equal(findMachineNames({ path: "a", text }), [
    `a:1: ${"https:"}//packages.internal`,
    `a:2: /${"home"}/someone`,
  ]);
});
