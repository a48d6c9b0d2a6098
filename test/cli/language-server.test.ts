import type {
  CodeAction,
  CompletionItem,
  Diagnostic,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  SemanticTokens,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver/node";
import { assert, suite } from "../harness.ts";
import type { EditorClient } from "./editor-client.ts";
import { applied, ask, connectHere, marked, placeIn, uri } from "./editor-client.ts";

const test = suite("the language server");

const attention = `weft 1
axis seq   <= 8
axis src   like seq
/// How wide it is.
axis embed = 6
layer Attend(x: [seq, embed]) -> [seq, embed] {
  param W: embed -> embed ~ xavier
  k = W(x)[seq as src]
  a = softmax[src where src <= seq](x @[embed] k)
  return a @[src] x[seq as src]
}
`;

/** Runs `body` with a server that has the text open. The server must have nothing to complain of. */
async function withOpen(text: string, body: (client: EditorClient) => Promise<void>): Promise<void> {
  const client = await connectHere();
  try {
    await client.open(uri, text);
    await body(client);
    assert.equal(client.logged, []);
  } finally {
    await client.end();
  }
}

async function completionLabels(text: string): Promise<readonly string[]> {
  const { text: written, position } = marked(text);
  let labels: readonly string[] = [];
  await withOpen(written, async (client) => {
    labels = (await ask<CompletionItem[]>(client, "completion", { position })).map(({ label }) => label);
  });
  return labels;
}

test("mistakes are told with their code, their places and what else is to be said", async () => {
  const wrong = attention.replace("[seq as src]\n  a", "\n  a");
  await withOpen(wrong, async (client) => {
    const { diagnostics } = await client.told(uri);
    const [first] = diagnostics;
    assert.equal([diagnostics.length, first?.code, first?.severity, first?.source], [1, "W0202", 1, "weft"]);
    assert.match(
      String(first?.message),
      /^`softmax` over `src`, but its argument has no `src`\n[^]*argument \[seq\]/,
    );
    assert.equal(first?.range.start, placeIn(wrong, "src where"));
    const related = first?.relatedInformation?.find(({ message }) => message === "made here with axis `seq`");
    assert.equal(related?.location.range.start, placeIn(wrong, "W(x)"));

    const next = client.told(uri);
    await client.change(uri, attention.replace("axis embed", "axis past like seq\naxis embed"));
    const warned = (await next).diagnostics.map(({ code, severity }) => [code, severity]);
    assert.equal(warned, []);
  });
});

test("a fix is an edit that mends the text", async () => {
  const wrong = attention.replace("[seq as src]\n  a", "\n  a");
  await withOpen(wrong, async (client) => {
    const position = placeIn(wrong, "src where");
    const actions = await ask<CodeAction[]>(client, "codeAction", {
      range: { start: position, end: position },
      context: { diagnostics: [] },
    });
    const rename = actions.find(({ title }) => title === "line 8: k = W(x)[seq as src]");
    assert.ok(rename, actions.map(({ title }) => title).join("\n"));
    assert.equal(
      rename.diagnostics?.map(({ code }: Diagnostic) => code),
      ["W0202"],
    );
    assert.is(applied(wrong, rename.edit?.changes?.[uri] ?? []), attention);
  });
  const andAnd = attention.replace("src <= seq", "src <= seq && true");
  await withOpen(andAnd, async (client) => {
    const position = placeIn(andAnd, "&&");
    const actions = await ask<CodeAction[]>(client, "codeAction", {
      range: { start: position, end: position },
      context: { diagnostics: [] },
    });
    assert.equal(
      actions.map(({ isPreferred, kind }) => [isPreferred, kind]),
      [[true, "quickfix"]],
    );
  });
});

test("hover tells types, formulas, sizes, documentation, and what a mistake means", async () => {
  await withOpen(attention, async (client) => {
    const told = async (piece: string, more = 0): Promise<string> => {
      const hover = await ask<Hover | null>(client, "hover", { position: placeIn(attention, piece, more) });
      const contents = hover?.contents;
      return typeof contents === "object" && "value" in contents ? contents.value : "";
    };
    assert.is(await told("k)"), "```weft\nk: [src, embed]\nk = W(x)[seq as src]\n```");
    assert.is(await told("embed]) ->"), "```weft\naxis embed = 6\n```\n\n6 positions\n\nHow wide it is.");
    assert.match(await told("W(x)"), /param W: embed -> embed ~ xavier[^]*36 numbers/);
    assert.match(await told("softmax"), /fn softmax\[over\][^]*Weights that sum to 1[^]*standard library/);
    assert.match(await told("@[embed]"), /x @\[embed\] k: \[seq, src\]/);
    assert.match(await told("like"), "");
    assert.match(await told("return"), "The results.");
    await client.change(uri, attention.replace("[seq as src]\n  a", "\n  a"));
    assert.match(await told("src where"), /error W0202: [^]*wrong[^]*right/);
  });
});

test("hints stand behind names, a layer's at the end of its line", async () => {
  await withOpen(attention, async (client) => {
    const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    const hints = await ask<InlayHint[]>(client, "inlayHint", { range });
    assert.equal(
      hints.map(({ label, position: { line, character } }) => [label, line, character]),
      [
        ["36 parameters", 5, 47],
        ["36", 6, 9],
        [": [src, embed]", 7, 3],
        [": [seq, src]", 8, 3],
      ],
    );
  });
});

test("definitions, uses and highlights", async () => {
  await withOpen(attention, async (client) => {
    const position = placeIn(attention, "k)");
    const definition = await ask<Location>(client, "definition", { position });
    assert.equal([definition.uri, definition.range.start], [uri, placeIn(attention, "k = W")]);
    const more = { position, context: { includeDeclaration: false } };
    const uses = await ask<Location[]>(client, "references", more);
    assert.equal(
      uses.map(({ range }) => range.start),
      [position],
    );
    assert.is((await ask<unknown[]>(client, "documentHighlight", { position })).length, 2);
    const library = await ask<Location>(client, "definition", { position: placeIn(attention, "softmax") });
    assert.match(library.uri, /\/compiler\/std\/\w+\.weft$/);
    assert.is(await ask(client, "definition", { position: placeIn(attention, "xavier") }), null);
  });
});

test("a rename changes every use, and nothing else", async () => {
  await withOpen(attention, async (client) => {
    const rename = async (piece: string, newName: string): Promise<string> => {
      const found = await ask<WorkspaceEdit>(client, "rename", {
        position: placeIn(attention, piece),
        newName,
      });
      return applied(attention, found.changes?.[uri] ?? []);
    };
    assert.is(await rename("embed]) ->", "嵌入"), attention.replaceAll(/\bembed\b/g, "嵌入"));
    assert.is(await rename("k)", "keys"), attention.replace("k = W", "keys = W").replace("k)", "keys)"));
    const refusals: readonly (readonly [string, string, RegExp])[] = [
      ["softmax", "soft", /standard library/],
      ["xavier", "he", /no name here/],
      ["k)", "a b", /no name/],
      ["k)", "x", /something else/],
      ["k)", "and", /something else/],
      ["W(x)", "softmax", /something else/],
    ];
    for (const [piece, name, reason] of refusals) {
      const failure = await rename(piece, name).then(String, String);
      assert.match(failure, reason, `${piece} as ${name}: ${failure}`);
    }
    const position = placeIn(attention, "softmax");
    assert.match(await ask(client, "prepareRename", { position }).then(String, String), /standard library/);
  });
});

test("the outline, and what may be folded", async () => {
  await withOpen(attention, async (client) => {
    const symbols = await ask<DocumentSymbol[]>(client, "documentSymbol");
    assert.equal(
      symbols.map(({ name }) => name),
      ["seq", "src", "embed", "Attend"],
    );
    assert.equal(
      symbols[3]?.children?.map(({ name }) => name),
      ["W", "k", "a"],
    );
    const folds = await ask<FoldingRange[]>(client, "foldingRange");
    assert.equal(
      folds.map(({ startLine, endLine }) => [startLine, endLine]),
      [[5, 10]],
    );
  });
});

test("what may be written at a place", async () => {
  const layer = attention.slice(0, attention.indexOf("  return"));
  const inBrackets = await completionLabels(`${layer}  return a @[‸`);
  for (const axis of ["seq", "src", "embed", "batch"]) assert.ok(inBrackets.includes(axis), axis);
  assert.not(inBrackets.includes("softmax"));
  assert.not(inBrackets.includes("k"));

  const statement = await completionLabels(`${layer}  re‸\n}\n`);
  for (const word of ["param", "use", "return"]) assert.ok(statement.includes(word), word);
  assert.not(statement.includes("minimize"));

  const value = await completionLabels(`${layer}  b = so‸\n  return b\n}\n`);
  for (const name of ["k", "a", "W", "x", "softmax", "sum", "sqrt"]) assert.ok(value.includes(name), name);
  assert.not(value.includes("b"));
  assert.not(value.includes("Linear"));

  assert.ok((await completionLabels(`${layer}  use map = Li‸\n}\n`)).includes("Linear"));
  assert.equal(await completionLabels(`${layer}  // so‸\n}\n`), []);
  assert.ok((await completionLabels("weft 1\nla‸\n")).includes("layer"));
  const inModel = `${attention}model M(x: [seq, embed]) -> [seq, embed] {\n  use one = Attend\n  return one.‸\n}\n`;
  assert.equal(await completionLabels(inModel), ["W"]);
  const training = `${attention}data d = jsonl("d") {\n  x: [seq, embed]\n}\ntrain on d {\n  mi‸\n}\n`;
  const inTraining = await completionLabels(training);
  for (const word of ["minimize", "optimizer", "batch"]) assert.ok(inTraining.includes(word), word);
  assert.equal(await completionLabels(training.replace("mi‸", "").replace("on d {", "on ‸ {")), ["d"]);
  const optimizers = await completionLabels(training.replace("mi‸", "optimizer = ‸"));
  assert.ok(optimizers.includes("adam"));
  assert.not(optimizers.includes("x"));
});

test("the options of sources, fields and tokenizers, with what they mean", async () => {
  const data = (source: string): string => `${attention}data d = ${source}`;
  for (const [written, wanted] of [
    [data('text("a.txt", ‸'), ["test"]],
    [data('lines("a.txt", te‸) {\n}\n'), ["test", "duplicates"]],
    [data('csv("a.csv", test = 0.2,\n  ‸) {\n}\n'), ["duplicates", "fit", "rate"]],
    [data('images("a", labels = "a.csv", ‸)'), ["test", "duplicates", "fit"]],
    [data('images("a", fit = ‸)'), ['"stretch"', '"crop"']],
    [data('audio("a", rate = ‸)'), []],
    [data('csv("a.csv") {\n  x: [seq] in embed = field("t", ‸)\n}\n'), ["start", "end", "each"]],
    [`${attention}axis vocab = words("a.txt", 100, ‸)\n`, ["special"]],
  ] as const)
    assert.equal([...(await completionLabels(written))].sort(), [...wanted].sort(), written);
  assert.ok((await completionLabels(`${attention}axis wide = 2 * (‸)\n`)).includes("embed"));
  const { text, position } = marked(data('csv("a.csv", dupli‸cates = "keep") {\n  x: [seq]\n}\n'));
  await withOpen(text, async (client) => {
    const hover = await ask<Hover | null>(client, "hover", { position });
    assert.match(JSON.stringify(hover?.contents), /keeps records that are equal/);
  });
});

test("what is named around a place is known, though brackets and blocks aren't closed", async () => {
  const openings: readonly (readonly [string, readonly string[]])[] = [
    ["fn twice(value) = ‸", ["value"]],
    [
      "layer L(value: [embed]) -> [embed] {\n  constructor = scan[seq](kept: [embed] = 0) {\n    ‸",
      ["yield"],
    ],
    [
      "layer L(value: [embed]) -> [embed] {\n  other = value\n  y = other * softmax[embed](‸",
      ["value", "other"],
    ],
    ["layer L[some](value: [some]) -> [‸", ["some", "embed"]],
    ["layer L[some](value: [‸", ["some", "embed"]],
    [
      "layer L(value: [embed]) -> [embed] {\n  h = scan[seq](kept: [embed] = 0) {\n    yield ‸",
      ["kept", "value"],
    ],
    ["generate g(start: [seq]) {\n  grow text: [seq] in embed from ‸", ["start"]],
  ];
  for (const [opening, wanted] of openings) {
    const labels = await completionLabels(`${attention}${opening}`);
    for (const name of wanted) assert.ok(labels.includes(name), `${name} in ${opening}: ${labels.join(" ")}`);
  }
});

test("formatting is that of weft fmt, keeps line ends, and leaves what has syntax errors", async () => {
  const crooked = "weft 1\n\naxis a=3\naxis bc  <= 4 // most 𝛼\n";
  const straight = "weft 1\n\naxis a  = 3\naxis bc <= 4  // most 𝛼\n";
  const options = { options: { tabSize: 2, insertSpaces: true } };
  for (const [text, wanted] of [
    [crooked, straight],
    [crooked.replaceAll("\n", "\r\n"), straight.replaceAll("\n", "\r\n")],
    [straight, straight],
    ["weft 1\naxis a = = 3\n", "weft 1\naxis a = = 3\n"],
  ] as const)
    await withOpen(text, async (client) => {
      assert.is(applied(text, await ask<TextEdit[]>(client, "formatting", options)), wanted);
    });
});

test("colours are those of names, words and comments", async () => {
  await withOpen("weft 1\n// 𝛼\naxis 𝛼 = 3\n", async (client) => {
    const { data } = await ask<SemanticTokens>(client, "semanticTokens/full");
    const rows = data.flatMap((_, at) => (at % 5 === 0 ? [data.slice(at, at + 4)] : []));
    assert.equal(rows, [
      [0, 0, 4, 9],
      [0, 5, 1, 10],
      [1, 0, 5, 12],
      [1, 0, 4, 9],
      [0, 5, 2, 0],
      [0, 5, 1, 10],
    ]);
  });
});

test("places are counted as editors do, whatever line ends and characters there are", async () => {
  const text = "weft 1\r\naxis 𝛼 = 3\r\naxis b = |𝛼| + |𝛼𝛼|\r\n";
  await withOpen(text, async (client) => {
    const [first] = (await client.told(uri)).diagnostics;
    assert.equal(first?.range, { start: { line: 2, character: 17 }, end: { line: 2, character: 21 } });
    const definition = await ask<Location>(client, "definition", { position: { line: 2, character: 11 } });
    assert.equal(definition.range, { start: { line: 1, character: 5 }, end: { line: 1, character: 7 } });
  });
});
