/** Random edits of good specs: whatever is written, every request has an answer, and the server has no fault to log. */
import { viewOf } from "../../compiler/editor/view.ts";
import { libraryTexts } from "../2-check/checked.ts";
import { connectHere } from "../cli/editor-client.ts";
import { assert, suite } from "../harness.ts";
import { goodSpecs, readSpec } from "../mutants/legal.ts";
import { editedSpec, randomNumbers } from "./edits.ts";

const test = suite("the language server and random edits");
const texts = goodSpecs.map(readSpec);
const uri = "file:///edited.weft";

test("every request has an answer", async () => {
  const client = await connectHere();
  const random = randomNumbers(20261127);
  await client.open(uri, "");
  let text = "";
  let answers = 0;
  for (let round = 0; round < 60; round++) {
    text = editedSpec(round % 4 === 0 ? (texts[(round / 4) % texts.length] ?? "") : text, texts, random);
    // Line ends of all kinds, characters of two code units, and places beyond lines and the text.
    if (round % 8 === 5) text = text.replaceAll("\n", "\r\n");
    if (round % 8 === 7) text = text.replaceAll("embed", "𝛼");
    await client.change(uri, text);
    const lines = text.split("\n");
    const line = Math.floor(random() * (lines.length + 2));
    const position = { line, character: Math.floor(random() * ((lines[line]?.length ?? 0) + 3)) };
    const range = { start: { line: 0, character: 0 }, end: position };
    const more = {
      position,
      range,
      newName: "other",
      context: { diagnostics: [], includeDeclaration: true },
    };
    for (const request of requests) {
      const options = { options: { tabSize: 2, insertSpaces: true } };
      const sent = client.connection.sendRequest(`textDocument/${request}`, {
        textDocument: { uri },
        ...more,
        ...options,
      });
      // A rename may be refused.
      await (request === "rename" || request === "prepareRename" ? sent.catch(() => undefined) : sent);
      assert.equal(client.logged, [], `${request} at ${line}:${position.character} of\n${text}`);
      answers += 1;
    }
  }
  assert.is(answers, 60 * requests.length);
  await client.end();
});

test("names stand where they are written, and none over another", () => {
  const random = randomNumbers(20261128);
  const library = Object.fromEntries(libraryTexts);
  let text = "";
  for (let round = 0; round < 200; round++) {
    text = editedSpec(round % 3 === 0 ? (texts[(round / 3) % texts.length] ?? "") : text, texts, random);
    const { names } = viewOf({ name: "edited.weft", text }, library, (file) => file);
    let end = 0;
    for (const { span, thing } of names.occurrences) {
      assert.is(text.slice(span.start, span.end).normalize("NFC"), thing.name, text);
      assert.ok(span.start >= end, `two names at ${span.start} of\n${text}`);
      end = span.end;
    }
  }
});

const requests = [
  "hover",
  "completion",
  "definition",
  "references",
  "documentHighlight",
  "documentSymbol",
  "foldingRange",
  "formatting",
  "codeAction",
  "prepareRename",
  "rename",
  "inlayHint",
  "semanticTokens/full",
];
