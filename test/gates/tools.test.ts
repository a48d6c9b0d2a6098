import { spawn } from "node:child_process";
import { join } from "node:path";
import { assert, suite } from "../harness.ts";
import { refuse, root, withFolder } from "./files.ts";

const test = suite("the project as its tools see it");

type Result = { readonly code: number | null; readonly output: string };

/** Runs a tool of node_modules/.bin in `folder`. */
function runTool(name: string, parameters: readonly string[], folder: string): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(root, "node_modules/.bin", name), parameters, { cwd: folder });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output: output.trim() }));
  });
}

const typeCheck = ["--pretty", "false", "-p", "."];
const unused = ["--no-progress", "--reporter", "compact"];

test("the types are right", async () => {
  const { output } = await runTool("tsc", typeCheck, root);
  refuse(output === "" ? [] : [output]);
});

test("a wrong type is caught", async () => {
  const files = {
    "tsconfig.json": `{ "extends": "../../../tsconfig.json", "include": ["compiler/*.ts"], "exclude": [] }`,
    "compiler/a.ts": "const list: number[] = [];\nexport const first: number = list[0];\n",
  };
  const { code, output } = await withFolder(files, (folder) => runTool("tsc", typeCheck, folder));
  assert.is.not(code, 0);
  assert.match(output, /compiler\/a\.ts\(2,14\): error TS2322/);
});

test("every file, export and dependency is used", async () => {
  const { output } = await runTool("knip", unused, root);
  refuse(output === "" ? [] : [output]);
});

test("an unused file, export and dependency are caught", async () => {
  const files = {
    "package.json": JSON.stringify({
      name: "example",
      type: "module",
      dependencies: { commander: "*" },
      knip: { entry: ["compiler/cli.ts"], project: ["compiler/**/*.ts"] },
    }),
    "compiler/cli.ts": `import { used } from "./a.ts";\nused();\n`,
    "compiler/a.ts": "export function used(): void {}\nexport function idle(): void {}\n",
    "compiler/lost.ts": "export const lost = 1;\n",
  };
  const { code, output } = await withFolder(files, (folder) => runTool("knip", unused, folder));
  assert.is(code, 1);
  for (const name of ["compiler/lost.ts", "commander", "idle"]) assert.match(output, name);
});
