import { cruise, type ICruiseOptions } from "dependency-cruiser";
import { assert, suite } from "../harness.ts";
import { listSources, refuse, root, withFolder } from "./files.ts";
import { importRules, orderedFolders } from "./import-rules.ts";

const test = suite("imports go one way");

type Imports = { readonly seen: readonly string[]; readonly offenders: readonly string[] };

/** The modules of compiler, runtime and test below `folder` as the tool sees them, and `RULE: FROM → TO` for each offence. */
async function readImports(folder: string): Promise<Imports> {
  const options: ICruiseOptions = {
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden: [...importRules] },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    // The peers of the benchmark have packages of their own.
    exclude: { path: "scratch-|^test/bench/peers/|^compiler/editor/vscode/" },
  };
  const resolving = { exportsFields: ["exports"], conditionNames: ["import", "node", "types"] };
  const { output } = await cruise(["compiler", "runtime", "test"], options, resolving);
  if (typeof output === "string") throw new Error(output);
  const seen = output.modules
    .map((module) => module.source)
    .filter((path) => /^(compiler|runtime|test)\//.test(path));
  const offenders = output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  return { seen, offenders };
}

test("in this repository", async () => {
  const { seen, offenders } = await readImports(root);
  const missing = listSources().filter(
    (path) => !seen.includes(path) && !path.startsWith("test/bench/peers/"),
  );
  refuse(missing, "dependency-cruiser must see every module, or its silence says nothing");
  refuse(offenders);
});

/** A module's text, and the rule that has to catch it. */
const offences: readonly (readonly [path: string, text: string, rule: string])[] = [
  ["compiler/source/spans.ts", `import "../1-parse/tree.ts";`, "leaf-source-imports-no-phase"],
  ["compiler/sizes/size.ts", `import "../operators/operator.ts";`, "leaf-sizes-imports-no-phase"],
  ["compiler/1-parse/parse.ts", `import "../2-check/model.ts";`, "phase-1-parse-imports-earlier-data-only"],
  [
    "compiler/3-graph/lower.ts",
    `import type { A } from "../2-check/check.ts";`,
    "phase-3-graph-imports-earlier-data-only",
  ],
  [
    "compiler/3-graph/lower2.ts",
    `import "../../runtime/plan.ts";`,
    "phase-3-graph-imports-earlier-data-only",
  ],
  [
    "compiler/5-schedule/fuse.ts",
    `import "../6-emit/emit.ts";`,
    "phase-5-schedule-imports-earlier-data-only",
  ],
  [
    "compiler/6-emit/names.ts",
    `import "../../runtime/device.ts";`,
    "compiler-knows-the-runtime-by-its-plan-only",
  ],
  [
    "runtime/step.ts",
    `import type { A } from "../compiler/5-schedule/plan.ts";`,
    "runtime-imports-no-compiler",
  ],
  [
    "compiler/cli/data/columns.ts",
    `import "../../../runtime/device.ts";`,
    "the-command-writes-the-runtimes-formats-only",
  ],
  ["compiler/operators/table.ts", `import "../3-graph/graph.ts";`, "leaf-operators-imports-no-phase"],
  ["compiler/2-check/lift.ts", `import "../1-parse/grammar.ts";`, "phase-2-check-imports-earlier-data-only"],
  [
    "compiler/4-gradient/grad.ts",
    `import "../3-graph/lower.ts";`,
    "phase-4-gradient-imports-earlier-data-only",
  ],
  ["compiler/6-emit/wgsl.ts", `import "../5-schedule/fuse.ts";`, "phase-6-emit-imports-earlier-data-only"],
  ["runtime/memory.ts", `import "typescript";`, "runtime-imports-no-package"],
  ["runtime/random.ts", `import "../test/harness.ts";`, "product-imports-no-test"],
  ["compiler/tools/fmt.ts", `import "../cli/adapter.ts";`, "only-the-command-imports-the-command"],
  ["compiler/2-check/axes.ts", `import "chevrotain";`, "chevrotain-in-parse-only"],
  ["compiler/5-schedule/print.ts", `import "prettier";`, "code-writers-in-emit-only"],
  ["compiler/tools/serve.ts", `import "commander";`, "terminal-in-the-command-only"],
  ["compiler/editor/hints.ts", `import "@codemirror/view";`, "codemirror-in-the-editors-page-only"],
  ["compiler/editor/view.ts", `import "esbuild";`, "bundler-in-the-command-only"],
  ["compiler/compile.ts", `import "node:fs";`, "node-in-the-command-only"],
  ["compiler/cli/commands/check.ts", `import "vscode-languageserver/node";`, "protocol-in-the-editor-only"],
  ...orderedFolders.flatMap(({ name, path, folders, whole }) =>
    folders.map((folder, at): readonly [string, string, string] => [
      `${path}/${folder}/a.ts`,
      `import "../${at + 1 < folders.length ? `${folders[at + 1]}/a` : whole[0]}.ts";`,
      `${name}-${folder}-imports-earlier-folders-only`,
    ]),
  ),
  ...orderedFolders.map(({ name, path, folders }): readonly [string, string, string] => [
    `${path}/a.ts`,
    `import "./${folders[0]}/a.ts";`,
    `${name}-shares-what-needs-no-folder`,
  ]),
  ["test/a.test.ts", `import "uvu";`, "uvu-in-the-harness-only"],
  ["compiler/4-gradient/differentiate.ts", `import type { S } from "./structure.ts";`, "no-cycle"],
  ["compiler/2-check/scope.ts", `import "./nowhere.ts";`, "no-import-of-nothing"],
];

