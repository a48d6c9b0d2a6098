/** A text that two pages write at the same time. */
import { ChangeSet, Text } from "@codemirror/state";
import { openDraft, type Draft } from "../../compiler/editor/page/draft.ts";
import { randomNumbers } from "../fuzz/edits.ts";
import { assert, suite } from "../harness.ts";

const test = suite("drafts");

/** A page with an editor, and what it sent that isn't answered yet. */
interface Page {
  readonly draft: Draft;
  text: string;
  sent: { readonly before: string; readonly text: string } | undefined;
}

const changed = (text: string, changes: ChangeSet): string =>
  changes.apply(Text.of(text.split("\n"))).toString();

function type(page: Page, at: number, typed: string): void {
  const changes = ChangeSet.of({ from: at, insert: typed }, page.text.length);
  page.text = changed(page.text, changes);
  page.draft.edit(changes);
}

function take(page: Page, kept: string): void {
  page.sent = undefined;
  const changes = page.draft.take(kept);
  if (changes !== undefined) page.text = changed(page.text, changes);
}

test("both pages end with all that was typed in either", () => {
  const next = randomNumbers(7);
  /** A whole number below `count`. */
  const random = (count: number): number => Math.floor(next() * count);
  for (let round = 0; round < 400; round++) {
    const first = "axis a = 1\naxis b = 2\n\nfn f(x) = x\n";
    let kept = first;
    const pages = [1, 2].map((): Page => ({ draft: openDraft(first), text: first, sent: undefined }));
    const words: string[] = [];
    const send = (page: Page): void => {
      page.sent ??= page.draft.send(page.text);
    };
    /** As the compiler's worker does it: what isn't known there isn't written over. */
    const answer = (page: Page): void => {
      if (page.sent !== undefined && page.sent.before === kept) kept = page.sent.text;
      take(page, kept);
    };
    for (let step = 0; step < 30; step++) {
      const page = pages[random(2)];
      if (page === undefined) continue;
      const act = random(4);
      if (act === 0) send(page);
      else if (act === 1) answer(page);
      else {
        const word = `<${words.length}>`;
        words.push(word);
        type(page, random(2) === 0 ? page.text.length : random(5), word);
      }
    }
    for (let turn = 0; turn < 4; turn++) {
      for (const page of pages) {
        send(page);
        answer(page);
      }
    }
    const [one, other] = pages;
    assert.is(one?.text, kept);
    assert.is(other?.text, kept);
    for (const page of pages) assert.not(page.draft.isChanged());
    const letters = (text: string): string => [...text].sort().join("");
    // Words may be typed into one another; no letter of them is lost, and none is there twice.
    assert.is(letters(kept), letters(first + words.join("")));
  }
});

test("counts a line’s end as one letter, as the editor does", () => {
  const page: Page = { draft: openDraft("a\r\nb\r\n"), text: "a\nb\n", sent: undefined };
  take(page, "a\r\nB\r\n");
  assert.is(page.text, "a\nB\n");
});
