import { readFileSync } from "node:fs";
import { analyze } from "../compiler/analyze.ts";
import { libraryTexts } from "./2-check/checked.ts";
import { assert, suite } from "./harness.ts";
import { joinedPrograms } from "./programs.ts";

const test = suite("analyze");
const library = Object.fromEntries(libraryTexts);
const gpt = readFileSync(new URL("../specs/gpt.weft", import.meta.url), "utf8");

/** The type of the outermost expression that is written so, where it stands first. */
function typeOf(text: string, formula: string): string | undefined {
  const at = text.indexOf(formula);
  return analyze(text, library).types.find(
    ({ span }) => span.start === at && span.end === at + formula.length,
  )?.text;
}

const attention = `weft 1
axis seq   <= 8
axis src   like seq
axis embed = 6
model Attend(x: [seq, embed], to: [seq] in embed) -> [seq, embed] {
  param W: embed -> embed ~ xavier
  k = W(x)[seq as src]
  a = softmax[src where src <= seq](x @[embed] k)
  b, c = x, a
  return a @[src] x[seq as src]
}
`;

test("expressions have their types", () => {
  assert.is(typeOf(attention, "W(x)"), "[seq, embed]");
  assert.is(typeOf(attention, "W(x)[seq as src]"), "[src, embed]");
  assert.is(typeOf(attention, "src <= seq"), "[seq, src] bool");
  assert.is(typeOf(attention, "x @[embed] k"), "[seq, src]");
});

test("each axis of a type knows the place that brought it in", () => {
  const { types } = analyze(attention, library);
  const score = types.find(({ text }) => text === "[seq, src]");
  const origins = score?.axes.map(({ name, origin }) => [name, attention.slice(origin.start, origin.end)]);
  assert.equal(origins, [
    ["seq", "seq"],
    ["src", "src"],
  ]);
});

test("hints tell the axes of bindings and the numbers of parameters", () => {
  const hints = analyze(attention, library).hints.map(
    ({ span, text }) => `${attention.slice(span.start, span.end)} ${text}`,
  );
  assert.equal(hints, [
    "Attend(x: [seq, embed], to: [seq] in embed) 36 parameters",
    "W 36",
    "k : [src, embed]",
    "a : [seq, src]",
    "b : [seq, embed]",
    "c : [seq, src]",
  ]);
});

test("a number that is written has no hint", () => {
  const numbers = attention.replace("b, c = x, a", "b, c = 2, a");
  const names = analyze(numbers, library).hints.map(({ span }) => numbers.slice(span.start, span.end));
  assert.equal(names.slice(1), ["W", "k", "a", "c"]);
});

test("the parameters of a model are those of all its instances", () => {
  const { hints } = analyze(gpt, library);
  const counts = hints
    .filter(({ kind }) => kind === "layer")
    .map(({ span, text }) => `${gpt.slice(span.start, span.end).replace(/\(.*/, "")}: ${text}`);
  // Maps of 128 by 128, of 128 by 512 and back, norms of 2 times 128. A vocabulary of 81 makes it 817,664 for a context of 64.
  assert.ok(counts.includes("Attention: 65,536 parameters"), counts.join("\n"));
  assert.ok(counts.includes("Block: 197,120 parameters"), counts.join("\n"));
  assert.ok(counts.includes("GPT: 788736 + 128*seq + 256*vocab parameters"), counts.join("\n"));
});

test("the parameters of a layer are told over its axes as they are written there", () => {
  const layer = `weft 1
layer Judge[in_, out](x: [in_]) -> [out] {
  axis hidden = 2 * |in_|
  param W: in_ -> hidden ~ xavier
  param V: hidden -> out ~ xavier
  return V(W(x))
}
`;
  const counts = analyze(layer, library).hints.map(({ text }) => text);
  assert.equal(counts, ["2*in_*in_ + 2*in_*out parameters", "2*in_*in_", "2*in_*out"]);
});

test("a text with mistakes has a tree, types and diagnostics in order", () => {
  const text = attention.replace("W(x)[seq as src]", "W(y)[seq as src]").replace("@[embed] k", "@[embd] k");
  const { tree, types, diagnostics } = analyze(text, library);
  assert.is(tree.declarations.length, 4);
  assert.ok(types.length > 3);
  assert.equal(
    diagnostics.map(({ code }) => code),
    ["W0301", "W0201"],
  );
});

test("the same text gives the same answer", () => {
  const plain = (text: string): string => JSON.stringify(analyze(text, library));
  const first = plain(gpt);
  plain(attention);
  assert.is(plain(gpt), first);
});

/**
 * Milliseconds of the processor that this thread has had. Of the whole process, what collects garbage and what compiles on other threads counts
 * too, which in the first rounds is as much again; without Linux's count that is all there is.
 */
function processorTime(): number {
  try {
    return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[0]) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
}

// The least of several, and twice what one alone takes: other processes share its caches.
test("three hundred lines take at most 60 ms of the processor when warm", () => {
  const text = joinedPrograms(300);
  let best = Infinity;
  for (let round = 0; round < 100 && best > 60; round++) {
    const from = processorTime();
    const { diagnostics } = analyze(text, library);
    best = Math.min(best, processorTime() - from);
    assert.equal(
      diagnostics.filter(({ severity }) => severity === "error"),
      [],
    );
  }
  assert.ok(best > 1 && best <= 60, `${best.toFixed(1)} ms`);
});
