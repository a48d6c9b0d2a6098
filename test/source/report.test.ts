import type { Diagnostic, Extras, Fix } from "../../compiler/source/diagnostic.ts";
import { report } from "../../compiler/source/diagnostic.ts";
import { toJson } from "../../compiler/source/json.ts";
import { render } from "../../compiler/source/report.ts";
import type { Span } from "../../compiler/source/spans.ts";
import { assert, suite } from "../harness.ts";

const test = suite("reports");

const lines = [
  "weft 1",
  "model M(x: [seq]) -> [seq] {",
  "  K = W_k(x)",
  "",
  "  A = softmax[src where src <= seq](Q @[key] K / sqrt(|key|))",
  "  嵌入 = 输入 + 输出",
  "}",
];
const text = lines.join("\n");

function spanOf(part: string, from = 0): Span {
  const start = text.indexOf(part, from);
  return { file: "gpt.weft", start, end: start + part.length };
}

function one(extras: Extras): Diagnostic {
  const diagnostics: Diagnostic[] = [];
  report(diagnostics, "W0103", spanOf("src"), { expected: "an axis", found: "`src`" }, extras);
  const [diagnostic] = diagnostics;
  if (diagnostic === undefined) throw new Error("nothing was reported");
  return diagnostic;
}

const rich = one({
  related: [
    { span: spanOf("W_k(x)"), label: "made here with axis `seq`" },
    { span: spanOf("Q @[key] K"), label: "Q and K both have `seq`" },
  ],
  shapes: [
    { label: "argument", axes: ["seq", "head"] },
    { label: "it", axes: ["src"] },
  ],
  notes: ["`src` is a twin of `seq`"],
  fixes: [
    {
      title: "rename one side:",
      edits: [
        {
          span: { file: "gpt.weft", start: spanOf("W_k(x)").end, end: spanOf("W_k(x)").end },
          text: "[seq as src]",
        },
      ],
      applicability: "suggestion",
    },
  ],
});

test("a frame shows the lines that take part, notes and the fix", () => {
  assert.is(
    render(rich, () => text),
    [
      "error W0103: expected an axis, but found `src`",
      "  ┌─ gpt.weft:5:15",
      "3 │   K = W_k(x)",
      "  │       ------ made here with axis `seq`",
      "5 │   A = softmax[src where src <= seq](Q @[key] K / sqrt(|key|))",
      "  │               ^^^                   ---------- Q and K both have `seq`",
      "  │",
      "  │   argument   [seq, head]",
      "  │   it         [src]",
      "  │   `src` is a twin of `seq`",
      "  │   rename one side:",
      "3 │   K = W_k(x)[seq as src]",
      "  │             ++++++++++++",
    ].join("\n"),
  );
});

test("a fix whose title the sentence ends with is shown without it", () => {
  const source = "weft 1\naxis embed = 8\nlayer L(x: [embd]) -> [embed] {\n";
  const span = { file: "a.weft", start: 34, end: 38 };
  const diagnostics: Diagnostic[] = [];
  const fixes: Fix[] = [
    { title: "did you mean `embed`?", edits: [{ span, text: "embed" }], applicability: "suggestion" },
  ];
  report(diagnostics, "W0201", span, { name: "embd", near: ["embed"] }, { fixes });
  const [diagnostic] = diagnostics;
  assert.equal(diagnostic && render(diagnostic, () => source).split("\n"), [
    "error W0201: there is no axis `embd`; did you mean `embed`?",
    "  ┌─ a.weft:3:13",
    "3 │ layer L(x: [embd]) -> [embed] {",
    "  │             ^^^^",
    "  │",
    "3 │ layer L(x: [embed]) -> [embed] {",
    "  │             +++++",
  ]);
});

test("wide characters count two columns", () => {
  const diagnostics: Diagnostic[] = [];
  report(diagnostics, "W0103", spanOf("输出"), { expected: "a value", found: "`输出`" }, { label: "here" });
  const [diagnostic] = diagnostics;
  assert.ok(diagnostic);
  if (diagnostic === undefined) return;
  const [, , code, marks] = render(diagnostic, () => text).split("\n");
  assert.is(code, "6 │   嵌入 = 输入 + 输出");
  assert.is(marks, `  │ ${" ".repeat(2 + 4 + 3 + 4 + 3)}^^^^ here`);
});

