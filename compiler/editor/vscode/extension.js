// @ts-check
/** Connects VS Code with `weft lsp`. */
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** @type {import("vscode-languageclient/node").LanguageClient | undefined} */
let client;

exports.activate = async () => {
  const [command, ...parameters] = workspace.getConfiguration("weft").get("command");
  // On Windows npx and weft are scripts of the shell.
  const options = { cwd: workspace.workspaceFolders?.[0]?.uri.fsPath, shell: process.platform === "win32" };
  client = new LanguageClient(
    "weft",
    "weft",
    { command, args: parameters, options },
    { documentSelector: [{ language: "weft" }] },
  );
  await client.start();
};

exports.deactivate = () => client?.stop();
