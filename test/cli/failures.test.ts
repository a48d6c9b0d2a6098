import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { noteUse } from "../../compiler/cli/commands/build.ts";
import { CommandError } from "../../compiler/cli/command-error.ts";
import { describeFailure, exitCodeOf } from "../../compiler/cli/failures.ts";
import { readSpec } from "../../compiler/cli/spec.ts";
import { InternalError } from "../../compiler/source/internal-error.ts";
import { WeftError } from "../../runtime/errors.ts";
import { assert, suite } from "../harness.ts";
import { withFiles } from "./files.ts";

const test = suite("how failures are told");

function failureIn(body: () => unknown): unknown {
  try {
    return body();
  } catch (error) {
    return error;
  }
}

test("what the user can mend is a sentence with its place", async () => {
  await withFiles({}, (folder) => {
    const file = join(folder, "a.weft");
    writeFileSync(file, "weft 1\naxis é = 8\n");
    const { source } = readSpec(file);
    const span = { file: source.name, start: 12, end: 13 };
    assert.is(
      describeFailure(new CommandError(1, "there is no file", span)),
      "error: a.weft:2:6: there is no file",
    );
  });
  assert.is(describeFailure(new CommandError(2, "there is no file")), "error: there is no file");
  const cutOff = new WeftError("checkpoint", "a.safetensors: the file is cut off");
  assert.is(describeFailure(cutOff), "error: a.safetensors: the file is cut off");
  assert.is(
    describeFailure(failureIn(() => readFileSync("/nothing/x.weft"))),
    "error: /nothing/x.weft: no such file or directory",
  );
  noteUse("/nothing/.weft/demo");
  assert.equal(
    [exitCodeOf(cutOff), exitCodeOf(new WeftError("input", "")), exitCodeOf(new Error())],
    [1, 2, 1],
  );
});

test("a fault of the compiler is ours, with its place and how to report it", () => {
  const told = describeFailure(
    new InternalError("a leaf without axes", { file: "gone.weft", start: 3, end: 4 }),
  );
  for (const part of [
    "a fault of the compiler, not of your spec",
    "gone.weft, offset 3",
    "Please report it",
    "a leaf without axes",
  ])
    assert.match(told, part);
});
