/** Files in a link. */
import { deflateSync } from "node:zlib";
import type { Change } from "../../compiler/editor/page/compiler.ts";
import {
  longestLink,
  packChanges,
  readFragment,
  unpackChanges,
  writeFragment,
} from "../../compiler/editor/page/share-link.ts";
import { failureOf } from "../cli/files.ts";
import { assert, suite } from "../harness.ts";

const test = suite("links with files");

const changes: readonly Change[] = [
  { path: "more/a b.weft", content: new TextEncoder().encode("weft 1\n\naxis a = 3 // é\n") },
  { path: "gone.txt", content: undefined },
  { path: "empty.txt", content: new Uint8Array() },
  { path: "noise.png", content: Uint8Array.from({ length: 256 }, (_, at) => at) },
];

const packedOf = (text: string): string => deflateSync(text).toString("base64url");

test("come back as they were, and have one key", async () => {
  const packed = await packChanges(changes);
  const link = await unpackChanges(packed);
  assert.equal(link.changes, changes);
  assert.is((await unpackChanges(packed)).key, link.key);
  assert.is.not((await unpackChanges(await packChanges(changes.slice(1)))).key, link.key);
  for (const fragment of [
    { path: "more/a b&files=.weft", packed },
    { path: "é.weft", packed: undefined },
  ])
    assert.equal(readFragment(writeFragment(fragment)), fragment);
});

test("are refused where a letter is missing or another", async () => {
  const packed = await packChanges(changes);
  for (let at = 0; at < packed.length; at++) {
    assert.match(await failureOf(() => unpackChanges(packed.slice(0, at))), "broken");
    const other = packed[at] === "A" ? "B" : "A";
    // The last letter has bits that stand for nothing.
    if (at < packed.length - 1)
      assert.match(
        await failureOf(() => unpackChanges(packed.slice(0, at) + other + packed.slice(at + 1))),
        "broken",
      );
  }
  assert.match(await failureOf(() => unpackChanges("é")), "broken");
});

test("are refused where they are of no playground", async () => {
  for (const [text, told] of [
    ["", "broken"],
    ["{}\n", "broken"],
    ['{"format":2,"files":[]}\n', "another version"],
    ['{"format":1,"files":{}}\n', "broken"],
    ['{"format":1,"files":[["../a.weft",0]]}\n', "broken"],
    ['{"format":1,"files":[["/a.weft",0]]}\n', "broken"],
    ['{"format":1,"files":[["a//b.weft",0]]}\n', "broken"],
    ['{"format":1,"files":[["a.weft",-1]]}\n', "broken"],
    ['{"format":1,"files":[["a.weft",4]]}\nabc', "broken"],
    ['{"format":1,"files":[["a.weft",2]]}\nabc', "broken"],
  ] as const)
    assert.match(await failureOf(() => unpackChanges(packedOf(text))), told, text);
  assert.match(await failureOf(() => unpackChanges("a".repeat(longestLink + 1))), "more than");
});
