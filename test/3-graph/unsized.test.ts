import { libraryFiles } from "../agree/compile-spec.ts";
import { compile } from "../../compiler/compile.ts";
import { assert, suite } from "../harness.ts";

const test = suite("free axes that nothing given has");

function codes(text: string): readonly string[] {
  const options = { set: {}, tokenizers: new Map(), hash: "", after: "simplify" } as const;
  const { diagnostics } = compile({ name: "free.weft", text }, libraryFiles(), options);
  return diagnostics.map(({ code }) => code);
}

const head = "weft 1\naxis rows\naxis a = 2\n";
const model = "model Sum(x: [rows, a]) -> [a] {\n  param w: [a] = 1\n  return w * sum[rows](x)\n}\n";

test("are refused in a model, a training and a generator, whatever its formulas are", () => {
  const within = "model Noise(x: [a]) -> [a] {\n  return x * sum[rows](normal[rows](0, 1))\n}\n";
  assert.equal(codes(head + within), ["W0514"]);
  const training =
    "train {\n  minimize sum[a](Sum(normal[rows, a](0, 1))^2)\n  optimizer = sgd(rate = 0.1)\n  steps = 2\n}\n";
  assert.equal(codes(head + model + training), ["W0514"]);
  assert.equal(codes(`${head}${model}generate dream() {\n  return Sum(normal[rows, a](0, 1))\n}\n`), [
    "W0514",
  ]);
});

test("are as large as an argument is", () => {
  const generator = "generate read(x: [rows, a]) {\n  return Sum(x + normal[rows, a](0, 1))\n}\n";
  assert.equal(codes(head + model + generator), []);
});
