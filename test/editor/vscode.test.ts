import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assert, suite } from "../harness.ts";

const test = suite("the extension for VS Code");

const folder = "compiler/editor/vscode";
const read = (name: string): string => readFileSync(join(folder, name), "utf8");

interface Manifest {
  readonly main: string;
  readonly contributes: {
    readonly languages: readonly {
      readonly id: string;
      readonly extensions: readonly string[];
      readonly configuration: string;
    }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly default: readonly string[] }>>;
    };
  };
}

interface Started {
  readonly server: { readonly command: string; readonly args: readonly string[]; readonly options: object };
  readonly client: { readonly documentSelector: readonly object[] };
}

interface Extension {
  readonly activate: () => Promise<void>;
  readonly deactivate: () => unknown;
}

test("it starts the command of its settings for the manifest's language, in the folder that is open", async () => {
  const manifest = JSON.parse(read("package.json")) as Manifest;
  const [language] = manifest.contributes.languages;
  assert.equal([language?.id, language?.extensions], ["weft", [".weft"]]);
  JSON.parse(read(language?.configuration ?? ""));

  const told: (Started | string)[] = [];
  class LanguageClient {
    readonly started: Started;
    constructor(_id: string, _name: string, server: Started["server"], client: Started["client"]) {
      this.started = { server, client };
    }
    start(): void {
      told.push(this.started);
    }
    stop(): void {
      told.push("stopped");
    }
  }
  const get = (name: string): unknown =>
    manifest.contributes.configuration.properties[`weft.${name}`]?.default;
  const workspace = {
    getConfiguration: () => ({ get }),
    workspaceFolders: [{ uri: { fsPath: "/models" } }],
  };
  const modules: Record<string, unknown> = {
    vscode: { workspace },
    "vscode-languageclient/node": { LanguageClient },
  };
  const extension: Partial<Extension> = {};
  const run = new Function("require", "exports", "process", read(manifest.main)) as (
    require: (name: string) => unknown,
    exports: Partial<Extension>,
    process: { readonly platform: string },
  ) => void;
  run((name) => modules[name], extension, { platform: "linux" });
  await extension.activate?.();
  extension.deactivate?.();
  const server = { command: "npx", args: ["--no", "weft", "lsp"], options: { cwd: "/models", shell: false } };
  assert.equal(told, [{ server, client: { documentSelector: [{ language: "weft" }] } }, "stopped"]);
});

test("the npm package has its folder", () => {
  const { files } = JSON.parse(readFileSync("package.json", "utf8")) as { readonly files: readonly string[] };
  assert.ok(files.includes(folder));
});