test("each rule catches what it is for", async () => {
  const targets = [
    "compiler/1-parse/tree",
    "compiler/2-check/model",
    "compiler/2-check/check",
    "compiler/6-emit/emit",
  ];
  targets.push(
    "compiler/operators/operator",
    "compiler/5-schedule/plan",
    "compiler/cli/adapter",
    "compiler/cli/start",
  );
  targets.push("compiler/1-parse/grammar", "compiler/3-graph/graph", "compiler/5-schedule/schedule");
  targets.push("runtime/plan", "runtime/mod", "runtime/device", "test/harness");
  const files: Record<string, string> = {};
  for (const target of targets) files[`${target}.ts`] = "export type A = number;";
  files["compiler/4-gradient/structure.ts"] =
    `import type {} from "./differentiate.ts"; export type S = number;`;
  for (const [path, text] of offences) files[path] = text;
  const { offenders } = await withFolder(files, readImports);
  for (const [path, , rule] of offences) {
    const caught = offenders.some((offender) => offender.startsWith(`${rule}: ${path} → `));
    assert.ok(caught, `${rule} did not catch ${path}`);
  }
  const names = new Set(offences.map(([, , rule]) => rule));
  const untried = importRules.map((rule) => rule.name ?? "").filter((name) => !names.has(name));
  assert.equal(untried, []);
});

test("allowed imports pass", async () => {
  const files = {
    "compiler/source/spans.ts": `export type A = number;`,
    "compiler/3-graph/graph.ts": `import type { A } from "../source/spans.ts"; export type B = A;`,
    "compiler/5-schedule/fuse.ts": `import type { B } from "../3-graph/graph.ts"; import type { P } from "../../runtime/plan.ts"; export type C = [B, P];`,
    "compiler/1-parse/tokens.ts": `import "chevrotain";`,
    "compiler/cli/files.ts": `import "node:fs"; import "commander";`,
    "compiler/cli.ts": `import "./cli/files.ts";`,
    "runtime/plan.ts": `export type P = number;`,
    "test/a.test.ts": `import "../compiler/5-schedule/fuse.ts"; import "node:fs";`,
  };
  assert.equal((await withFolder(files, readImports)).offenders, []);
});