test("two labels in a line do not overwrite each other", () => {
  const rendered = render(
    one({ label: "first", related: [{ span: spanOf("seq]", 60), label: "second" }] }),
    () => text,
  );
  const [first, second] = ["src where", "seq](Q"].map((part) => lines[4]?.indexOf(part) ?? 0);
  const blanks = (count: number | undefined) => " ".repeat(count ?? 0);
  const marks = `  │ ${blanks(first)}^^^${blanks((second ?? 0) - (first ?? 0) - 3)}---- second\n  │ ${blanks(first)}first`;
  assert.ok(rendered.endsWith(marks), rendered);
});

test("replacements show the new text, removals the old", () => {
  const replaced = one({
    fixes: [
      { title: "write it:", edits: [{ span: spanOf("src"), text: "source" }], applicability: "machine" },
    ],
  });
  assert.ok(
    render(replaced, () => text).endsWith(
      `5 │   A = softmax[source where src <= seq](Q @[key] K / sqrt(|key|))\n  │               ++++++`,
    ),
  );
  const removed = one({
    fixes: [
      {
        title: "leave it out:",
        edits: [{ span: spanOf(" / sqrt(|key|)"), text: "" }],
        applicability: "machine",
      },
    ],
  });
  const column = lines[4]?.indexOf(" / sqrt") ?? 0;
  assert.ok(
    render(removed, () => text).endsWith(`5 │ ${lines[4]}\n  │ ${" ".repeat(column)}${"-".repeat(14)}`),
  );
});

test("paint is asked for every coloured piece", () => {
  const styles = new Set<string>();
  render(
    rich,
    () => text,
    (style, piece) => {
      styles.add(style);
      return piece;
    },
  );
  assert.equal([...styles].sort(), ["error", "frame", "insertion", "related"]);
});

test("JSON has the fields of `weft check --json`", () => {
  assert.equal(
    toJson(rich, () => text),
    {
      code: "W0103",
      severity: "error",
      message: "expected an axis, but found `src`",
      file: "gpt.weft",
      line: 5,
      column: 15,
      endLine: 5,
      endColumn: 18,
      notes: [
        "gpt.weft:3:7: made here with axis `seq`",
        "gpt.weft:5:37: Q and K both have `seq`",
        "argument [seq, head]",
        "it [src]",
        "`src` is a twin of `seq`",
      ],
      fixes: [
        {
          title: "rename one side:",
          applicability: "suggestion",
          edits: [{ file: "gpt.weft", line: 3, column: 13, endLine: 3, endColumn: 13, text: "[seq as src]" }],
        },
      ],
    },
  );
});

test("of a long line what lies around the mark is shown, with all marks", () => {
  const long = `axis a = { ${"wide, ".repeat(3000)}} + x + ${"y + ".repeat(3000)}z`;
  const at = (part: string): Span => {
    const start = long.indexOf(part);
    return { file: "a.weft", start, end: start + part.length };
  };
  const diagnostics: Diagnostic[] = [];
  const related = [
    { span: at("} + x"), label: "near" },
    { span: at("z"), label: "far" },
  ];
  report(diagnostics, "W0103", at("x + y"), { expected: "an axis", found: "`x`" }, { related });
  const [diagnostic] = diagnostics;
  if (diagnostic === undefined) throw new Error("nothing was reported");
  assert.equal(
    render(diagnostic, () => long)
      .split("\n")
      .slice(1),
    [
      "  ┌─ a.weft:1:18016",
      `1 │ …${"wide, ".repeat(10)}} + x + ${"y + ".repeat(23)}…`,
      `  │ ${" ".repeat(61)}-----^^^^${" ".repeat(91)}- far`,
      `  │ ${" ".repeat(61)}near`,
    ],
  );
});
