/** What README.md shows of a package is what generated/ has. */
import { readFileSync } from "node:fs";
import { model } from "../../generated/minimal/model.ts";
import { assert, suite } from "../harness.ts";
import { blocksIn, missing } from "./shown.ts";

const test = suite("README.md");
const text = readFileSync("README.md", "utf8");

test("a kernel, shortened", () => {
  const [shown = ""] = blocksIn(text, "wgsl");
  const name = /^fn (\w+)\(/m.exec(shown)?.[1] ?? "";
  const real = readFileSync(`generated/minimal/kernels/${name}.wgsl`, "utf8");
  assert.equal(missing(shown, real.replace("specs/minimal.weft", "minimal.weft")), []);
});

test("how many dispatches and kernels a training step has", () => {
  const train = model.entries.find(({ kind }) => kind === "train");
  const names = new Set(train?.dispatches.map(({ kernel }) => kernel));
  const said = /training step becomes (\d+) dispatches of (\d+) kernels/.exec(text)?.slice(1).map(Number);
  assert.equal(said, [train?.dispatches.length, names.size]);
});
