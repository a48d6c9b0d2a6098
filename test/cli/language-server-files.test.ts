/** The language server with files on the disk and in the editor, and with none. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CompletionItem, Location, WorkspaceEdit } from "vscode-languageserver/node";
import { foldersOf } from "../../compiler/cli/commands/workspace.ts";
import { assert, suite } from "../harness.ts";
import { applied, ask, connectHere, placeIn } from "./editor-client.ts";
import { withFiles } from "./files.ts";

const test = suite("the language server and files");

test("imports are read from the editor before the disk, and both lead there", async () => {
  const files = {
    "a.weft":
      'weft 1\nimport { embed, Net } from "./parts/b.weft"\nmodel M(x: [embed]) -> [embed] {\n  use n = Net\n  return n(x)\n}\n',
    "parts/b.weft": "weft 1\naxis embed = 3\n",
  };
  await withFiles(files, async (folder) => {
    const client = await connectHere();
    const [main, part] = ["a.weft", "parts/b.weft"].map((name) => pathToFileURL(join(folder, name)).href);
    const first = client.told(main ?? "");
    await client.open(main ?? "", files["a.weft"]);
    assert.equal(
      (await first).diagnostics.map(({ code }) => code),
      ["W0304"],
    );

    const second = client.told(main ?? "");
    const layer = "layer Net(x: [embed]) -> [embed] {\n  param w: [embed] = 1\n  return w * x\n}\n";
    await client.open(part ?? "", files["parts/b.weft"] + layer);
    assert.equal((await second).diagnostics, []);

    const position = placeIn(files["a.weft"], "Net\n");
    const textDocument = { uri: main };
    const request = { textDocument, position };
    const found: Location = await client.connection.sendRequest("textDocument/definition", request);
    assert.equal([found.uri, found.range.start], [part, { line: 2, character: 6 }]);
    const between = { textDocument, position: placeIn(files["a.weft"], "embed, ") };
    const offered: CompletionItem[] = await client.connection.sendRequest("textDocument/completion", between);
    assert.equal(offered.map(({ label }) => label).sort(), ["Net", "embed"]);

    const third = client.told(main ?? "");
    await client.close(part ?? "");
    assert.equal(
      (await third).diagnostics.map(({ code }) => code),
      ["W0304"],
    );
    assert.equal(client.logged, []);
    await client.end();
  });
});

test("a name gets another in all specs that name it, if it stands for nothing else in any", async () => {
  const files = {
    "a.weft":
      'weft 1\nimport { embed, Net } from "./parts/b.weft"\nmodel M(x: [embed]) -> [embed] {\n  use n = Net\n  return n(x)\n}\n',
    "parts/b.weft":
      "weft 1\naxis embed = 3\nlayer Net(x: [embed]) -> [embed] {\n  param w: [embed] = 1\n  return w * x\n}\n",
    "c.weft":
      'weft 1\nimport b from "./parts/b.weft"\nconst embed = 4\nmodel M(x: [b.embed]) -> [b.embed] {\n  param v: [b.embed] = embed\n  use n = b.Net\n  return n(x) + v\n}\n',
    "parts/unlike.weft": "weft 1\naxis embed = 5\n",
    ".kept/d.weft": 'weft 1\nimport { embed } from "../parts/b.weft"\n',
  };
  await withFiles(files, async (folder) => {
    const client = await connectHere(folder);
    const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
    const [a, b, c] = ["a.weft", "parts/b.weft", "c.weft"].map(uriOf);
    await client.open(a ?? "", files["a.weft"]);
    const rename = (newName: string): Promise<WorkspaceEdit> =>
      client.connection.sendRequest("textDocument/rename", {
        textDocument: { uri: a },
        position: placeIn(files["a.weft"], "embed, Net"),
        newName,
      });
    const { changes = {} } = await rename("wide");
    assert.equal(Object.keys(changes).sort(), [a, c, b]);
    const after = (uri: string | undefined, text: string): string => applied(text, changes[uri ?? ""] ?? []);
    assert.is(after(a, files["a.weft"]), files["a.weft"].replaceAll("embed", "wide"));
    assert.is(after(b, files["parts/b.weft"]), files["parts/b.weft"].replaceAll("embed", "wide"));
    assert.is(after(c, files["c.weft"]), files["c.weft"].replaceAll("b.embed", "b.wide"));

    const uses: Location[] = await client.connection.sendRequest("textDocument/references", {
      textDocument: { uri: a },
      position: placeIn(files["a.weft"], "Net\n"),
      context: { includeDeclaration: false },
    });
    assert.equal(uses.map(({ uri, range }) => `${uri} ${range.start.line}`).sort(), [
      `${a} 1`,
      `${a} 3`,
      `${c} 5`,
    ]);

    // `M` is what two other specs call a model of theirs, one of which takes all of these names.
    await client.change(a ?? "", files["a.weft"].replace("{ embed, Net } from ", ""));
    const open = { uri: b ?? "", at: placeIn(files["parts/b.weft"], "Net(") };
    await client.open(open.uri, files["parts/b.weft"]);
    const refused = await client.connection
      .sendRequest("textDocument/rename", {
        textDocument: { uri: open.uri },
        position: open.at,
        newName: "M",
      })
      .then(String, String);
    assert.match(refused, "`M` stands for something else in a.weft");
    assert.equal(client.logged, []);
    await client.end();
  });
});

test("a file of data that comes later is no longer missed once a spec is saved", async () => {
  const text = 'weft 1\naxis a = 3\ndata d = jsonl("d.jsonl") {\n  x: [a]\n}\n';
  await withFiles({ "a.weft": text }, async (folder) => {
    const client = await connectHere();
    const spec = pathToFileURL(join(folder, "a.weft")).href;
    const first = client.told(spec);
    await client.open(spec, text);
    assert.equal(
      (await first).diagnostics.map(({ code }) => code),
      ["W0920"],
    );
    writeFileSync(join(folder, "d.jsonl"), '{"x": [1, 2, 3]}\n');
    const second = client.told(spec);
    const saved = { textDocument: { uri: spec } };
    await client.connection.sendNotification("textDocument/didSave", saved);
    assert.equal((await second).diagnostics, []);
    await client.end();
  });
});

test("a document that isn't saved, is closed, or was never opened has its answers, too", async () => {
  const client = await connectHere();
  const unsaved = "untitled:Untitled-1";
  const first = client.told(unsaved);
  await client.open(unsaved, 'weft 1\nimport "./nowhere.weft"\naxis a = b\n');
  assert.equal(
    (await first).diagnostics.map(({ code }) => code),
    ["W0003", "W0201"],
  );
  const cleared = client.told(unsaved);
  await client.close(unsaved);
  assert.equal((await cleared).diagnostics, []);
  const position = { line: 0, character: 0 };
  assert.is(await ask(client, "hover", { position }), null);
  assert.equal(await ask(client, "foldingRange"), []);
  assert.equal(client.logged, []);
  await client.end();
});

test("folders of other machines, and addresses that are of no file, are none of the editor's", () => {
  const uris = ["file:///specs/a%20b", "file://elsewhere/specs", "untitled:a", "file:///%2Fspecs", "nothing"];
  const workspaceFolders = uris.map((uri) => ({ uri, name: "" }));
  assert.equal(foldersOf({ workspaceFolders }), ["/specs/a b"]);
  assert.equal(foldersOf({ rootUri: "file:///specs" }), ["/specs"]);
  assert.equal(foldersOf({}), []);
});
