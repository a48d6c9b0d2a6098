/** A text that is written here, and may be written elsewhere at the same time: neither is lost. */
import { ChangeSet, Text } from "@codemirror/state";

export interface Draft {
  /** Changes of the text in the editor. */
  readonly edit: (changes: ChangeSet) => void;
  readonly isChanged: () => boolean;
  /** What was kept last, to be replaced by `text`, which the editor has now; undefined where nothing was changed. */
  readonly send: (text: string) => { readonly before: string; readonly text: string } | undefined;
  /** What was sent couldn't be kept. */
  readonly failed: () => void;
  /** Takes what is kept now. Returns the changes for the editor where that is neither what was sent nor what was kept before. */
  readonly take: (text: string) => ChangeSet | undefined;
}

/** As the editor has it, whose lines end in one way. */
const documentOf = (text: string): Text => Text.of(text.split(/\r\n?|\n/));

/** `text` is what is kept. */
export function openDraft(text: string): Draft {
  let kept = text;
  /** From what is kept to what was sent, and from there, or from what is kept, to what the editor has. */
  let sent: { readonly text: string; readonly changes: ChangeSet } | undefined;
  let unsent = ChangeSet.empty(documentOf(text).length);

  const failed = (): void => {
    if (sent !== undefined) unsent = sent.changes.compose(unsent);
    sent = undefined;
  };
  return {
    edit: (changes) => {
      unsent = unsent.compose(changes);
    },
    isChanged: () => !unsent.empty || sent !== undefined,
    send: (now) => {
      if (unsent.empty) return undefined;
      sent = { text: now, changes: unsent };
      unsent = ChangeSet.empty(unsent.newLength);
      return { before: kept, text: now };
    },
    failed,
    take: (now) => {
      const isSent = now === sent?.text;
      if (isSent) {
        sent = undefined;
        kept = now;
        return undefined;
      }
      failed();
      if (now === kept) return undefined;
      const theirs = difference(documentOf(kept), documentOf(now));
      const shown = theirs.map(unsent);
      unsent = unsent.map(theirs, true);
      kept = now;
      return shown;
    },
  };
}

/** The one change that makes `now` of `before`. */
function difference(before: Text, now: Text): ChangeSet {
  const [a, b] = [before.toString(), now.toString()];
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const insert = now.slice(start, b.length - end);
  return ChangeSet.of({ from: start, to: a.length - end, insert }, a.length);
}
