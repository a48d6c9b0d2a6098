import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { noteUse } from "../../compiler/cli/commands/build.ts";
import { dumpCommand } from "../../compiler/cli/commands/dump.ts";
import { explainCommand } from "../../compiler/cli/commands/explain.ts";
import { firstFiles } from "../../compiler/cli/commands/init.ts";
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

test("a word of a command that means nothing is told with what is near", async () => {
  const told = async (body: () => unknown): Promise<readonly [number, string]> => {
    const error = await Promise.resolve()
      .then(body)
      .catch((thrown: unknown) => thrown);
    return [exitCodeOf(error), error instanceof Error ? error.message : ""];
  };
  assert.equal(await told(() => explainCommand("W0020")), [
    2,
    "there is no code `W0020`: did you mean W0002?",
  ]);
  assert.equal(await told(() => explainCommand("axis")), [
    2,
    "there is no code `axis`: codes look like W0101",
  ]);
  const dump = (after: string) => told(() => dumpCommand("a.weft", { after, set: [] }));
  assert.equal(await dump("lowr"), [2, "there is no pass `lowr`: did you mean `lower`?"]);
  assert.match((await dump("kernels"))[1], "there is no pass `kernels`: there are parse, check, lower");
  assert.equal(await told(() => firstFiles("my spec.weft")), [
    2,
    "`my spec.weft` is no name for a spec: letters, digits, - and _ make one",
  ]);
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
