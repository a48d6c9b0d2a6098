/** Which module may import which: the data's way, as the folders draw it. */
import type { IForbiddenRuleType, IRegularForbiddenRuleType } from "dependency-cruiser";

/**
 * The phases in the data's order, each with the files that later phases may import: the data file, for the Model how its
 * expressions are walked and what a training sets, and for the graph the functions that make and read its nodes, since the gradient of a graph is a graph.
 */
const phases: readonly { readonly folder: string; readonly data: readonly string[] }[] = [
  { folder: "1-parse", data: ["tree"] },
  { folder: "2-check", data: ["model", "setting-names", "walk"] },
  {
    folder: "3-graph",
    data: [
      "graph",
      "builder",
      "graph-builder",
      "by-node",
      "positions",
      "position-values",
      "affine",
      "places",
      "kinds",
      "neutral",
      "outputs",
      "support",
      "topology",
    ],
  },
  { folder: "4-gradient", data: [] },
  { folder: "5-schedule", data: ["plan", "loops"] },
  { folder: "6-emit", data: [] },
];

/**
 * Folders inside of a phase, of the runtime or of the command, in the order in which their work goes: each imports those before it, and the files beside them.
 * The files beside them, but for `whole`, import none of them.
 */
export const orderedFolders: readonly {
  readonly name: string;
  readonly path: string;
  readonly folders: readonly string[];
  readonly whole: readonly string[];
}[] = [
  {
    name: "check",
    path: "compiler/2-check",
    folders: ["constants", "expressions", "declarations", "training", "promises", "warnings"],
    whole: ["check"],
  },
  {
    name: "schedule",
    path: "compiler/5-schedule",
    folders: ["rewrite", "strips", "arrange", "writer", "kernels", "assemble", "again"],
    whole: ["schedule", "verify"],
  },
  {
    name: "emit",
    path: "compiler/6-emit",
    folders: ["wgsl", "wasm", "module", "programs", "readme"],
    whole: ["emit"],
  },
  {
    name: "runtime",
    path: "runtime",
    folders: ["checkpoint", "train", "generate", "infer"],
    whole: ["mod", "options"],
  },
  {
    name: "command",
    path: "compiler/cli",
    folders: ["data", "packages", "runs", "import", "commands", "playground"],
    whole: ["start"],
  },
];

/** Folders that import nothing but themselves and the leaves before them. */
const leaves = ["source", "sizes", "operators"];

const ours = "^(compiler|runtime|test|generated)/";
/** What takes the place of Node, and of packages, in the page of a playground. */
const withoutNode = "^compiler/cli/playground/node/";
const commandLine = "^compiler/cli(\\.ts$|/)";
/** What the compiler and the runtime share: the plan, and what an entry of it is to its callers. */
const plan = "^runtime/(plan|called)\\.ts$";

function rule(
  name: string,
  from: IForbiddenRuleType["from"],
  to: IRegularForbiddenRuleType["to"],
): IForbiddenRuleType {
  return { name, severity: "error", from, to };
}

const leafRules = leaves.map((leaf, at) => {
  const allowed = leaves.slice(0, at + 1).map((name) => `^compiler/${name}/`);
  return rule(
    `leaf-${leaf}-imports-no-phase`,
    { path: `^compiler/${leaf}/` },
    { path: ours, pathNot: allowed },
  );
});

const phaseRules = phases.map(({ folder }, at) => {
  const earlier = phases.slice(0, at);
  const data = earlier.flatMap((phase) =>
    phase.data.map((file) => `^compiler/${phase.folder}/${file}\\.ts$`),
  );
  const allowed = [`^compiler/${folder}/`, ...leaves.map((leaf) => `^compiler/${leaf}/`), ...data];
  if (folder >= "5") allowed.push(plan);
  return rule(
    `phase-${folder}-imports-earlier-data-only`,
    { path: `^compiler/${folder}/` },
    { path: ours, pathNot: allowed },
  );
});

const orderRules = orderedFolders.flatMap(({ name, path, folders, whole }) => {
  const wholes = `/(${whole.join("|")})\\.ts$`;
  const imports = folders.map((folder, at) => {
    const later = folders.slice(at + 1).map((other) => `^${path}/${other}/`);
    return rule(
      `${name}-${folder}-imports-earlier-folders-only`,
      { path: `^${path}/${folder}/` },
      { path: [...later, `^${path}${wholes}`] },
    );
  });
  const shared = rule(
    `${name}-shares-what-needs-no-folder`,
    { path: `^${path}/[^/]+\\.ts$`, pathNot: wholes },
    { path: `^${path}/(${folders.join("|")})/` },
  );
  return [...imports, shared];
});

function packagesOnlyIn(name: string, packages: readonly string[], owner: string): IForbiddenRuleType {
  const path = `node_modules/(${packages.join("|")})(/|$)`;
  return rule(name, { path: "^(compiler|runtime)/", pathNot: owner }, { path });
}

export const importRules: readonly IForbiddenRuleType[] = [
  ...leafRules,
  ...phaseRules,
  ...orderRules,
  rule(
    "compiler-knows-the-runtime-by-its-plan-only",
    { path: "^compiler/", pathNot: commandLine },
    { path: "^runtime/", pathNot: plan },
  ),
  rule(
    "the-command-writes-the-runtimes-formats-only",
    { path: commandLine },
    {
      path: "^runtime/",
      pathNot:
        "^runtime/(errors|decimal|shell|plan|checkpoint/[a-z0-9-]+|random|parameters|inputs|layout|called|vocabularies|data/(columns|parts|wav|npy|pixels|resample|n-grams)|command/(values|file-values|record-lines|package-files|served)|tokenizers/[a-z-]+)\\.ts$",
    },
  ),
  rule("runtime-imports-no-compiler", { path: "^runtime/" }, { path: "^compiler/" }),
  rule("runtime-imports-no-package", { path: "^runtime/" }, { path: "node_modules/" }),
  rule("product-imports-no-test", { path: "^(compiler|runtime)/" }, { path: "^(test|generated)/" }),
  rule(
    "only-the-command-imports-the-command",
    { path: "^compiler/", pathNot: commandLine },
    { path: commandLine },
  ),
  packagesOnlyIn("chevrotain-in-parse-only", ["chevrotain"], `^compiler/1-parse/|${withoutNode}`),
  packagesOnlyIn(
    "code-writers-in-emit-only",
    ["ts-morph", "prettier", "binaryen"],
    `^compiler/6-emit/|${withoutNode}`,
  ),
  packagesOnlyIn("terminal-in-the-command-only", ["commander", "cli-progress", "yoctocolors"], commandLine),
  packagesOnlyIn("codemirror-in-the-editors-page-only", ["@codemirror"], "^compiler/editor/page/"),
  packagesOnlyIn("bundler-in-the-command-only", ["esbuild"], commandLine),
  packagesOnlyIn(
    "protocol-in-the-editor-only",
    ["vscode-languageserver", "vscode-languageserver-textdocument"],
    "^compiler/(editor/|cli/commands/(lsp|language-server|posted-connection|open-specs|workspace)\\.ts$)",
  ),
  rule(
    "node-in-the-command-only",
    { path: "^compiler/", pathNot: commandLine },
    { dependencyTypes: ["core"] },
  ),
  rule(
    "uvu-in-the-harness-only",
    { path: ours, pathNot: "^test/harness\\.ts$" },
    { path: "node_modules/uvu/" },
  ),
  rule("no-cycle", {}, { circular: true }),
  rule("no-import-of-nothing", {}, { couldNotResolve: true }),
];
