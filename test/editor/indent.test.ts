/** New lines of the editor in a page. */
import { IndentContext, getIndentation } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { indentation } from "../../compiler/editor/page/indent.ts";
import { assert, suite } from "../harness.ts";

const test = suite("new lines of the editor");

/** How far the line that begins at `‸` is moved in. */
function columnsAt(marked: string): number | null {
  const at = marked.indexOf("‸");
  const state = EditorState.create({ doc: marked.replace("‸", ""), extensions: [indentation] });
  return getIndentation(new IndentContext(state, { simulateBreak: at }), at);
}

test("are moved in by two columns behind an open bracket, and back where it is closed", () => {
  for (const [text, columns] of [
    ["axis a = 3‸", 0],
    ["model M(x: [a]) -> [a] {‸", 2],
    ["model M(x: [a]) -> [a] {‸}", 0],
    ["model M(x: [a]) -> [a] {  // {\n  y = x // (‸", 2],
    ["model M() -> [a] {\n\n‸", 2],
    ["model M() -> [a] {\n  grow y {\n    yield x\n  }‸", 2],
    ['data d = text("a{.txt")‸', 0],
    ["  y = mean[a](‸", 4],
    ["  y = mean[a](\n    x)‸", 2],
    ["‸", 0],
  ] as const)
    assert.is(columnsAt(text), columns, text);
});
