import { readArguments } from "../../compiler/cli/arguments.ts";
import { assert, suite } from "../harness.ts";
import { failureOf } from "./files.ts";

const test = suite("arguments of weft run");

const write = { name: "write", inputs: ["prompt"], options: ["temperature", "top_k"] };

test("an input with a default may be left out", () => {
  const scale = { name: "Scale", inputs: ["x", "by"], defaults: ["by"], options: [] };
  assert.equal(readArguments(["1"], scale), ["--x", "1"]);
  assert.equal(readArguments(["1", "2"], scale), ["--x", "1", "--by", "2"]);
  assert.throws(() => readArguments(["--by", "2"], scale), "needs its argument `x`");
});

test("words are the inputs, flags the options", () => {
  assert.equal(readArguments(["Call me", "--temperature", "0.8", "--top-k=5"], write), [
    "--temperature",
    "0.8",
    "--top_k",
    "5",
    "--prompt",
    "Call me",
  ]);
  assert.equal(readArguments(["--prompt", "-x"], write), ["--prompt", "-x"]);
});

test("mistakes are told by name", async () => {
  const failure = (...words: string[]): Promise<string> => failureOf(() => readArguments(words, write));
  assert.is(
    await failure("a", "--temprature", "1"),
    "`write` has no option `--temprature`: did you mean `--temperature`?",
  );
  assert.is(
    await failure("a", "--zoom", "1"),
    "`write` has no option `--zoom`: it has --temperature, --top_k",
  );
  assert.is(await failure("a", "--temperature"), "`--temperature` has no value");
  assert.is(await failure("a", "b"), "`b` is one argument too many: `write` takes prompt");
  assert.is(await failure(), "`write` needs its argument `prompt`");
  assert.is(await failure("a", "--top_k", "1", "--top-k", "2"), "`top_k` is given twice");
});
