import { lineStarts, positionAt } from "../../compiler/source/spans.ts";
import { nearestName, nearNames } from "../../compiler/source/suggest.ts";
import { displayWidth } from "../../compiler/source/width.ts";
import { assert, suite } from "../harness.ts";

const test = suite("near names and places");

test("a typing slip finds its name", () => {
  const names = ["embed", "hidden", "vocab", "seq", "嵌入层", "W_q"];
  assert.equal(nearNames("embde", names), ["embed"]);
  assert.equal(nearNames("hiden", names), ["hidden"]);
  assert.equal(nearNames("Seq", names), ["seq"]);
  assert.equal(nearNames("嵌人层", names), ["嵌入层"]);
  assert.equal(nearNames("step", ["stop", "step_decay", "steps"]), ["step_decay", "steps", "stop"]);
  assert.equal(nearNames("w_q", names), ["W_q"]);
});

test("a name that is far from all finds none, and none finds itself", () => {
  assert.equal(nearNames("time", ["embed", "channel"]), []);
  assert.equal(nearNames("embed", ["embed"]), []);
  assert.equal(nearNames("a", ["b", "c"]), []);
});

test("the beginning of a name finds the few names that go on from it", () => {
  assert.equal(nearNames("sig", ["sigmoid", "silu", "sum"]), ["sigmoid"]);
  assert.equal(nearNames("norm", ["normal", "normalise", "embed"]), ["normal", "normalise"]);
  assert.equal(nearNames("lay", ["layer_a", "layer_b", "layer_c", "layer_d"]), []);
  assert.equal(nearNames("si", ["sigmoid"]), []);
  assert.is(nearestName("sig", ["sigmoid", "silu"]), "sigmoid");
  assert.is(nearestName("norm", ["normalise", "normally"]), undefined);
});

test("the nearest comes first, and three are enough", () => {
  assert.equal(
    nearNames("channels", ["chanels_", "channel", "channals", "channelss", "Channels"]).slice(0, 1),
    ["Channels"],
  );
  assert.is(nearNames("abcdef", ["abcdeg", "abcdeh", "abcdei", "abcdej"]).length, 3);
});

test("lines end with any of three line ends", () => {
  assert.equal(lineStarts("a\nb\r\nc\rd"), [0, 2, 5, 7]);
  assert.equal(positionAt("a\nb\r\nc\rd", 5), { line: 3, column: 1 });
  assert.equal(positionAt("ab", 99), { line: 1, column: 3 });
});

test("display width", () => {
  assert.is(displayWidth("abc"), 3);
  assert.is(displayWidth("嵌入"), 4);
  assert.is(displayWidth("e\u0301"), 1);
  assert.is(displayWidth("，"), 2);
});
